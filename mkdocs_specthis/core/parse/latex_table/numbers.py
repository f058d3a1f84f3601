"""A number as siunitx shows it: grouped digits, a true minus, rounding, uncertainty, powers of ten.

Knows one number. Numbers are rounded as decimals, never as floats.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

from mkdocs_specthis.core.model.latex_table import Run, Runs, Style
from mkdocs_specthis.core.parse.latex_table.maths import Look
from mkdocs_specthis.core.parse.latex_table.si_options import SiOptions

LONGEST = 200
"""Characters of a number that is read as one."""

_NUMBER = re.compile(
    r"(?P<compare>[<>≤≥≪≫~∼≈]?)\s*"
    r"(?P<sign>[+\-−±∓]?)\s*"
    r"(?P<whole>\d*)(?:[.,](?P<part>\d*))?"
    r"(?:\((?P<compact>\d*[.,]?\d+)\)|\s*(?:±|\+-)\s*(?P<separate>\d*[.,]?\d+))?"
    r"(?:\s*[eEdD]\s*(?P<power>[+\-−]?\d+))?"
)
_GAPS = re.compile(r"(?<=\d)[ \u2009\u202f\u00a0]+(?=\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    before: str
    """What stands before the decimal marker: comparator, sign, whole digits."""
    after: Runs
    """The marker and what follows it."""

    def runs(self, look: Look) -> Runs:
        return (*((look.run(self.before),) if self.before else ()), *self.after)


def read_number(text: str, options: SiOptions, look: Look) -> tuple[Number, str] | None:
    """The number that a text begins with, as it is shown, and what stands behind it; None if it begins with none."""
    text = _GAPS.sub("", text.strip())
    for ignored in options.ignored:
        text = text.replace(ignored, "")
    found = _NUMBER.match(text)
    if found is None or len(found[0]) > LONGEST:
        return None
    bare = not (found["whole"] or found["part"])
    if bare and (not found["power"] or options.least_places):
        return None
    rest = text[found.end() :]
    if _is_odd(found, options):
        return None
    marker = text[found.end("whole") : found.end("whole") + 1] if found["part"] is not None else ""
    if rest[:1] in (".", ",") or (marker and marker not in options.markers):
        return None
    return _shown(found, options, look), rest


def is_odd(text: str, options: SiOptions) -> bool:
    """Whether a text is a number that stands in a column and of which siunitx shows less, or something of its own."""
    found = _NUMBER.match(_GAPS.sub("", text.strip()))
    if found is None:
        return False
    is_cut = found["power"] is not None and not options.has_room_for_power and not options.drop_exponent
    if options.separate_uncertainty and (found["compact"] or found["separate"]):
        is_cut = is_cut or not options.has_room_for_error
    return is_cut or _is_odd(found, options)


def _is_odd(found: re.Match[str], options: SiOptions) -> bool:
    """Whether siunitx makes something of it that only siunitx can explain."""
    error, part = found["compact"] or found["separate"], found["part"] or ""
    if not error:
        return options.round_mode == "figures" and not options.round_precision
    finer = len((found["separate"] or "").partition(".")[2]) > len(part) and not options.separate_uncertainty
    dropped = options.drop_zero_decimal and not part.strip("0")
    return finer or dropped or found["part"] == "" or options.least_places > len(part)


def _shown(found: re.Match[str], options: SiOptions, look: Look) -> Number:
    error = _error(found, found["part"] or "")
    whole, part = _digits(found, error, options)
    sign = _sign(found["sign"], options, is_zero=bool(whole) and not (whole + part).strip("0"))
    compare = found["compare"] + ("\u2009" if found["compare"] else "")
    before = sign + (_grouped(whole, options) if options.group in ("all", "integer") else whole)
    shown_part = _grouped_part(part, options) if options.group in ("all", "decimal") else part
    after = f"{options.marker}{shown_part}" if part else ""
    power = tuple(_power(found, options, look, bare=not (whole or part)))
    if error is not None:
        after += _with_error(_filled(error, len(part)) if options.separate_uncertainty else error, part, options)
        if options.separate_uncertainty and power:
            before, after = f"({before}", f"{after})"
    return Number(before=compare + before, after=((look.run(after),) if after else ()) + power)


def _digits(found: re.Match[str], error: str | None, options: SiOptions) -> tuple[str, str]:
    """Before and behind the marker, as they are shown; both empty if there is nothing but a power."""
    whole, part = found["whole"], found["part"] or ""
    if not whole and not part:
        return "", ""
    if error is not None and options.separate_uncertainty:
        part = part.ljust(len(error.partition(".")[2]), "0")
    if error is None and options.round_mode != "none":
        whole, part = _rounded(whole or "0", part, options)
    if options.drop_zero_decimal and not part.strip("0"):
        part = ""
    return whole.lstrip("0") or "0", part.ljust(options.least_places, "0")


def _sign(sign: str, options: SiOptions, *, is_zero: bool) -> str:
    """Of what is shown: a zero, be it a rounded one, is never negative."""
    if sign == "+":
        return "+" if options.retain_plus or options.explicit_plus else ""
    if is_zero and sign in ("-", "−"):
        return "+" if options.explicit_plus else ""
    return "−" if sign in ("-", "−") else sign or ("+" if options.explicit_plus else "")


def _error(found: re.Match[str], part: str) -> str | None:
    """The uncertainty as a decimal number, in the unit of the value; None if there is none, or nothing in it."""
    if not (found["separate"] or found["compact"] or "").strip("0.,"):
        return None
    if found["separate"]:
        return found["separate"].replace(",", ".")
    compact = found["compact"]
    if not compact or "." in compact or "," in compact:
        return compact.replace(",", ".") if compact else None
    digits = compact.rjust(len(part) + 1, "0")
    return f"{digits[: len(digits) - len(part)]}.{digits[len(digits) - len(part) :]}" if part else compact


def _filled(number: str, places: int) -> str:
    """With zeros up to so many digits behind the marker."""
    whole, _, part = number.partition(".")
    return f"{whole}.{part.ljust(places, '0')}" if places else number


def _with_error(error: str, part: str, options: SiOptions) -> str:
    whole, _, rest = error.partition(".")
    if options.separate_uncertainty:
        shown = _grouped(whole.lstrip("0") or "0", options)
        return f"\u2009±\u2009{shown}{options.marker + _grouped_part(rest, options) if rest else ''}"
    return f"({(whole + rest.ljust(len(part), '0')).lstrip('0') or '0'})"


def _rounded(whole: str, part: str, options: SiOptions) -> tuple[str, str]:
    value = Decimal(f"{whole}.{part}" if part else whole)
    if options.round_mode == "figures" and not value:
        return whole, part
    places = options.round_precision
    if options.round_mode == "figures":
        places = options.round_precision - (value.adjusted() + 1 if value else 1)
    if not options.round_pad and places >= len(part):
        return whole, part
    rounding = ROUND_HALF_EVEN if options.round_half == "even" else ROUND_HALF_UP
    context = Context(prec=2 * LONGEST + 100, rounding=rounding)
    rounded = value.quantize(Decimal(1).scaleb(-places), context=context)
    if options.round_mode == "figures" and rounded and rounded.adjusted() > value.adjusted() and value:
        rounded = rounded.quantize(Decimal(1).scaleb(-(places - 1)), context=context)
    text = f"{rounded:f}"
    shown, _, rest = text.partition(".")
    return shown, rest


def _power(found: re.Match[str], options: SiOptions, look: Look, *, bare: bool) -> Iterator[Run]:
    if found["power"] is None:
        return
    digits = found["power"].lstrip("+-−").lstrip("0")
    sign = _sign(found["power"][: -len(digits)].rstrip("0"), options, is_zero=False)
    if not digits or options.drop_exponent:
        if bare:
            yield look.run("1")
        return
    yield look.run("10" if bare else f"\u2009{options.product}\u200910")
    yield look.with_style(Style.SUPER).run(f"{sign}{digits}")


def _grouped(digits: str, options: SiOptions) -> str:
    if len(digits) < options.group_least:
        return digits
    first = len(digits) % 3 or 3
    pieces = [digits[:first], *(digits[place : place + 3] for place in range(first, len(digits), 3))]
    return options.group_separator.join(pieces)


def _grouped_part(digits: str, options: SiOptions) -> str:
    if len(digits) < options.group_least:
        return digits
    return options.group_separator.join(digits[place : place + 3] for place in range(0, len(digits), 3))
