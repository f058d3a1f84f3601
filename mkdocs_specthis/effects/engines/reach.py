"""Whether something answers where an engine is said to be: a connection, and for `tls://` the certificates.

Speaks no protocol of an engine: whoever does takes objects from the other side, and the address may be a stranger's.
"""

import os
import socket
import ssl
from collections.abc import Mapping

from mkdocs_specthis.core.parse.engine_place import SECURITY, host_and_port

SECONDS = 5.0


def unreachable(address: str, security: Mapping[str, str]) -> str:
    """Why a dask scheduler cannot be reached at an address, as a clause; empty if something answers there.

    `security`: `ca`, `cert` and `key` to absolute paths of PEM files; all three for `tls://`.
    """
    place = host_and_port(address)
    if place is None:
        return "its address is none"
    is_secured = address.startswith("tls://")
    if is_secured and (missing := _missing(security)):
        return missing
    try:
        with socket.create_connection(place, timeout=SECONDS) as connection:
            if is_secured:
                with _context(security).wrap_socket(connection, server_hostname=place[0]):
                    pass
    except TimeoutError:
        return f"it does not answer within {SECONDS:.0f} seconds"
    except ssl.SSLError as error:
        return f"its certificate and yours do not fit ({error.reason or 'TLS'})"
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _missing(security: Mapping[str, str]) -> str:
    if not security:
        return "`tls://` needs `security` under `[engine]`"
    lost = next((name for name in SECURITY if not os.access(security[name], os.R_OK)), "")
    return f"the file of `{lost}` is not there, or cannot be read" if lost else ""


def _context(security: Mapping[str, str]) -> ssl.SSLContext:
    """As dask has it: the other side has to be of the same authority; its name is not looked at."""
    context = ssl.create_default_context(cafile=security["ca"])
    context.check_hostname = False
    context.load_cert_chain(security["cert"], security["key"])
    return context
