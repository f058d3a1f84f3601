"""Whether a picture is of what is here now, and the word for it when it is not. Sees no disk: digests come in."""

from collections.abc import Callable, Iterable, Iterator

from mkdocs_specthis.core.day import on_day
from mkdocs_specthis.core.model.preview import PreviewPart, PreviewRecord, Role

DigestOf = Callable[[str], str]
"""The digest of a file of the project as it is now; empty if it is not there."""


def moved_parts(record: PreviewRecord, today: Iterable[PreviewPart], digest_of: DigestOf) -> tuple[PreviewPart, ...]:
    """What the picture was made from and is other now, the source first. `today`: all parts but the files."""
    order = list(Role)
    return tuple(sorted(_moved(record, tuple(today), digest_of), key=lambda part: (order.index(part.role), part.path)))


def _moved(record: PreviewRecord, today: tuple[PreviewPart, ...], digest_of: DigestOf) -> Iterator[PreviewPart]:
    then: dict[Role, PreviewPart] = {part.role: part for part in record.parts if part.role is not Role.FILE}
    now: dict[Role, PreviewPart] = {part.role: part for part in today}
    for role in (Role.SOURCE, Role.PREAMBLE, Role.SETTINGS):
        before, after = then.get(role), now.get(role)
        known = after or before
        if known is not None and (before is None or after is None or _said(before) != _said(after)):
            yield known
    for part in record.parts:
        if part.role is Role.FILE and digest_of(part.path) != part.digest:
            yield part


def _said(part: PreviewPart) -> tuple[str, str]:
    """A source may be renamed."""
    return ("" if part.role is Role.SOURCE else part.path, part.digest)


def age_in_words(record: PreviewRecord, moved: tuple[PreviewPart, ...]) -> str:
    """One sentence without its full stop; empty for a picture of today."""
    if not moved:
        return ""
    when = on_day(record.ts)
    first = moved[0]
    if first.role is Role.SOURCE:
        return f"Drawn{when} from an earlier version of this file"
    if first.role is Role.SETTINGS:
        return f"Drawn{when} under other settings"
    what = f"the preamble of `{first.path}`" if first.role is Role.PREAMBLE else f"`{first.path}`"
    more = f" and {len(moved) - 1} more" if len(moved) > 1 else ""
    return f"Drawn{when}, before {what}{more} changed"
