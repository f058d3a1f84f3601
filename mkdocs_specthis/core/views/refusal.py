"""How a refusal reads, whichever program says it: what happened in one line, then what to do.

Knows the form only; a finding has its own, the same one.
"""


def with_hint(message: str, hint: str) -> str:
    text = f"specthis: error: {message}"
    return f"{text}\n  hint: {hint}" if hint else text
