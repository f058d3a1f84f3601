"""What a user wrote, made safe to quote in a message: control characters escaped, cut to a length."""


def shown(text: str, limit: int = 80) -> str:
    """`text` for a message; control and direction characters as escapes, at most `limit` characters."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in cut)
