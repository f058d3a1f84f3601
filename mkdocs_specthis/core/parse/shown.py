"""What a user wrote, made safe to show: control and direction characters escaped, cut to a length in messages."""

_KEPT = frozenset("\n\t")


def shown(text: str, limit: int = 80) -> str:
    """`text` for a message; control and direction characters as escapes, at most `limit` characters."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in cut)


def visible(text: str) -> str:
    """All of `text`; control and direction characters as escapes, besides ends of lines and tabs."""
    return "\n".join(line if line.isprintable() else _visible_line(line) for line in text.split("\n"))


def _visible_line(line: str) -> str:
    return "".join(one if one in _KEPT or one.isprintable() else shown(one) for one in line)
