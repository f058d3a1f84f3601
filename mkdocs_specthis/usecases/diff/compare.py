"""Two sides of an entry, part by part: what each part said then and says now, and how that differs.

Asks `past.py` for texts; which sides are compared is decided in `core/diff/pairs.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from mkdocs_specthis.core.contracts.interpreter import command_of
from mkdocs_specthis.core.diff.content import diff_content, told_by_digests
from mkdocs_specthis.core.diff.lines import diff_lines
from mkdocs_specthis.core.diff.prose import diff_prose
from mkdocs_specthis.core.diff.renames import with_renames
from mkdocs_specthis.core.diff.sides import TODAY, Moved, Side, moved_between
from mkdocs_specthis.core.digest import digest_prose, digest_text
from mkdocs_specthis.core.model.difference import Difference, EntryDifference, Measure, PartDifference
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.model.spec import SpecKind
from mkdocs_specthis.core.parse.settings import parse_settings
from mkdocs_specthis.core.parse.settings_keys import SETTINGS_FILE
from mkdocs_specthis.core.parse.spec import SpecTexts, spec_texts
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.sentence import count_of
from mkdocs_specthis.usecases.diff.past import Lost, Past, Version

SOURCES = frozenset({"script", "module", "workflow", "schema", "environment"})
DATA = frozenset({"input", "undeclared", "variable"})
"""What no page shows: it may be somebody's."""
WORDS = frozenset({"block", "prose", "vocabulary"})
UNTOLD = frozenset({"output", "listing", "sought", "upstream", "upstream-spec"})
"""What its name says, or the difference of another entry."""
MOST_SETTINGS = 20
"""Earlier states of the settings that are looked through for a command."""
MOVED_ON = "it moved on while it was looked at"
NOT_SHOWN = "its text is not shown on pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What may be told of what was found."""

    sources: bool = True
    data: bool = True


