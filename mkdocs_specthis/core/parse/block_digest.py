"""What of an entry's block a judgment covers: its text without the fields that no contract holds.

Knows lines and fields as they were read; not what a field means.
"""

from collections.abc import Iterable, Sequence

from mkdocs_specthis.core.parse.fields import NOT_IN_CONTRACT, RawField, read_fields
from mkdocs_specthis.core.parse.markdown import paragraphs_between, parse_outline


def contract_text(lines: list[str], first_line: int, fields: Sequence[RawField]) -> str:
    """A block without the fields that no contract holds; `first_line` is the file's line of `lines[0]`.

    Where one of those fields decides how the lines around it are read, moving it is an edit: the whole block counts.
    """
    dropped = {
        number - first_line
        for raw in fields
        if raw.key in NOT_IN_CONTRACT
        for number in range(raw.line, raw.end_line + 1)
    }
    kept = [line for index, line in enumerate(lines) if index not in dropped]
    if _may_shape(lines, dropped) and _said(_read(kept)) != _said(fields):
        kept = lines
    return "\n".join(kept)


def _may_shape(lines: list[str], dropped: set[int]) -> bool:
    """Whether what stands around one of the lines could be read otherwise without it. False is certain, True is not.

    A line that begins no item may go on with the paragraph before it, which then is no value of a list any more.
    """
    for index in dropped:
        before = lines[index - 1] if index and index - 1 not in dropped else ""
        if before.strip() and not lines[index].startswith("- "):
            return True
        behind = lines[index + 1 :]
        after = next((line for line in behind if line.strip()), "")
        if after.startswith((" ", "\t")) or (behind[:1] == [after] and after and not after.startswith("- ")):
            return True
    return False


def _read(lines: list[str]) -> list[RawField]:
    return read_fields(paragraphs_between(parse_outline("\n".join(lines)), 1, len(lines)))


def _said(fields: Iterable[RawField]) -> list[tuple[object, ...]]:
    return [
        (raw.key, raw.plain, raw.continued, [(value.text, value.quoted) for value in raw.values])
        for raw in fields
        if raw.key not in NOT_IN_CONTRACT
    ]
