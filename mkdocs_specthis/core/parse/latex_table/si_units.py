"""A unit as siunitx shows it: `\\metre\\per\\second` and `m.s^{-1}` alike.

Knows units alone; the number beside one is read in `numbers.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mkdocs_specthis.core.model.latex_table import Run, Runs, Style
from mkdocs_specthis.core.parse.latex_table.maths import Look
from mkdocs_specthis.core.parse.latex_table.maths_words import LETTERS, UPRIGHT
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.si_options import SiOptions
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Span
from mkdocs_specthis.core.parse.latex_table.unit_words import POWERS_BEFORE, POWERS_BEHIND, PREFIXES, UNITS

_LITERAL = frozenset({"^", "_", "~"})
"""Signs that only a unit written out has; so has letters, outside of every argument."""


@dataclass(slots=True, kw_only=True)
class _Unit:
    symbol: str
    power: str = ""
    """Without its sign."""
    below: bool = False
    qualifier: str = ""


def unit_runs(span: Span, options: SiOptions, look: Look) -> Runs:
    """What a unit shows."""
    if _is_literal(span):
        return tuple(_literal(span, options, look))
    return tuple(_joined(_Units(declared=options.units).read(span), options, look))


def _is_literal(span: Span) -> bool:
    reader = Reader.of(span)
    while not reader.ended:
        if reader.sign.kind in _LITERAL or reader.sign.kind == "text":
            return True
        reader.pass_over()
    return False


@dataclass(slots=True, kw_only=True)
class _Units:
    declared: Mapping[str, str]
    """Units of the paper's own."""
    found: list[_Unit] = field(default_factory=list)
    prefix: str = ""
    power: str = ""
    below: bool = False

    def read(self, span: Span) -> list[_Unit]:
        reader = Reader.of(span)
        while not reader.ended:
            if reader.sign.kind in ("space", "par"):
                reader.next()
            elif reader.sign.kind == "command":
                self._command(reader, reader.next())
            else:
                raise NotUnderstood(f"`{reader.sign.text[:20]}` among commands of units", reader.line)
        if self.prefix:
            raise NotUnderstood("a prefix without its unit", span.line)
        return self.found

    def _command(self, reader: Reader, sign: Sign) -> None:
        name = sign.text
        if name in self.declared or name in UNITS:
            symbol = self.declared.get(name) or UNITS[name]
            self.found.append(_Unit(symbol=self.prefix + symbol, power=self.power, below=self.below))
            self.prefix, self.power, self.below = "", "", False
        elif name in PREFIXES:
            self.prefix = PREFIXES[name]
        elif name == "per":
            self.below = True
        elif name in POWERS_BEFORE:
            self.power = POWERS_BEFORE[name]
        elif name == "raiseto":
            self.power = text_of(reader.argument(sign))
        elif self.found and name in POWERS_BEHIND:
            self.found[-1].power = POWERS_BEHIND[name]
        elif self.found and name == "tothe":
            self.found[-1].power = text_of(reader.argument(sign))
        elif self.found and name == "of":
            self.found[-1].qualifier = text_of(reader.argument(sign))
        elif name not in (",", "/", "!"):
            raise NotUnderstood(f"the unit `\\{name}`", sign.line)


def _joined(units: list[_Unit], options: SiOptions, look: Look) -> Iterator[Run]:
    slashed = options.per_mode != "power"
    above = [one for one in units if not (slashed and one.below)]
    below = [one for one in units if slashed and one.below]
    for place, one in enumerate(above):
        yield from _one(one, look, options.unit_product if place else "")
    if below and not above:
        yield look.run("1")
    brackets = len(below) > 1 and options.per_mode == "symbol"
    for place, one in enumerate(below):
        lead = "/" if place == 0 or options.per_mode == "repeated" else options.unit_product
        yield from _one(one, look, lead + ("(" if brackets and place == 0 else ""), upright=True)
    if brackets:
        yield look.run(")")


def _one(unit: _Unit, look: Look, lead: str, *, upright: bool = False) -> Iterator[Run]:
    yield look.run(lead + unit.symbol)
    if unit.qualifier:
        yield look.with_style(Style.SUB).run(unit.qualifier)
    power = unit.power
    if unit.below and not upright:
        power = f"−{power or '1'}"
    if power:
        yield look.with_style(Style.SUPER).run(power.replace("-", "−"))


def _literal(span: Span, options: SiOptions, look: Look) -> Iterator[Run]:
    """`kg.m^{2}/s`: dots and ties are products."""
    reader = Reader.of(span)
    while not reader.ended:
        sign = reader.next()
        if sign.kind == "text":
            yield look.run(sign.text.replace(".", options.unit_product))
        elif sign.kind == "~":
            yield look.run(options.unit_product)
        elif sign.kind in "^_":
            style = Style.SUPER if sign.kind == "^" else Style.SUB
            yield from _raised(reader, sign, look, style)
        elif sign.kind == "command":
            yield look.run(_letter(sign))
        elif sign.kind not in ("space", "par"):
            raise NotUnderstood(f"`{sign.text}` in a unit", sign.line)


def _raised(reader: Reader, sign: Sign, look: Look, style: Style) -> Iterator[Run]:
    if reader.comes("text") and len(reader.sign.text) > 1:
        text = reader.next().text
        yield look.with_style(style).run(text[0])
        yield look.run(text[1:])
        return
    text = text_of(reader.argument(Sign("command", sign.kind, sign.line)))
    if "\\" in text:
        raise NotUnderstood("a command in the power of a unit", sign.line)
    yield look.with_style(style).run(text.replace("-", "−"))


def _letter(sign: Sign) -> str:
    found = UNITS.get(sign.text) or PREFIXES.get(sign.text) or UPRIGHT.get(sign.text) or LETTERS.get(sign.text)
    if found is None and sign.text in (",", ";", " ", "!", "cdot", "text", "mathrm"):
        found = {"cdot": "·", "!": "", "text": "", "mathrm": ""}.get(sign.text, "\u202f")
    if found is None:
        raise NotUnderstood(f"the unit `\\{sign.text}`", sign.line)
    return found
