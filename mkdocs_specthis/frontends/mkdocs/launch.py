"""Starts the host's own development server for a project: `python -m mkdocs_specthis.frontends.mkdocs.launch`.

`specthis serve` becomes this process. Knows configurations and addresses; what is served is the plugin's.
"""

import argparse
import contextlib
import errno
import logging
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from json import dumps
from pathlib import Path
from types import FrameType

from click import ClickException

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.scaffold import PLUGIN_LINES
from mkdocs_specthis.core.views.refusal import with_hint
from mkdocs_specthis.effects.templates import read_template
from mkdocs_specthis.frontends.mkdocs.logged_errors import in_one_line, is_said_elsewhere, kept_errors

CONFIGURATIONS = ("mkdocs.yml", "mkdocs.yaml")
UNUSABLE, INTERRUPTED = 2, 130
PLUGIN = "specthis"
MORE = "`mkdocs build --verbose` says more"
SUCCESSOR = "properdocs"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    host: str
    """`localhost`, or an IP address."""
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Lines(logging.Formatter):
    """One line for each record, with nothing in it that a terminal would act on."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{record.levelname:7} -  {shown(record.getMessage(), 4000)}"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    for number in SIGNALS:
        signal.signal(number, interrupt)
    take_successor()
    try:
        launch(options.root, options.config_file, Address(host=options.host, port=options.port), open_=options.open)
    except KeyboardInterrupt:
        told("specthis: interrupted")
        return INTERRUPTED
    except SpecthisError as error:
        told(with_hint(error.message, error.hint))
        return error.exit_status
    return 0


def take_successor() -> None:
    """Where its drop-in successor alone is installed, let the host's name mean that one, as the successor offers."""
    if find_spec("mkdocs") is None and find_spec(SUCCESSOR) is not None:
        import_module(f"{SUCCESSOR}.replacement")


def launch(root: Path, written: Path | None, address: Address, *, open_: bool) -> None:
    """Serve until interrupted. Raises SpecthisError with one sentence, KeyboardInterrupt before the first page."""
    from mkdocs.commands.serve import serve

    from mkdocs_specthis.frontends.mkdocs.on_request import expecting_requests

    see_that_free(address)
    with configuration(root, written) as file:
        log_to_standard_error()
        with kept_errors() as said:
            try:
                with expecting_requests():
                    serve(config_file=str(file), dev_addr=str(address), open_in_browser=open_)
            except Exception as error:
                if isinstance(error, OSError) and error.filename is None:
                    raise _unusable(address, error) from error
                raise SpecthisError(f"the site cannot be built: {_shown(said, error)}", hint=MORE) from error


def see_that_free(address: Address) -> None:
    """Raises SpecthisError where nobody can listen, before time goes into a build."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            raise _unusable(address, error) from error


def _unusable(address: Address, error: OSError) -> SpecthisError:
    if error.errno == errno.EADDRINUSE:
        return SpecthisError(f"another program listens at {address}", hint="choose another port with `--port`")
    return SpecthisError(f"nobody can listen at {address}: {error.strerror or error}", hint="see `--host` and `--port`")


@contextlib.contextmanager
def configuration(root: Path, written: Path | None) -> Iterator[Path]:
    """The project's own, or one made for the time of this run, outside of what is watched."""
    own = written or next((root / name for name in CONFIGURATIONS if (root / name).is_file()), None)
    if own is not None:
        if PLUGIN in read_configuration(own):
            yield own
            return
        told(f"specthis: {own.name} does not name the plugin, so the specs are shown by themselves; what to add:")
        told(PLUGIN_LINES)
    with tempfile.TemporaryDirectory(prefix="specthis-site-") as folder:
        yield _made_for(root, Path(folder))


def read_configuration(file: Path) -> frozenset[str]:
    """Names of the plugins of a configuration. Raises SpecthisError with what is wrong with it."""
    from mkdocs.config import load_config

    with kept_errors() as said:
        try:
            return frozenset(name.rsplit("/", 1)[-1] for name in load_config(str(file)).plugins)
        except (ClickException, OSError, ValueError) as error:
            message = f"{shown(file.name)}: {_shown(said, error)}"
            raise SpecthisError(message, hint=f"mend {shown(file.name)}, then serve again") from error


def _made_for(root: Path, folder: Path) -> Path:
    """A configuration in `folder` that shows the specs of `root` and nothing else."""
    name = dumps(root.name if root.name.isprintable() else "Specs", ensure_ascii=False)
    plugins = f"{PLUGIN_LINES.rstrip()}:\n      project_dir: {dumps(str(root), ensure_ascii=False)}\n"
    values = {"NAME": name, "DOCS": "docs", "SITE": "site", "PLUGINS": plugins}
    (folder / "docs").mkdir()
    (folder / CONFIGURATIONS[0]).write_bytes(read_template("site/mkdocs.yml", values))
    return folder / CONFIGURATIONS[0]


def _shown(said: list[str], error: Exception) -> str:
    return shown(in_one_line(said, error), 400)


def log_to_standard_error(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    handler.addFilter(lambda record: not is_said_elsewhere(record))
    logging.basicConfig(level=level, handlers=[handler])


def interrupt(number: int, frame: FrameType | None) -> None:
    """The first request to end is heard; ending takes moments, and a second one would cut it short."""
    for one in SIGNALS:
        signal.signal(one, signal.SIG_IGN)
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Serve the site of a project's specs.")
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--config-file", type=Path)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--open", action="store_true")
    return parser


def told(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