@dataclass(kw_only=True)
class Comparison:
    past: Past
    snapshot: Snapshot
    """Of today."""
    makers: Mapping[str, str]
    """Path of each declared output to the entry that makes it."""
    shown: Shown = Shown()
    most_parts: int
    """Of one entry; more are counted."""
    _specs: dict[str, SpecTexts] = field(default_factory=dict)
    _told: dict[tuple[str, str, str], PartDifference] = field(default_factory=dict)
    """What was worked out already: files are shared by entries."""

    def entry(
        self, name: str, before: Side, after: Side, measure: Measure, notes: tuple[str, ...] = ()
    ) -> EntryDifference:
        moved = self._moved(name, before, after)
        parts = tuple(self._part(name, one, before, after, measure) for one in moved[: self.most_parts])
        left_out = len(moved) - len(parts)
        notes = (*notes, f"{count_of(left_out, 'more part')} moved.") if left_out else notes
        return EntryDifference(entry=name, since=before.moment, until=after.moment, parts=parts, notes=notes)

    def _moved(self, name: str, before: Side, after: Side) -> tuple[Moved, ...]:
        """Files that were renamed are one part each, so that what else moved in them is seen."""

        def text_of(moved: Moved) -> bytes | None:
            if not self.shown.sources:
                return None
            digest, side = (moved.before, before) if moved.before else (moved.after, after)
            found = self._content(name, moved, digest, side)
            return None if isinstance(found, Lost) else found.content

        return with_renames(moved_between(before, after), SOURCES, text_of)

    def _part(self, name: str, moved: Moved, before: Side, after: Side, measure: Measure) -> PartDifference:
        key = (f"{moved.name} {moved.was}", moved.before, moved.after)
        if moved.role in SOURCES and key in self._told:
            return self._told[key]
        part = self._compared(name, moved, before, after, measure)
        if not part.unavailable:
            self._told[key] = part
        return part

    def _compared(self, name: str, moved: Moved, before: Side, after: Side, measure: Measure) -> PartDifference:
        see = self.makers.get(moved.subject, "") if moved.role == "upstream" else ""
        bare = PartDifference(name=moved.name, before=moved.before, after=moved.after, was=moved.was, see=see)
        if moved.role in UNTOLD or (moved.role not in SOURCES and not (moved.before and moved.after)):
            return bare
        if (moved.role in SOURCES and not self.shown.sources) or (moved.role in DATA and not self.shown.data):
            return replace(bare, unavailable=NOT_SHOWN)
        if moved.was and moved.before == moved.after:
            return bare
        then = replace(moved, name=f"{moved.role} {moved.was}") if moved.was else moved
        was = self._content(name, then, moved.before, before)
        now = self._content(name, moved, moved.after, after)
        if isinstance(now, Lost) and now.by_git and after.moment == TODAY and moved.role in SOURCES | WORDS:
            return replace(bare, unavailable=MOVED_ON)
        for one in (was, now):
            if isinstance(one, Lost):
                return replace(bare, unavailable=one.reason, hint=one.hint)
        assert isinstance(was, Version) and isinstance(now, Version)
        difference = _difference(moved, was.content, now.content, measure)
        return replace(bare, found=was.where, difference=difference)

    def _content(self, name: str, moved: Moved, digest: str, side: Side) -> Version | Lost:
        if not digest:
            return Version(key="", content=b"", where="")
        if moved.role in SOURCES:
            return self._of_file(moved.subject, lambda path: self.past.text(path, digest, side))
        if moved.role in WORDS:
            return self._words(name, moved, digest, side)
        small: Mapping[str, Callable[[], Iterator[str]]] = {
            "kind": lambda: iter(SpecKind),
            "command": lambda: self._commands(name, side),
            "variable": lambda: (one.env.get(moved.subject, "") for one in self._settings(side)),
        }
        if moved.role in small:
            return _by_digest(small[moved.role](), digest, moved.role)
        return self._of_file(moved.subject, lambda path: self.past.data(path, digest, side))

    def _of_file(self, path: str, look: Callable[[str], Version | Lost]) -> Version | Lost:
        """As it is named, or as git knows it: by where a link on the way leads today."""
        found = look(path)
        behind = path_behind(self.snapshot, path)
        if isinstance(found, Version) or not behind:
            return found
        there = look(behind)
        return there if isinstance(there, Version) else found

    def _words(self, name: str, moved: Moved, digest: str, side: Side) -> Version | Lost:
        """A block, shared prose, or that of a spec of vocabulary, out of a state of its file."""

        def fits(version: Version) -> str | None:
            texts = self._texts(path, version)
            is_block = moved.role == "block"
            candidates = (texts.blocks.get(name), *texts.blocks.values()) if is_block else (texts.prose,)
            return next((text for text in candidates if text is not None and digest_prose(text) == digest), None)

        lost = Lost(reason="nobody wrote down which spec it stood in")
        for path in self._spec_paths(name, moved, side):
            found = self.past.first(path, side, fits)
            if not isinstance(found, Lost):
                return Version(key="", content=found[0].encode("utf-8", "surrogatepass"), where=found[1])
            lost = found
        return lost

    def _spec_paths(self, name: str, moved: Moved, side: Side) -> tuple[str, ...]:
        if moved.role == "vocabulary":
            return (vocabulary_path(self.snapshot, moved.subject),)
        entry = self.snapshot.entries.get(name)
        return tuple(dict.fromkeys(filter(None, (side.spec, entry.spec if entry else ""))))

    def _texts(self, path: str, version: Version) -> SpecTexts:
        if version.key not in self._specs:
            self._specs[version.key] = spec_texts(version.content, path, self.snapshot.project.settings)
        return self._specs[version.key]

    def _commands(self, name: str, side: Side) -> Iterator[str]:
        """Every command that the entry may have had."""
        settings = tuple(self._settings(side))
        for entry in self._entries(name, side):
            yield from (command_of(entry, one) for one in settings)

    def _entries(self, name: str, side: Side) -> Iterator[Entry]:
        entry = self.snapshot.entries.get(name)
        if entry is not None:
            yield entry
        path = side.spec or (entry.spec if entry else "")
        for version in self.past.versions(path, side) if path else ():
            yield from (one for one in self._texts(path, version).spec.entries if one.name == name)

    def _settings(self, side: Side) -> Iterator[Settings]:
        yield self.snapshot.project.settings
        for version in islice(self.past.versions(SETTINGS_FILE, side), MOST_SETTINGS):
            yield parse_settings(version.content.decode("utf-8", "replace"))[0]


def path_behind(snapshot: Snapshot, path: str) -> str:
    """Where a file lies that is named through a link; empty if it is named as it is."""
    fact = snapshot.project.files.get(path)
    return fact.leads_to if fact else ""


def vocabulary_path(snapshot: Snapshot, name: str) -> str:
    """Where a spec of that name is, or would be."""
    known = (spec.path for spec in snapshot.project.specs if spec.name == name)
    return next(known, f"{snapshot.project.settings.specs}/{name}.md")


def _by_digest(texts: Iterator[str], digest: str, role: str) -> Version | Lost:
    for text in texts:
        if digest_text(text) == digest:
            return Version(key=digest, content=f"{text}\n".encode("utf-8", "surrogatepass"), where="")
    return Lost(reason=f"neither the specs nor the settings in git have the {role} of then")


def _difference(moved: Moved, before: bytes, after: bytes, measure: Measure) -> Difference:
    if moved.role not in WORDS and moved.role not in ("kind", "command", "variable"):
        return diff_content(moved.subject, before, after, measure)
    if max(len(before), len(after)) > measure.largest:
        return told_by_digests("It is too long to be compared.")
    was, now = before.decode("utf-8", "replace"), after.decode("utf-8", "replace")
    return (diff_prose if moved.role in WORDS else diff_lines)(was, now, measure.most)
