"""`specthis export`: the pages of the site as plain Markdown, for any other generator.

Becomes the host's own build, in the same process; imports nothing of the host.
"""

import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options

LAUNCHER = "mkdocs_specthis.frontends.mkdocs.export.launch"


@click.command()
@click.argument("folder", metavar="DIR")
@click.option("--force", is_flag=True, help="Write over files that no export wrote, or that were changed since.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON (schema: export.schema.json).")
@click.option(
    "-f", "--config-file", metavar="FILE", help="The site's configuration. Default: mkdocs.yml, if there is one."
)
@project_options
@click.pass_obj
def export(invocation: Invocation, folder: str, force: bool, as_json: bool, config_file: str | None) -> NoReturn:
    """Write the pages of the site as plain Markdown.

    They go into DIR, with front matter. Any generator of sites reads them, and so does a person. Pages of the docs come
    with them, and what the pages show. DIR is the export's own: a later export renews what moved and removes what is
    gone, and refuses files that it did not write. It is what the public sees, without commands. None of the project's
    scripts is executed.

    \b
    Examples:
      specthis export site-markdown
      specthis export site-markdown --json
    """
    root = invocation.root()
    if config_file is not None and not os.path.isfile(config_file):
        raise SpecthisError(f"there is no file {shown(config_file, 200)}", hint="name a configuration of MkDocs")
    words = [f"--root={root}", f"--folder={Path(folder).absolute()}"]
    words += [f"--config-file={Path(config_file).absolute()}"] if config_file else []
    words += ["--force"] if force else []
    words += ["--json"] if as_json else []
    environment = {"NO_MKDOCS_2_WARNING": "1", **os.environ}
    sys.stdout.flush()
    # -P: a file of the project that is called like a package must not be taken for it.
    os.execve(sys.executable, [sys.executable, "-P", "-m", LAUNCHER, *words], environment)
