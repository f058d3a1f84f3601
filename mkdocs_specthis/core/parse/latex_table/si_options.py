"""The options of siunitx that change what a number shows, read from `key = value` lists.

Options that say how it looks are passed over; one that is not known here is not understood.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.parse.latex_table.reader import source_of
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SiOptions:
    unknown: str = ""
    """What the paper sets and nobody here understands: numbers cannot be shown then. Empty if nothing."""
    round_mode: str = "none"
    """`none`, `places` or `figures`."""
    round_precision: int = 2
    round_half: str = "up"
    round_pad: bool = True
    separate_uncertainty: bool = False
    ignored: str = ""
    """Characters of a number that count for nothing."""
    markers: str = ".,"
    """Decimal markers in what is written."""
    marker: str = "."
    """Decimal marker in what is shown."""
    product: str = "×"
    group: str = "all"
    """Which digits are grouped by three: `all`, `integer`, `decimal`, `none`."""
    group_least: int = 5
    """Digits from which on they are grouped."""
    group_separator: str = "\u202f"
    explicit_plus: bool = False
    retain_plus: bool = False
    drop_zero_decimal: bool = False
    drop_exponent: bool = False
    least_places: int = 0
    """Digits behind the marker that a number has at least; zeros fill it."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Those that the paper declares, with their symbols."""
    parse_numbers: bool = True
    auto_round: bool = False
    """True if numbers are rounded to the places that the column's format has."""
    places: int = -1
    """Of that format; -1 before one was given."""
    has_room_for_power: bool = True
    """False if that format has no power: then none is shown."""
    has_room_for_error: bool = True
    """The same of an uncertainty that stands behind a plus and minus."""
    per_mode: str = "power"
    """`power`, or `symbol` for a slash."""
    unit_product: str = "\u202f"
    quantity_product: str = "\u202f"
    range_phrase: str = " to "
    list_separator: str = ", "
    list_final: str = " and "


LOOKS_ONLY = frozenset(
    {
        *("mode", "tight-spacing", "number-color", "unit-color", "unit-font-command", "use-xspace", "strict"),
        *("input-symbols", "input-open-uncertainty", "input-close-uncertainty", "input-signs"),
        *("input-comparators", "input-protect-tokens", "input-exponent-markers", "input-uncertainty-signs"),
        *("reset-math-version", "reset-text-family", "reset-text-series", "reset-text-shape", "abbreviations"),
        *("allow-number-unit-breaks", "allow-quantity-breaks", "free-standing-units", "forbid-literal-units"),
        *("range-units", "list-units", "separate-uncertainty-units", "multi-part-units", "retain-unity-mantissa"),
    }
)
LOOKS_ONLY_BEGIN = ("table-", "detect-", "text-", "math-", "number-mode", "unit-mode", "propagate-")

_PRODUCTS: Mapping[str, str] = {
    "\\times": "×",
    "\\cdot": "·",
    "\\ensuremath{\\times}": "×",
    "\\ensuremath{\\cdot}": "·",
    "x": "×",
    "\\,\\cdot\\,": "\u202f·\u202f",
    "{\\times}": "×",
    "{\\cdot}": "·",
}
_SPACES: Mapping[str, str] = {
    "\\,": "\u202f",
    "\\;": "\u2005",
    "\\:": "\u2005",
    "\\ ": " ",
    "~": "\u00a0",
    "": "",
    "\\!": "",
    "{}": "",
    ",": ",",
    ".": ".",
    "'": "’",
    "\\text{,}": ",",
    "{,}": ",",
    "{.}": ".",
    "{\\,}": "\u202f",
    "\\cdot": "·",
    "\\text{~}": "\u00a0",
    "\\space": " ",
    "\\cdot ": "·",
}
_ROUND = {"none": "none", "off": "none", "false": "none", "places": "places", "figures": "figures"}
_PER = {
    "power": "power",
    "reciprocal": "power",
    "power-positive-first": "power",
    "symbol": "symbol",
    "fraction": "symbol",
    "repeated-symbol": "repeated",
    "single-symbol": "symbol",
    "symbol-or-fraction": "symbol",
}
_WHICH = {"all": "all", "true": "all", "integer": "integer", "decimal": "decimal", "none": "none", "false": "none"}
_LOCALES: Mapping[str, Mapping[str, str]] = {
    "US": {}, "UK": {}, "USA": {}, "DE": {"marker": ",", "product": "·"}, "FR": {"marker": ","}, "ZA": {"marker": ","},
}  # fmt: skip
_BOOLEANS: Mapping[str, str] = {
    "separate-uncertainty": "separate_uncertainty",
    "round-pad": "round_pad",
    "drop-zero-decimal": "drop_zero_decimal",
    "zero-decimal-to-integer": "drop_zero_decimal",
    "drop-exponent": "drop_exponent",
    "print-implicit-plus": "explicit_plus",
    "retain-explicit-plus": "retain_plus",
    "parse-numbers": "parse_numbers",
    "table-auto-round": "auto_round",
}
_INERT: Mapping[str, tuple[str, ...]] = {
    "scientific-notation": ("false",),
    "exponent-mode": ("input",),
    "fixed-exponent": ("0",),
    "round-minimum": ("0",),
    "round-direction": ("nearest",),
    "add-decimal-zero": ("true",),
    "add-integer-zero": ("true",),
    "minimum-integer-digits": ("0", "1"),
    "bracket-negative-numbers": ("false",),
    "bracket-numbers": ("true", "false"),
    "bracket-ambiguous-numbers": ("true",),
    "group-four-digits": ("false",),
    "print-zero-exponent": ("false",),
    "retain-zero-exponent": ("false",),
    "print-unity-mantissa": ("true",),
    "zero-decimal-as-symbol": ("false",),
    "negative-color": (),
    "exponent-base": ("10",),
    "retain-negative-zero": ("false",),
    "drop-uncertainty": ("false",),
    "prefix-mode": ("input",),
    "exponent-to-prefix": ("false",),
    "sticky-per": ("false",),
    "qualifier-mode": ("subscript",),
    "parse-units": ("true",),
    "output-exponent-marker": ("",),
    "output-open-uncertainty": ("(",),
    "output-close-uncertainty": (")",),
    "uncertainty-separator": ("",),
    "bracket-unit-denominator": ("true",),
    "quotient-mode": ("symbol",),
}
"""Options that change nothing if they have one of these values."""


