"""The address of a project's site, as somebody wrote it, to one that pages can be appended to.

Knows addresses by their spelling; asks no network.
"""

import re

_URL = re.compile(r"(https?)://([^/?#]*)([^?#]*)\Z", re.IGNORECASE)
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?\Z")
_KEPT = frozenset(b"/%:@!$&'()*+,;=~-._0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
MAX_LENGTH = 1000


def parse_site_url(text: str) -> tuple[str, str]:
    """(address with a slash at its end, "") or ("", why it is none, as a clause).

    What stands in a path and is none of the signs of an address is written with percent signs.
    """
    if len(text) > MAX_LENGTH or " " in text or not text.isprintable():
        return "", "is no address: it has blanks or signs that cannot be printed, or is too long"
    if "?" in text or "#" in text:
        return "", "has `?` or `#` in it, so that no page can be appended"
    found = _URL.match(text)
    if not found:
        return "", "does not begin with `https://` or `http://`"
    scheme, host, path = found.groups()
    if "@" in host:
        return "", "holds a user name, which everybody who has the PDF could read"
    if not _HOST.match(host):
        return "", "has no host, or one that is not written in ASCII letters"
    return f"{scheme.lower()}://{host}{_quoted(path).rstrip('/')}/", ""


def _quoted(path: str) -> str:
    kept = "".join(chr(byte) if byte in _KEPT else f"%{byte:02X}" for byte in path.encode("utf-8"))
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", kept)
