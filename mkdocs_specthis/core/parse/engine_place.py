"""What may stand in `[engine]`: where a dask scheduler is, and the files that secure the way to it.

Spelling only; nothing is asked. Whoever can talk to a dask scheduler can run code on its workers, so a way that anybody
on the network can use has to be asked for in so many words.
"""

import ipaddress
import re
from collections.abc import Mapping

from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown

DASK = "dask"
SECURITY = ("ca", "cert", "key")
EXAMPLE = "`tls://host:8786`"
FILES = '`security = { ca = "…", cert = "…", key = "…" }`'
_ADDRESS = re.compile(r"(tls|tcp)://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):([1-9][0-9]{0,4})/?\Z")


def address_problem(address: str, *, insecure: bool) -> str:
    """What is wrong with the address of a dask scheduler, a clause, `; `, a hint; empty if nothing is."""
    if not address:
        return ""
    if not address.isprintable() or len(address) > 2048:
        return f"holds a character that cannot be printed, or is very long; write {EXAMPLE}"
    if "@" in address:
        return "holds a user name or a password, which dask does not know; it takes files, named by `security`"
    found = _ADDRESS.match(address)
    if not found or int(found.group(3)) > 65_535:
        return f"is no address of a dask scheduler: `{shown(address)}`; write {EXAMPLE}"
    if found.group(1) == "tcp" and not insecure and not is_loopback(found.group(2)):
        return (
            f"is `{shown(address)}`, where anybody on that network could run code on the workers; "
            f"write {EXAMPLE} with {FILES}, or `insecure = true` for a network of your own"
        )
    return ""


def security_problem(security: Mapping[str, str]) -> str:
    """What is wrong with the files, in the same form."""
    for name in security:
        if name not in SECURITY:
            hint = did_you_mean(name, SECURITY, otherwise="it has " + ", ".join(f"`{one}`" for one in SECURITY))
            return f"has no `{shown(name)}`; {hint}"
    missing = [name for name in SECURITY if not security.get(name)]
    if security and missing:
        return f"names no `{missing[0]}`; write {FILES}, each the path of a PEM file"
    return ""


def host_and_port(address: str) -> tuple[str, int] | None:
    """Of an address without problems; None for any other."""
    found = _ADDRESS.match(address)
    return (found.group(2).strip("[]"), int(found.group(3))) if found else None


def is_loopback(host: str) -> bool:
    """Whether only this machine can be meant."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
