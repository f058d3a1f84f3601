"""What `mkdocs.yml` may say below `specthis:`. Settings of the model are in `specthis.toml`."""

from mkdocs.config import config_options as c
from mkdocs.config.base import Config

SERVE, PUBLIC = "serve", "public"


class Options(Config):  # type: ignore[no-untyped-call]
    project_dir = c.Optional(c.Dir(exists=True))
    """Root of the project; default: the folder of `mkdocs.yml`."""
    dashboard_path = c.Optional(c.Type(str))
    """Address of the dashboard; default: `/` if the docs have no home of their own, else `/dashboard/`."""
    audience = c.Optional(c.Choice((SERVE, PUBLIC)))
    """`serve` shows commands and next steps, `public` leaves them out; default: as the command is."""
    nav = c.Type((bool, str), default=True)
    """Whether to append our pages to the navigation; a text gathers them in a section of that title."""
    publish_sources = c.Type(bool, default=True)
    """Whether entry pages show the text of their scripts."""
    max_publish_bytes = c.Type(int, default=1_000_000)
    """Largest file of the project that is shown or copied."""
    unpublished = c.ListOfItems(c.Type(str), default=[])
    """Patterns over names of entries and paths of files whose content stays off the site."""
    raw_html = c.Type(bool, default=False)
    """Whether the HTML in specs is kept as it is; only for specs whose authors you trust like the site's own."""
