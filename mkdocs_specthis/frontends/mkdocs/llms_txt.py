"""The site's `llms.txt`: what the view says, with the addresses of this site."""

from collections.abc import Iterator

from mkdocs_specthis.core.views.entry_address import entry_source
from mkdocs_specthis.core.views.llms import llms_text
from mkdocs_specthis.frontends.mkdocs.addresses import ENTRIES_JSON, REPLICATION, RUNS, entry_json_source, spec_source
from mkdocs_specthis.frontends.mkdocs.pages import GeneratedPage, Group
from mkdocs_specthis.frontends.mkdocs.site import Site

_SAID = {
    Group.DASHBOARD: "where every entry stands, and who has to act on what",
    Group.SPECS: "what each thing must be, in reading order",
    Group.ENTRIES: "all entries with both claims, to filter and sort",
    Group.GRAPH: "what rests on what, from input files to the paper",
    Group.PAPER: "figures and tables of the paper, each with its state and what made it",
    Group.RUNS: "what was run, judged and edited, newest first",
    Group.AUDIT: "what the audit found, most severe first",
    Group.KEY: "what the words for states mean",
}
"""What is on a page. The words by which it is found would be a list of everything."""


def render_llms(site: Site, description: str, site_url: str) -> str:
    """Addresses are whole where the site knows its own."""
    snapshot = site.lookups.snapshot

    def at(source: str) -> str:
        url = site.urls[source]
        return site_url + ("" if url in (".", "./") else url) or "./"

    return llms_text(
        snapshot,
        site.name,
        description,
        (
            *(
                (page.title, at(page.source), page.words if page.source == REPLICATION else _SAID[page.group])
                for page in _named(site)
            ),
            ("Data of all entries", at(ENTRIES_JSON), "states, reasons and addresses as JSON"),
        ),
        lambda spec: at(spec_source(spec.path, snapshot.project.settings.specs)),
        lambda name: (at(entry_source(name)), at(entry_json_source(name))),
    )


def _named(site: Site) -> Iterator[GeneratedPage]:
    """The pages about the project as a whole."""
    for page in site.pages.values():
        is_one_run = page.group is Group.RUNS and page.source != RUNS
        if not (page.spec or page.entry or is_one_run):
            yield page
