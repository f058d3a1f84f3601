"""The words for every state: what readers call it, what it means, who acts on it.

Knows no markup and no entry; what a mark looks like is the host's business.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Severity
from mkdocs_specthis.core.model.state import Actor, Certification, EntryStatus, Realization

PERSON = "a person"
MACHINE = "a machine"
NOBODY = "nobody"
WAIT = "nobody, wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    key: str
    """As in the statuses; names the mark."""
    label: str
    """What a reader is shown."""
    meaning: str
    """One sentence, with a full stop."""
    acts: str = NOBODY
    """Who acts on it."""


def _words(*rows: tuple[str, str, str, str]) -> Mapping[str, Word]:
    return {key: Word(key=key, label=label, meaning=meaning, acts=acts) for key, label, meaning, acts in rows}


UNREADABLE = "What it rests on cannot be read: a spec or a ledger needs mending first."

CERTIFICATION_WORDS = _words(
    ("uncertified", "Not certified", "Nobody has judged spec and script together.", PERSON),
    ("certified", "Certified", "Judged, and nothing that the judgment covers has moved since.", NOBODY),
    (
        "drifted",
        "Spec audit needed",
        "Judged, and something that the judgment covers has moved since (drifted).",
        PERSON,
    ),
    ("rejected", "Rejected", "A judge said no to exactly this spec and this script.", PERSON),
    ("unknown", "Unknown", UNREADABLE, PERSON),
)

REALIZATION_WORDS = _words(
    ("never-run", "Never run", "No run is recorded.", MACHINE),
    (
        "stale",
        "Stale",
        "Something that the artefact came from has moved since the run, or the file itself has.",
        MACHINE,
    ),
    (
        "absent",
        "Absent",
        "Nothing speaks against the record of the run, but bytes are not on this machine.",
        "a machine, quietly",
    ),
    ("fresh", "Fresh", "The artefact is what today’s content implies.", NOBODY),
    ("unknown", "Unknown", UNREADABLE, PERSON),
)

OVERLAY_WORDS = _words(
    ("script-tbd", "Script TBD", "The author says that there is no script yet.", PERSON),
    ("script-ready", "Script ready", "The author says that the script is ready to be judged.", NOBODY),
    ("draft", "Draft", "The spec is half-written; nothing of it is ever ready.", PERSON),
    ("error", "Has an error", "The audit found an error that belongs to this entry.", PERSON),
    (
        "vocabulary-moved",
        "Vocabulary moved",
        "A definition that it leans on has moved since it was certified.",
        "a person, later",
    ),
    ("failed", "Failed", "The last attempt to run it ended in an error.", "a person, then a machine"),
    ("adopted", "Adopted", "The artefact was adopted, not run, and the policy does not accept that.", PERSON),
    ("waiting", "Waiting on upstream", "Nothing is wrong here. Something upstream needs a person or a machine.", WAIT),
    ("settled", "Settled", "Both claims hold, and so does everything upstream.", NOBODY),
)

ACTOR_WORDS = _words(
    ("mind", "Needs a mind", "A person has to read and decide.", PERSON),
    ("machine", "Needs a machine", "Nothing to decide. Run it.", MACHINE),
    ("patience", "Only patience", "Heals when its upstream does. Do nothing here.", WAIT),
    ("settled", "Settled", "Both claims hold, and so does everything upstream.", NOBODY),
)

EXPORT_WORDS = _words(
    ("missing", "Missing", "The export does not exist.", MACHINE),
    ("stale-contract", "Stale contract", "The author says that the export script is still to be written.", PERSON),
    ("stale-inputs", "Stale inputs", "The entry, or something upstream of it, is neither fresh nor absent.", MACHINE),
    (
        "needs-review",
        "Needs review",
        "The entry, or something upstream of it, is not certified, or its vocabulary moved.",
        PERSON,
    ),
    ("fresh", "Fresh", "None of these: every test passes.", NOBODY),
)

SEVERITY_WORDS = _words(
    ("error", "Error", "A state cannot be trusted, or a contract is broken.", PERSON),
    ("warning", "Warning", "Likely wrong; no state rests on it.", PERSON),
    ("note", "Note", "Worth knowing.", NOBODY),
)

_HEADLINES: Mapping[str, Word] = {
    **EXPORT_WORDS,
    **ACTOR_WORDS,
    **REALIZATION_WORDS,
    **CERTIFICATION_WORDS,
    **OVERLAY_WORDS,
}


def certification_word(state: Certification) -> Word:
    return CERTIFICATION_WORDS[state.value]


def realization_word(state: Realization) -> Word:
    return REALIZATION_WORDS[state.value]


def actor_word(actor: Actor) -> Word:
    return ACTOR_WORDS[actor.value]


def severity_word(severity: Severity) -> Word:
    return SEVERITY_WORDS[severity.value]


def headline_word(headline: str) -> Word:
    """The one word where there is room for one; a headline that nobody described is shown as it is."""
    return _HEADLINES.get(headline) or Word(key="unknown", label=headline, meaning="", acts=PERSON)


def overlay_words(entry: Entry, status: EntryStatus) -> tuple[Word, ...]:
    """What stands beside the two axes of an entry, most pressing first."""
    shown = {
        "error": status.errors > 0 and not entry.unreadable,
        "draft": entry.draft,
        "script-tbd": entry.status == "script TBD",
        "vocabulary-moved": bool(status.vocabulary_moved),
        "failed": any(reason.kind == "failed" for reason in status.reasons),
        "adopted": any(reason.kind == "adopted" for reason in status.reasons),
        "waiting": status.waiting,
    }
    return tuple(OVERLAY_WORDS[key] for key, holds in shown.items() if holds)


def key_words() -> str:
    """Every word with what it means, as one text to be found by."""
    tables = (CERTIFICATION_WORDS, REALIZATION_WORDS, OVERLAY_WORDS, ACTOR_WORDS, EXPORT_WORDS, SEVERITY_WORDS)
    return " ".join(f"{word.label}: {word.meaning}" for table in tables for word in table.values())