def usable(options: SiOptions, line: int) -> SiOptions:
    """The options, if all of them are understood."""
    if options.unknown:
        raise NotUnderstood(options.unknown, line)
    return options


def changed(options: SiOptions, span: Span | None) -> SiOptions:
    """The options with what a list says."""
    if span is None:
        return options
    for key, value, line in _pairs(span):
        options = _with(options, key, value, line)
    if options.auto_round and options.places < 0:
        raise NotUnderstood("`table-auto-round` without a `table-format`", span.line)
    if options.auto_round:
        options = replace(options, round_mode="places", round_precision=options.places)
    return options


def _pairs(span: Span) -> Iterator[tuple[str, str, int]]:
    """(key, value, line); commas in braces belong to a value."""
    depth, piece = 0, ""
    pieces: list[str] = []
    for character in source_of(span):
        depth += (character == "{") - (character == "}")
        if character == "," and depth == 0:
            pieces.append(piece)
            piece = ""
        else:
            piece += character
    for one in (*pieces, piece):
        key, given, value = one.partition("=")
        if key.strip():
            yield key.strip(), _unbraced(value) if given else "true", span.line


def _unbraced(text: str) -> str:
    text = text.strip()
    while text.startswith("{") and text.endswith("}") and text.count("{") == 1:
        text = text[1:-1]
    return text if text in ("\\ ",) else text.strip()


def _with(options: SiOptions, key: str, value: str, line: int) -> SiOptions:
    if key == "table-format":
        return _formatted(options, re.sub(r"\{[^{}]*\}", "", value))
    if key in _BOOLEANS and value in ("true", "false"):
        return replace(options, **{_BOOLEANS[key]: value == "true"})  # type: ignore[arg-type]
    if key in LOOKS_ONLY or key.startswith(LOOKS_ONLY_BEGIN):
        return options
    if key in _INERT and value in _INERT[key]:
        return options
    found = _value(options, key, value)
    if found is None:
        raise NotUnderstood(f"the siunitx option `{key[:40]} = {value[:40]}`", line)
    return found


def _formatted(options: SiOptions, format_: str) -> SiOptions:
    """Of `-3.2(1)e2` the two digits behind the marker, and what else there is room for."""
    found = re.search(r"\d[.,](\d)", format_)
    return replace(
        options,
        places=int(found[1]) if found else 0,
        has_room_for_power=re.search("[eEdD]", format_) is not None,
        has_room_for_error="(" in format_ or "+-" in format_ or "\\pm" in format_,
    )


def _value(options: SiOptions, key: str, value: str) -> SiOptions | None:
    if key == "round-mode" and value in _ROUND:
        return replace(options, round_mode=_ROUND[value])
    if key == "round-precision" and value.isdecimal() and len(value) < 3:
        return replace(options, round_precision=int(value))
    if key == "minimum-decimal-digits" and value.isdecimal() and len(value) < 3:
        return replace(options, least_places=int(value))
    if key == "round-half" and value in ("up", "even"):
        return replace(options, round_half=value)
    if key == "uncertainty-mode" and value in ("separate", "compact"):
        return replace(options, separate_uncertainty=value == "separate")
    if key in ("output-decimal-marker", "decimal-marker") and value in (".", ",", "\\cdot"):
        return replace(options, marker=_SPACES[value])
    if key == "input-ignore" and set(value) <= set(",.' {}"):
        return replace(options, ignored=value.replace("{", "").replace("}", ""))
    if key == "input-decimal-markers" and set(value) <= set(".,{} "):
        return replace(options, markers=value)
    if key == "exponent-product" and value in _PRODUCTS:
        return replace(options, product=_PRODUCTS[value])
    if key == "group-digits" and value in _WHICH:
        return replace(options, group=_WHICH[value])
    if key == "group-minimum-digits" and value.isdecimal() and len(value) < 3:
        return replace(options, group_least=int(value))
    if key == "group-four-digits" and value == "true":
        return replace(options, group_least=4)
    if key in ("group-separator", "digit-group-separator") and value in _SPACES:
        return replace(options, group_separator=_SPACES[value])
    if key == "explicit-sign" and value == "+":
        return replace(options, explicit_plus=True)
    return _of_units(options, key, value)


def _of_units(options: SiOptions, key: str, value: str) -> SiOptions | None:
    if key == "per-mode" and value in _PER:
        return replace(options, per_mode=_PER[value])
    if key == "inter-unit-product" and value in _SPACES:
        return replace(options, unit_product=_SPACES[value])
    if key in ("quantity-product", "number-unit-product", "number-unit-separator") and value in _SPACES:
        return replace(options, quantity_product=_SPACES[value])
    if key == "range-phrase" and value in ("--", "-", "\\text{--}"):
        return replace(options, range_phrase="-" if value == "-" else "–")
    if key == "locale" and value in _LOCALES:
        return replace(options, **_LOCALES[value])  # type: ignore[arg-type]
    return None
