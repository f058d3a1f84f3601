"""The pages of a project's papers: one for each host document, and the replication index; none without exports.

Knows which there are; what stands on them is `render/paper.py`'s and `render/replication.py`'s.
"""

from collections.abc import Callable, Iterator

from mkdocs_specthis.core.model.document import Document
from mkdocs_specthis.core.views.lookups import Lookups
from mkdocs_specthis.core.views.paper import unrouted_exports
from mkdocs_specthis.core.views.replication import replication_of
from mkdocs_specthis.frontends.mkdocs.addresses import PAPER, REPLICATION, Links, paper_source
from mkdocs_specthis.frontends.mkdocs.render.components import Body
from mkdocs_specthis.frontends.mkdocs.render.paper import render_no_paper, render_paper, render_papers
from mkdocs_specthis.frontends.mkdocs.render.replication import render_replication

Row = tuple[str, str, str, Callable[[Links], Body]]
"""Source name, title, the words it is found by, and what renders it."""

_NO_PAPER = "Exports, and the setting that names a paper."
_INDEX = "Which program makes which figure and table, from which data, in which time: for data editors of journals."


def paper_rows(lookups: Lookups) -> Iterator[Row]:
    if not lookups.papers:
        if any(entry.exports for entry in lookups.snapshot.entries.values()):
            yield PAPER, "Paper", _NO_PAPER, lambda links: render_no_paper(unrouted_exports(lookups.snapshot), links)
        return
    titled = tuple(paper_titles(lookups))
    if len(titled) > 1:
        yield (
            PAPER,
            "Papers",
            ", ".join(title for _, title, _ in titled),
            lambda links: render_papers(
                ((lookups.paper_pages[path], title, source) for path, title, source in titled), links
            ),
        )
    for path, title, source in titled:
        yield source, title, _words(lookups.papers[path].document), _paper(lookups, path, title)
    yield (
        REPLICATION,
        "Replication index",
        _INDEX,
        lambda links: render_replication(replication_of(lookups.snapshot, lookups.papers.values()), links),
    )


def paper_titles(lookups: Lookups) -> Iterator[tuple[str, str, str]]:
    """(path, title, source name) of each paper."""
    names = lookups.paper_names
    for path in lookups.papers:
        yield path, "Paper" if len(names) == 1 else path, paper_source(names[path], len(names))


def _words(document: Document) -> str:
    """Titles and captions, in the order of the document."""
    named = [(section.at, section.title) for section in document.sections]
    named += [(one.at, one.caption) for one in document.floats]
    return ". ".join(text for _, text in sorted(named) if text)


def _paper(lookups: Lookups, path: str, title: str) -> Callable[[Links], Body]:
    return lambda links: render_paper(lookups.paper_pages[path], links, title)
