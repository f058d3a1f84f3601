"""What comes next: does a group hold a table, does a span hold a caption, where do arguments end.

Looks and passes over; keeps nothing.
"""

from mkdocs_specthis.core.parse.latex_table.reader import Reader
from mkdocs_specthis.core.parse.latex_table.signs import Sign, Span
from mkdocs_specthis.core.parse.latex_table.words import SIZES


def has_caption(span: Span) -> bool:
    """Whether a caption stands in it that is not only said again on the next page."""
    reader = Reader.of(span)
    while not reader.ended:
        sign = reader.next()
        if sign.kind != "command" or sign.text != "caption":
            continue
        reader.skip_blanks()
        if reader.comes("text", "*"):
            reader.next()
            reader.skip_blanks()
        if reader.comes("{") or (reader.comes("[") and len(reader.optional() or ())):
            return True
    return False


def unsized(span: Span) -> Span:
    """What is in an environment of a size, if that is all there is."""
    reader = Reader.of(span)
    reader.skip_blanks()
    if not reader.comes_command(("begin",)):
        return span
    name, inside, _ = reader.environment()
    reader.skip_blanks()
    return unsized(inside) if name in SIZES and reader.ended else span


def take(reader: Reader, kinds: str, sign: Sign) -> None:
    """Pass over arguments: `o` is one in brackets that may be left out, all else one in braces."""
    for kind in kinds:
        if kind == "o":
            reader.optional()
        else:
            reader.argument(sign)


def past(span: Span, kinds: str, sign: Sign) -> Span:
    """What stands behind the arguments of the command or environment at `sign`."""
    reader = Reader.of(span)
    take(reader, kinds, sign)
    return reader.rest()


def holds_table(reader: Reader, *, after_command: bool = False) -> bool:
    """Whether the group that comes next, or the arguments of the command that does, hold an environment."""
    look = Reader(reader.span, reader.place + after_command)
    while not look.ended:
        look.skip_blanks()
        if look.ended or (look.sign.kind not in "{[" and not look.comes("text", "*")):
            return False
        start = look.place
        if look.sign.kind == "[":
            look.optional()
        else:
            look.pass_over()
        if any(sign.kind == "command" and sign.text == "begin" for sign in look.span.part(start, look.place)):
            return True
        if not after_command:
            return False
    return False
