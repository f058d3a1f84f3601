"""`specthis serve`: the site of the project, with live reload, on this machine.

Becomes the host's server, in the same process; imports nothing of the host.
"""

import os
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import NoReturn

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options

LAUNCHER = "mkdocs_specthis.frontends.mkdocs.launch"
HOST, PORT = "127.0.0.1", 8765


@click.command()
@click.option("--host", metavar="ADDRESS", default=HOST, show_default=True, help="An IP address, or `localhost`.")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", default=PORT, show_default=True, help="The port.")
@click.option("--open", "open_", is_flag=True, help="Open it in a browser.")
@click.option(
    "-f", "--config-file", metavar="FILE", help="The site's configuration. Default: mkdocs.yml, if there is one."
)
@project_options
@click.pass_obj
def serve(invocation: Invocation, host: str, port: int, open_: bool, config_file: str | None) -> NoReturn:
    """Show the project as a site that follows while you edit.

    It uses the project's mkdocs.yml, with the plugins and hooks that it names. Without one, or where it doesn't name
    the plugin, it shows the specs alone. None of the project's scripts is executed. Ctrl-C ends it.

    \b
    Examples:
      specthis serve                at http://127.0.0.1:8765/
      specthis serve --port 9000 --open
    """
    root = invocation.root()
    file = _file(config_file)
    words = [f"--root={root}", f"--host={_address(host)}", f"--port={port}"]
    words += [f"--config-file={file}"] if file else []
    words += ["--open"] if open_ else []
    environment = {"NO_MKDOCS_2_WARNING": "1", **os.environ}
    sys.stdout.flush()
    # -P: a file of the project that is called like a package must not be taken for it.
    os.execve(sys.executable, [sys.executable, "-P", "-m", LAUNCHER, *words], environment)


def _address(host: str) -> str:
    if host == "localhost":
        return host
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        raise SpecthisError(
            f"`--host` takes no `{shown(host)}`", hint="an IP address of this machine, or `localhost`"
        ) from None


def _file(written: str | None) -> Path | None:
    if written is None:
        return None
    if not os.path.isfile(written):
        raise SpecthisError(f"there is no file {shown(written, 200)}", hint="name a configuration of MkDocs")
    return Path(written).absolute()
