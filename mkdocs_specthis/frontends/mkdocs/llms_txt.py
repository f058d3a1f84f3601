"""The site's `llms.txt`: what the view says, with the addresses of this site."""

from mkdocs_specthis.core.entry_address import entry_source
from mkdocs_specthis.core.views.llms import llms_text
from mkdocs_specthis.frontends.mkdocs.addresses import ENTRIES_JSON, entry_json_source, spec_source
from mkdocs_specthis.frontends.mkdocs.site import Site


def render_llms(site: Site, description: str, site_url: str) -> str:
    """Addresses are whole where the site knows its own."""
    snapshot = site.lookups.snapshot

    def at(source: str) -> str:
        url = site.urls[source]
        return site_url + ("" if url in (".", "./") else url) or "./"

    named = [page for page in site.pages.values() if page.words and not page.spec and not page.entry]
    return llms_text(
        snapshot,
        site.name,
        description,
        (
            *((page.title, at(page.source), page.words) for page in named),
            ("Data of all entries", at(ENTRIES_JSON), "states, reasons and addresses as JSON"),
        ),
        lambda spec: at(spec_source(spec.path, snapshot.project.settings.specs)),
        lambda name: (at(entry_source(name)), at(entry_json_source(name))),
    )
