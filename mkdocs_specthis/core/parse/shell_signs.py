"""Signs in a command line that only a shell understands, and that are plain words without one.

Knows quotes; runs nothing.
"""

import re

_SIGN = re.compile(r"(?:(?:\d?(?:>>|>\||>|<<|<)|&>)(?:&\d)?|\|\||\||&&|&|;)")


def first_shell_sign(command: str) -> str:
    """The first word that is, or begins with, a redirection, or that is a pipe or joins commands; empty if none does.

    What stands in quotes or behind a backslash is meant. So is a sign inside of a word, as in an address of the web.
    """
    for word in _bare_words(command):
        found = _SIGN.match(word)
        if found and (found.end() == len(word) or "<" in found.group() or ">" in found.group()):
            return found.group()
        if len(word) > 1 and word.endswith(";"):
            return ";"
    return ""


def _bare_words(command: str) -> list[str]:
    """Words, with a letter for each character that is quoted."""
    words, word, quote, escaped = [], "", "", False
    for sign in command:
        if escaped:
            word, escaped = word + "x", False
        elif sign == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote, word = ("", word) if sign == quote else (quote, word + "x")
        elif sign in "'\"":
            quote = sign
        elif sign.isspace():
            words.append(word)
            word = ""
        else:
            word += sign
    return [one for one in (*words, word) if one]
