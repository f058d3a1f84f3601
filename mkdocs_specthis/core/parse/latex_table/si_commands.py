"""The commands of siunitx in running text: numbers, units, quantities, angles, ranges, lists.

Each gives the runs that it shows; the options are those in force where it stands.
"""

from collections.abc import Callable, Mapping

from mkdocs_specthis.core.model.latex_table import Run, Runs
from mkdocs_specthis.core.parse.latex_table.maths import Look, formula
from mkdocs_specthis.core.parse.latex_table.numbers import read_number
from mkdocs_specthis.core.parse.latex_table.reader import Reader, source_of
from mkdocs_specthis.core.parse.latex_table.si_options import SiOptions, changed
from mkdocs_specthis.core.parse.latex_table.si_units import unit_runs
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Span
from mkdocs_specthis.core.parse.latex_table.unit_words import TIGHT

Reads = Callable[[SiOptions, Reader, Sign, Look], Runs]


def number_runs(span: Span, options: SiOptions, look: Look, sign: Sign) -> Runs:
    """What an argument that must be a number shows."""
    if not options.parse_numbers:
        return formula(span, look)
    text = number_text(span)
    found = read_number(text, options, look)
    if found is None or found[1].strip():
        raise NotUnderstood(f"the number `{text[:40]}` of `\\{sign.text}`", sign.line)
    return found[0].runs(look)


_SIGNS: Mapping[str, str] = {
    "\\pm ": "±",
    "\\mp ": "∓",
    "\\leq ": "≤",
    "\\geq ": "≥",
    "\\le ": "≤",
    "\\ge ": "≥",
    "\\sim ": "∼",
    "\\approx ": "≈",
    "~": "",
    "\\,": "",
}


def number_text(span: Span) -> str:
    """A number as it is written, commands for signs taken as the signs."""
    text = source_of(span)
    for command, character in _SIGNS.items():
        text = text.replace(command, character)
    return text


def _number(options: SiOptions, reader: Reader, sign: Sign, look: Look) -> Runs:
    options = changed(options, reader.optional())
    return number_runs(reader.argument(sign), options, look, sign)


def _unit(options: SiOptions, reader: Reader, sign: Sign, look: Look) -> Runs:
    options = changed(options, reader.optional())
    return unit_runs(reader.argument(sign), options, look)


def _quantity(options: SiOptions, reader: Reader, sign: Sign, look: Look) -> Runs:
    options = changed(options, reader.optional())
    number = number_runs(reader.argument(sign), options, look, sign)
    is_bracketed = any(run.text.startswith("(") for run in number[:1])
    before = reader.optional() if sign.text == "SI" else None
    if before is not None:
        number = (*unit_runs(before, options, look), *number)
    unit = unit_runs(reader.argument(sign), options, look)
    if options.separate_uncertainty and unit and not is_bracketed and any("±" in run.text for run in number):
        number = (look.run("("), *number, look.run(")"))
    return (*number, *_gap(unit, options, look), *unit)


def _gap(unit: Runs, options: SiOptions, look: Look) -> Runs:
    if not unit or (unit[0].text[:1] in TIGHT and not unit[0].text.startswith("°C")):
        return ()
    return (look.run(options.quantity_product),)


def _range(options: SiOptions, reader: Reader, sign: Sign, look: Look) -> Runs:
    options = changed(options, reader.optional())
    first = number_runs(reader.argument(sign), options, look, sign)
    last = number_runs(reader.argument(sign), options, look, sign)
    unit = unit_runs(reader.argument(sign), options, look) if sign.text != "numrange" else ()
    behind = (*_gap(unit, options, look), *unit)
    return (*first, *behind, look.run(options.range_phrase), *last, *behind)


def _list(options: SiOptions, reader: Reader, sign: Sign, look: Look) -> Runs:
    options = changed(options, reader.optional())
    span = reader.argument(sign)
    parts = [part for part in number_text(span).split(";") if part.strip()]
    unit = unit_runs(reader.argument(sign), options, look) if sign.text != "numlist" else ()
    behind = (*_gap(unit, options, look), *unit)
    shown: list[Run] = []
    for place, part in enumerate(parts):
        found = read_number(part, options, look)
        if found is None or found[1].strip():
            raise NotUnderstood(f"the number `{part[:40]}` of `\\{sign.text}`", sign.line)
        if place:
            shown.append(look.run(_between(place, len(parts), options)))
        shown.extend((*found[0].runs(look), *behind))
    return tuple(shown)


def _between(place: int, number: int, options: SiOptions) -> str:
    if place < number - 1:
        return options.list_separator
    return " and " if number == 2 else options.list_final if number > 2 else ""


def _angle(options: SiOptions, reader: Reader, sign: Sign, look: Look) -> Runs:
    options = changed(options, reader.optional())
    shown: list[Run] = []
    parts = number_text(reader.argument(sign)).split(";")
    for part, symbol in zip(parts, "°′″", strict=False):
        if part.strip():
            found = read_number(part, options, look)
            if found is None or found[1].strip():
                raise NotUnderstood(f"the angle `{part[:40]}`", sign.line)
            shown.extend((*found[0].runs(look), look.run(symbol)))
    if len(parts) > 3:
        raise NotUnderstood("an angle of more than three parts", sign.line)
    return tuple(shown)


def _product(options: SiOptions, reader: Reader, sign: Sign, look: Look) -> Runs:
    options = changed(options, reader.optional())
    shown: list[Run] = []
    for place, part in enumerate(number_text(reader.argument(sign)).split("x")):
        found = read_number(part, options, look)
        if found is None or found[1].strip():
            raise NotUnderstood(f"the number `{part[:40]}` of `\\{sign.text}`", sign.line)
        shown.extend((*((look.run("\u2009×\u2009"),) if place else ()), *found[0].runs(look)))
    return tuple(shown)


SI_COMMANDS: Mapping[str, Reads] = {
    **dict.fromkeys(("num", "tablenum"), _number),
    **dict.fromkeys(("si", "unit"), _unit),
    **dict.fromkeys(("SI", "qty"), _quantity),
    **dict.fromkeys(("numrange", "SIrange", "qtyrange"), _range),
    **dict.fromkeys(("numlist", "SIlist", "qtylist"), _list),
    "ang": _angle,
    "numproduct": _product,
}
