"""The text of a file, or its beginning, to a Look: what kind it is, its parts, what is odd about it.

Joins the readers; knows no disk.
"""

from collections.abc import Iterator

from mkdocs_specthis.core.artefact.columns import columns_of_list, table_of
from mkdocs_specthis.core.artefact.delimited import SUFFIXES, read_delimited
from mkdocs_specthis.core.artefact.json_head import read_json_head
from mkdocs_specthis.core.artefact.json_whole import TooDeep, read_json
from mkdocs_specthis.core.artefact.parts import parts_of
from mkdocs_specthis.core.artefact.plots import plot_of
from mkdocs_specthis.core.artefact.value import CountFrom, Reading, cannot_count
from mkdocs_specthis.core.model.artefact import Count, Fault, Look, Part
from mkdocs_specthis.core.parse.shown import shown

TEXTS = (".json", *SUFFIXES)
"""Suffixes of files that are looked into."""
_REPEATED_SHOWN = 5


def look_at_text(text: str, suffix: str, size: int, count: CountFrom = cannot_count) -> Look:
    """`size` is the length of the whole text in the unit of `text`; `count` counts what goes on behind it."""
    if suffix == ".json":
        return _look_at_json(text, size, count)
    columns = read_delimited(text, suffix, size, count)
    if isinstance(columns, Fault):
        return Look(fault=columns)
    part = Part(title="", table=table_of(columns), plot=plot_of(columns))
    return Look(
        shape=f"{counted(columns.total, 'row')} of {counted(Count(number=columns.names_total), 'column')}",
        parts=(part,),
    )


def _look_at_json(text: str, size: int, count: CountFrom) -> Look:
    whole = size <= len(text)
    try:
        reading = read_json(text) if whole else read_json_head(text, size, whole=False, count=count)
    except TooDeep:
        reading = read_json_head(text, size, whole=True)
    if isinstance(reading, Fault):
        return Look(fault=reading)
    return Look(shape=_shape(reading), parts=parts_of(reading), notes=tuple(_notes(reading)))


def counted(count: Count, one: str) -> str:
    number = f"{count.number:,} {one}{'' if count.number == 1 else 's'}"
    return number if count.exact else f"{'at least' if count.is_least else 'about'} {number}"


def _shape(reading: Reading) -> str:
    value = reading.value
    if isinstance(value, dict):
        return f"an object with {counted(reading.count(value), 'key')}" if value else "an empty object"
    if isinstance(value, list):
        columns = columns_of_list(value[:20], reading, Count(number=0))
        alike = columns is not None and isinstance(value[0], dict)
        noun = "record" if alike else "value"
        return f"a list of {counted(reading.count(value), noun)}" if value else "an empty list"
    return "a single value"


def _notes(reading: Reading) -> Iterator[str]:
    if reading.repeated:
        names = ", ".join(f"`{shown(name, 40)}`" for name in list(reading.repeated)[:_REPEATED_SHOWN])
        more = len(reading.repeated) - _REPEATED_SHOWN
        also = f" and {more:,} more" if more > 0 else ""
        yield f"Keys that stand more than once in one object: {names}{also}. Readers take the last; so does this page."
