"""`llms.txt`: what the site holds and where, as one short Markdown file for programs that read text.

The form is that of llmstxt.org. Counts and states are the Snapshot's; addresses come from the host.
"""

import re
from collections.abc import Callable, Iterator

from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.model.state import Actor, EntryStatus
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.mark import ACTORS
from mkdocs_specthis.core.views.prose import summary_of
from mkdocs_specthis.core.views.sentence import settled_sentence
from mkdocs_specthis.core.views.spec import specs_index
from mkdocs_specthis.core.views.vocabulary import certification_word, headline_word, realization_word

ENTRIES_SHOWN = 200
"""Entries named one by one; above it those that need something come first, and the data names them all."""
MEANING = (
    "Each entry makes two claims. Certified: a person judged exactly today's script against exactly today's spec. "
    "Fresh: the artefact came out of a run that rested on exactly today's content. Settled: both hold, and so they do "
    "for everything upstream. What is not settled may be wrong, and should not be quoted as a result."
)
_SPACE = re.compile(r"\s+")
_BRACKETS = re.compile(r"([\\\[\]])")

EntryAddress = Callable[[str], tuple[str, str]]
"""Name of an entry to the addresses of its page and of its data."""
SpecAddress = Callable[[Spec], str]


def llms_text(
    snapshot: Snapshot,
    title: str,
    description: str,
    pages: tuple[tuple[str, str, str], ...],
    spec_address: SpecAddress,
    entry_address: EntryAddress,
) -> str:
    """The whole file; `pages` are (title, address, what is there) of those that hold for the project as a whole."""
    settled = settled_sentence(snapshot.counts.get("settled", 0), len(snapshot.statuses))
    lines = [f"# {_line(title)}", "", f"> {_line(f'{description} {settled}')}", "", MEANING, "", "## The project", ""]
    lines += [_item(name, address, said) for name, address, said in pages]
    if snapshot.project.specs:
        lines += ["", "## Specs", ""]
        lines += [_item(row.title, spec_address(row.spec), f"{row.kind}, {row.state}") for row in specs_index(snapshot)]
    if snapshot.statuses:
        lines += ["", "## Entries", "", *_entries(snapshot, entry_address)]
    return "\n".join(lines) + "\n"


def _entries(snapshot: Snapshot, address: EntryAddress) -> Iterator[str]:
    statuses = list(snapshot.statuses.values())
    if len(statuses) > ENTRIES_SHOWN:
        ranks: dict[Actor, int] = {actor: rank for rank, actor in enumerate(ACTORS)}
        statuses = sorted(statuses, key=lambda status: ranks[status.actor])[:ENTRIES_SHOWN]
    for status in statuses:
        page, data = address(status.entry)
        yield f"{_item(status.entry, page, _said(snapshot, status))} [JSON]({data})"
    if len(snapshot.statuses) > len(statuses):
        yield f"- and {len(snapshot.statuses) - len(statuses):,} more in the data of all entries"


def _said(snapshot: Snapshot, status: EntryStatus) -> str:
    entry = snapshot.entries[status.entry]
    claims = (certification_word(status.certification).label, realization_word(status.realization).label)
    words = dict.fromkeys((headline_word(status.headline).label, *claims))
    return f"{entry.kind}; {', '.join(words)}. {summary_of(entry)}".strip()


def _item(name: str, address: str, said: str) -> str:
    label = _BRACKETS.sub(r"\\\1", _line(name))
    return f"- [{label}]({address}): {_line(said)}"


def _line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
