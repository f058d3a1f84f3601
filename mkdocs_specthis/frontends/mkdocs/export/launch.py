"""Builds the site aside and writes its pages as Markdown: `python -m mkdocs_specthis.frontends.mkdocs.export.launch`.

`specthis export` becomes this process. Knows configurations and folders; what the pages say is the plugin's.
"""

import argparse
import logging
import signal
import sys
import tempfile
from collections.abc import Sequence
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.views.refusal import with_hint
from mkdocs_specthis.core.views.sentence import count_of
from mkdocs_specthis.effects.records.exported import Exported, write_export
from mkdocs_specthis.frontends.mkdocs.launch import (
    INTERRUPTED,
    MORE,
    SIGNALS,
    configuration,
    interrupt,
    log_to_standard_error,
    take_successor,
    told,
)
from mkdocs_specthis.frontends.mkdocs.logged_errors import in_one_line, kept_errors

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 1


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    for number in SIGNALS:
        signal.signal(number, interrupt)
    take_successor()
    try:
        folder = options.folder.absolute()
        see_that_apart(options.root, folder)
        done = write_export(folder, pages_of(options.root, options.config_file), force=options.force)
    except KeyboardInterrupt:
        told("specthis: interrupted")
        return INTERRUPTED
    except SpecthisError as error:
        told(with_hint(error.message, error.hint))
        return error.exit_status
    print(dumps(_view(folder, done), indent=1, ensure_ascii=False) if options.json else _sentence(folder, done))
    return 0


def see_that_apart(root: Path, folder: Path) -> None:
    """Raises SpecthisError for a folder that is the project, holds it, or is one of those that it lives in."""
    real, project = folder.resolve(), root.resolve()
    if project.is_relative_to(real) or (folder.exists() and not folder.is_dir()):
        what = "is no folder" if folder.exists() and not folder.is_dir() else "holds the project itself"
        raise SpecthisError(f"{shown(str(folder))} {what}", hint="name a folder of its own, such as `site-markdown`")


def pages_of(root: Path, written: Path | None) -> "Mapping[str, bytes]":
    """Path to content of every file of the export. Raises SpecthisError with one sentence, KeyboardInterrupt."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    try:
        from mkdocs_specthis.frontends.mkdocs.export.pages import Export
    except ModuleNotFoundError as error:
        hint = 'pip install "mkdocs-specthis[export]"'
        raise SpecthisError(f"an export needs {error.name}, which is not installed", hint=hint) from error
    from mkdocs_specthis.frontends.mkdocs.plugin import SpecthisPlugin

    with configuration(root, written) as file, tempfile.TemporaryDirectory(prefix="specthis-export-") as aside:
        log_to_standard_error(logging.WARNING)
        with kept_errors() as said:
            try:
                config = load_config(str(file), site_dir=aside, use_directory_urls=False)
                config.plugins.on_startup(command="build", dirty=False)
                build(config)
                plugin = next(one for one in config.plugins.values() if isinstance(one, SpecthisPlugin))
                site, files = plugin.built
                made = Export(site=site, files=files).make()
                config.plugins.on_shutdown()
            except SpecthisError:
                raise
            except (Exception, SystemExit) as error:
                cause = error if isinstance(error, Exception) else SpecthisError(str(error))
                raise SpecthisError(
                    f"the pages cannot be made: {shown(in_one_line(said, cause), 400)}", hint=MORE
                ) from error
    return made


def _view(folder: Path, done: Exported) -> dict[str, object]:
    return {
        "version": VERSION,
        "folder": str(folder),
        "written": list(done.written),
        "unchanged": list(done.unchanged),
        "removed": list(done.removed),
    }


def _sentence(folder: Path, done: Exported) -> str:
    pages = sum(path.endswith(".md") for path in (*done.written, *done.unchanged))
    every = len(done.written) + len(done.unchanged)
    gone = f", {len(done.removed):,} removed" if done.removed else ""
    return (
        f"{count_of(pages, 'page')} and {count_of(every - pages, 'other file')} in {shown(str(folder), 300)}: "
        f"{len(done.written):,} written, {len(done.unchanged):,} as they were{gone}"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Write the pages of a project's specs as Markdown.")
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--config-file", type=Path)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--force", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
