"""Fields of an entry block as written: which key, which values, on which lines.

Knows the keys' names and how many values they take; not what the values mean.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from mkdocs_specthis.core.model.entry import Value
from mkdocs_specthis.core.parse.markdown import Paragraph
from mkdocs_specthis.core.parse.nearest import is_one_edit_off

SINGLE, LIST = "single", "list"

SHARED_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "Status": SINGLE,
        "Keys": LIST,
        "Sidecars": LIST,
        "Workflows": LIST,
        "Inputs": LIST,
        "Consumes": LIST,
        "Run": SINGLE,
        "Timeout": SINGLE,
        "Retries": SINGLE,
        "Resources": LIST,
        "Varies": LIST,
        "Traces to": LIST,
        "Publish": SINGLE,
    }
)
COMPUTE_FIELDS: Mapping[str, str] = MappingProxyType({"Script": LIST, "Output": LIST, **SHARED_FIELDS})
EXPORT_FIELDS: Mapping[str, str] = MappingProxyType({"Export script": LIST, "Export outputs": LIST, **SHARED_FIELDS})
ALL_FIELDS: Mapping[str, str] = MappingProxyType({**COMPUTE_FIELDS, **EXPORT_FIELDS})
NOT_IN_CONTRACT = frozenset({"Status", "Timeout", "Retries", "Resources", "Traces to", "Publish"})
ONE_LINE = NOT_IN_CONTRACT - {"Status"}
"""Fields whose values end with the line: what follows would be in no contract."""
PATH_FIELDS = frozenset({"Script", "Output", "Export script", "Export outputs"})

_FIELD = re.compile(
    r"(?P<mark>\*\*|__|\*|_|`|)(?P<key>[A-Za-z][A-Za-z ]{0,40}?)(?::(?P=mark)|(?P=mark)[ ]?:)"
    r"(?=\s|$|`)\s*(?P<value>.*)\Z",
    re.DOTALL,
)
_PLAIN_MARKS = ("", "**", "__")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawField:
    key: str
    """As written, white space folded."""
    line: int
    end_line: int
    values: tuple[Value, ...]
    plain: bool
    """False if the key stands in italics or backticks, which makes it no key."""
    container: tuple[str, int]
    """The list or the paragraph that it stands in: fields of one container belong together."""
    listed: bool = False
    """True if values follow as a list."""
    continued: bool = False
    """True if text follows on the next line of a plain paragraph: nobody can say whether it belongs to the value."""

    @property
    def known(self) -> bool:
        return self.plain and self.key in ALL_FIELDS


def read_fields(paragraphs: Iterable[Paragraph]) -> list[RawField]:
    """Everything in the paragraphs that has the shape of a field; a list under a known key is its values."""
    fields: list[RawField] = []
    owners: dict[int, int] = {}
    for paragraph in paragraphs:
        owner = owners.get(paragraph.after) if paragraph.after is not None else None
        found = _fields_of(paragraph)
        if owner is not None and _takes_items(fields[owner]):
            item, found = _split(paragraph, found)
            fields[owner] = _with_item(fields[owner], item) if item else fields[owner]
        fields.extend(found)
        if found and found[-1].end_line == paragraph.lines[-1][0] and found[-1].known and takes_list(found[-1].key):
            owners[paragraph.number] = len(fields) - 1
    return fields


def _takes_items(owner: RawField) -> bool:
    """Whether list items below a field are its values: not where it has a value of its own."""
    return not owner.values or owner.container[0] == "list" or owner.listed


def _split(item: Paragraph, found: list[RawField]) -> tuple[list[tuple[int, str]], list[RawField]]:
    """The lines of a list item that are a value, and the fields that begin behind it: a line may go on with an item."""
    known = [raw for raw in found if raw.known]
    if not known:
        return list(item.lines), []
    first = known[0].line
    return [row for row in item.lines if row[0] < first], [raw for raw in found if raw.line >= first]


def takes_list(key: str) -> bool:
    """True for a key that takes several values."""
    return ALL_FIELDS.get(key, LIST) == LIST


def _with_item(owner: RawField, item: Sequence[tuple[int, str]]) -> RawField:
    line, _ = item[0]
    text = " ".join(text for _, text in item).strip()
    return RawField(
        key=owner.key,
        line=owner.line,
        end_line=max(owner.end_line, item[-1][0]),
        values=owner.values + tuple(split_values(text, line)),
        plain=owner.plain,
        container=owner.container,
        listed=True,
    )


def _fields_of(paragraph: Paragraph) -> list[RawField]:
    container = ("list", paragraph.container) if paragraph.container else ("paragraph", paragraph.number)
    fields: list[RawField] = []
    pending: _Pending | None = None
    broken = False

    def close() -> None:
        nonlocal pending
        if pending is not None:
            fields.append(_raw_field(pending, container, continued=broken))
        pending = None

    for number, text in paragraph.lines:
        found = _FIELD.match(text)
        if found:
            close()
            broken = False
            key = " ".join(found.group("key").split())
            plain = found.group("mark") in _PLAIN_MARKS
            pending = _Pending(key=key, line=number, plain=plain, lines=[(number, found.group("value").strip())])
        elif pending is not None and text and not broken:
            flows = paragraph.container and pending.key not in ONE_LINE
            if flows or pending.lines[-1][1].endswith((",", "\\")):
                pending.lines.append((number, text))
            else:
                broken = True
    close()
    return fields


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pending:
    """A field whose lines are still coming."""

    key: str
    line: int
    plain: bool
    lines: list[tuple[int, str]]


def _raw_field(pending: _Pending, container: tuple[str, int], *, continued: bool) -> RawField:
    key, line, lines = pending.key, pending.line, pending.lines
    if takes_list(key):
        values = tuple(value for number, text in lines for value in split_values(text, number))
    else:
        whole = " ".join(text.removesuffix("\\").strip() for _, text in lines).strip()
        values = (Value(text=unquote(whole), line=line),) if whole else ()
    return RawField(
        key=key,
        line=line,
        end_line=lines[-1][0],
        values=values,
        plain=pending.plain,
        container=container,
        continued=continued,
    )


def unquote(text: str) -> str:
    """`text` without the one pair of backticks around all of it."""
    for ticks in ("``", "`"):
        inner = text[len(ticks) : -len(ticks)]
        if (
            len(text) > 2 * len(ticks)
            and text.startswith(ticks)
            and text.endswith(ticks)
            and "`" not in inner.replace("``", "")
        ):
            return inner.strip() if ticks == "``" else inner
    return text


def split_values(text: str, line: int) -> Iterable[Value]:
    """Values separated by commas outside backticks, each without its backticks."""
    piece, quoted = "", False
    for character in text:
        if character == "`":
            quoted = not quoted
        if character == "," and not quoted:
            yield from _value(piece, line)
            piece = ""
        else:
            piece += character
    yield from _value(piece, line)


def _value(piece: str, line: int) -> Iterable[Value]:
    if piece.strip():
        text = unquote(piece.strip())
        yield Value(text=text, line=line, quoted=text != piece.strip())


def known_key(line: str) -> str:
    """The known key of a line that has the shape of a field, a list mark before it or not; empty if it has none."""
    found = _FIELD.match(line.strip().lstrip("-*+ "))
    key = " ".join(found.group("key").split()) if found else ""
    return key if key in ALL_FIELDS else ""


def near_key(key: str, allowed: Iterable[str]) -> str:
    """The known key that `key` is nearly: in another case, or one slip of the finger off; empty if none."""
    return next((known for known in allowed if is_one_edit_off(key, known)), "")
