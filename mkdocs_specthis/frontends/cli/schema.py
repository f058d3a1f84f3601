"""`specthis schema`: the JSON Schemas of what is printed and written, for editors and programs.

Needs no project.
"""

import click

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.output import write, write_json
from mkdocs_specthis.frontends.cli.project_option import project_options
from mkdocs_specthis.frontends.cli.tables import table


@click.command()
@click.argument("name", required=False, metavar="[NAME]")
@project_options
def schema(name: str | None) -> int:
    """Print the JSON Schema of something that is printed or written.

    Without NAME the schemas are listed, each with what it describes.

    \b
    Examples:
      specthis schema
      specthis schema status
      specthis schema receipt > receipt.schema.json
    """
    from mkdocs_specthis.usecases.schemas import schema_named, schemas

    if name is None:
        write("\n".join(table([(one, title) for one, title, _ in schemas()])))
    else:
        write_json(schema_named(name))
    return exit_status.OK
