"""Blind changes to the bytes of a file: what slips, merges, editors, disks and malice do to it.

Knows nothing of what the bytes mean. The same random numbers make the same change.
"""

import re
from collections.abc import Callable, Sequence
from random import Random

Change = Callable[[Random, bytes, Sequence[bytes]], bytes]
"""(random numbers, content, other contents of the same kind) to a changed content."""

COMMON = (
    *(b"\0", b"\xff", b"\xc3", b"\xe2\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\r", b"\r\n"),
    *("\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\u202e", "\u2066", "\u200b", "\x1b[2J", "\x7f", "\u00a0"),
    *("é", "e\u0301", "İ", "ß", "\U0001f600", "\ufdd0", "\t", " ", "\n", "\n\n", "\\", '"', "'", "`", "%"),
    *("9" * 5000, "-1", "1e999", "0x" + "f" * 60, "1_000", "NaN", "Infinity", "-0", "1.7976931348623157e309"),
    *("<<<<<<< ours\n", "=======\n", ">>>>>>> theirs\n", "../" * 40, "/etc/passwd", "C:\\x", "a" * 300, "[", "{"),
)
YAML = (
    *("&a ", "*a", "<<: *a\n", "!!python/object:os.system ", "!!binary ", "? ", "- ", ": ", "|\n", ">-\n", "---\n"),
    *("...\n", "%YAML 9.9\n", "# ", "{a: b}", "[[[[", "kind: report\n", "draft: true\n", "name: x\n", "\t- x\n"),
    *("depends_on:\n  - x\n", "no", "2020-01-01", "~", "=", "@", "`x`: y\n", "'", '"\\ud800"', "? [a]\n: b\n"),
)
MARKDOWN = (
    *("```\n", "~~~\n", "    ", "<!--", "-->", "<div>\n", "</div>\n", "> ", "- ", "* ", "1. ", "### ", "## ", "# "),
    *("## Entries\n", "### a\n", "===\n", "---\n", "- Script: scripts/x.py\n", "- Status: script ready\n", "**", "__"),
    *("- Output: results/x/x.json\n", "- Consumes: none\n", "- Inputs: `**`\n", "- Run: sh -c 'x\n", "Varies: a ~ 1\n"),
    *("<!-- specthis: silence pair-missing — because -->\n", "<!-- specthis: silence x -->\n", "&#58;", "[a]: b\n"),
    *("<script>\n", "<![CDATA[\n", "<?x\n", "Timeout: 99999999999d\n", "Retries: 99\n", "Resources: cpus=-1\n"),
)
JSON = (
    *('"version": 2,', '"version": 1,', '"a": 1, "a": 2,', '"\\ud800"', '"\\u0000"', "null", "true", "{}", "[]", ","),
    *('"sha256:' + "0" * 64 + '"', '"seal": "",', '"entry": "x",', "[" * 40, "}" * 3, "1" * 5000, '"scheme": 1e3,'),
)
TOML = (
    *("[run]\n", "[[policy.silence]]\n", "[paths]\n", "a.b.c = 1\n", '"" = 1\n', "specs = '..'\n", "'''", '"""'),
    *("x = 1979-05-27T00:32:00Z\n", "retries = -1\n", "timeout = 5\n", "env = { A = 1 }\n", "= ", "] ", "nan", "inf"),
    *('url = "s3://user:secret@x/y"\n', 'roots = ["..", "/"]\n', "a = {b = {c = {}}}\n", "workers = true\n"),
)
LATEX = (
    *(
        "\\input{",
        "\\input ",
        "\\verb|",
        "\\begin{verbatim}\n",
        "\\end{verbatim}",
        "\\def\\x#1{",
        "\\newcommand{\\y}[9]{",
    ),
    *("\\iffalse ", "\\fi ", "%", "{", "}", "\\section{", "\\label{", "\\begin{figure}", "\\graphicspath{{", "\\x"),
    *("\\catcode`\\%=12 ", "\\csname input\\endcsname", "\\end{document}", "\\sectionversion{", "\\\\", "$", "^^M"),
)
BY_KIND = {
    "spec": COMMON + YAML + MARKDOWN,
    "settings": COMMON + TOML,
    "local": COMMON + TOML,
    "lock": COMMON + JSON,
    "receipt": COMMON + JSON,
    "events": COMMON + JSON,
    "latex": COMMON + LATEX,
}
BOMBS = ("[", "{", "(", "- ", "> ", "#", "*", "`", "<!--", "&a ", "\\", '"', "'", "|", "\n", " ", "\t", "a: ", "[a](")
BOMBS_OF_KIND = {
    "spec": (*BOMBS, "<div>", "### x\n", "- Keys: a\n", "a, ", "![", "_a_", "**a", "`a", "- \n", "1. a\n", "&amp;"),
    "latex": (
        *BOMBS,
        "\\input{a}",
        "\\begin{a}",
        "\\def\\a{",
        "\\verb|",
        "{\\a",
        "%\n",
        "\\label{a}",
        "\\fi",
        "\\a\\a",
    ),
}
BOMB_SIZES = (1_000, 20_000, 100_000)
_TOKENS = re.compile(rb"\w+|[^\w\s]+|\s+")
_NUMBER = re.compile(rb"\d+")


def _bytes(pieces: Sequence[str | bytes]) -> list[bytes]:
    return [piece if isinstance(piece, bytes) else piece.encode("utf-8") for piece in pieces]


def _flip(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    place = random.randrange(len(content))
    return content[:place] + bytes([content[place] ^ (1 << random.randrange(8))]) + content[place + 1 :]


def _drop_bytes(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    place = random.randrange(len(content))
    return content[:place] + content[place + random.choice((1, 1, 2, 5, 40)) :]


def _cut(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    return content[: random.randrange(len(content))]


def _lines(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


def _drop_lines(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    lines = _lines(content)
    place = random.randrange(len(lines))
    del lines[place : place + random.choice((1, 1, 2, 6))]
    return b"".join(lines)


def _double_lines(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    lines = _lines(content)
    place = random.randrange(len(lines))
    piece = lines[place : place + random.choice((1, 1, 2, 12))]
    lines[place:place] = piece * random.choice((1, 1, 3))
    return b"".join(lines)


def _move_lines(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    lines = _lines(content)
    place = random.randrange(len(lines))
    piece = lines[place : place + random.choice((1, 1, 3))]
    del lines[place : place + len(piece)]
    goal = random.randint(0, len(lines))
    return b"".join([*lines[:goal], *piece, *lines[goal:]])


def _splice_lines(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    lines, other = _lines(content), _lines(random.choice(others))
    start = random.randrange(len(other))
    goal = random.randint(0, len(lines))
    return b"".join([*lines[:goal], *other[start : start + random.randint(1, 8)], *lines[goal:]])


def _splice_token(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    tokens = _TOKENS.findall(content)
    tokens[random.randrange(len(tokens))] = random.choice(_TOKENS.findall(random.choice(others)))
    return b"".join(tokens)


def _swap_tokens(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    tokens = _TOKENS.findall(content)
    one, two = random.randrange(len(tokens)), random.randrange(len(tokens))
    tokens[one], tokens[two] = tokens[two], tokens[one]
    return b"".join(tokens)


def _huge_number(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    found = list(_NUMBER.finditer(content))
    if not found:
        return content + b"1" * 5000
    one = random.choice(found)
    number = random.choice((b"9" * 20, b"9" * 400, b"9" * 5000, b"-1", b"1e400", b"0"))
    return content[: one.start()] + number + content[one.end() :]


def _line_ends(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    return content.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\r", b"\n\n", b"\x0c\n", "\u2028".encode())))


def _encode(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    return content.decode("utf-8", "replace").encode(
        random.choice(("utf-16", "latin-1", "utf-8-sig", "cp037")), "replace"
    )


ORDINARY: tuple[Change, ...] = (
    *(_flip, _drop_bytes, _drop_lines, _double_lines, _move_lines, _splice_lines, _splice_token, _swap_tokens),
    *(_flip, _drop_bytes, _drop_lines, _double_lines, _move_lines, _splice_lines, _splice_token, _swap_tokens),
    *(_huge_number, _cut, _line_ends),
)


def _insert(random: Random, content: bytes, kind: str) -> bytes:
    """A nasty piece, at the start of a line as often as anywhere."""
    piece = random.choice(_bytes(BY_KIND[kind]))
    place = random.randint(0, len(content))
    if random.random() < 0.5:
        place = content.rfind(b"\n", 0, place) + 1
    return content[:place] + piece + content[place:]


def _bomb(random: Random, content: bytes, kind: str) -> bytes:
    """One piece, thousands of times: what is not linear in its input shows."""
    piece = random.choice(_bytes(BOMBS_OF_KIND.get(kind, BOMBS)))
    size = random.choice(BOMB_SIZES)
    place = content.rfind(b"\n", 0, random.randint(0, len(content))) + 1
    return content[:place] + piece * (size // len(piece)) + content[place:]


def mutate(random: Random, kind: str, content: bytes, others: Sequence[bytes], *, bombs: float = 0.003) -> bytes:
    """`content` with one to four changes, most often one or two."""
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        luck = random.random()
        if not content:
            return content
        if luck < bombs:
            content = _bomb(random, content, kind)
        elif luck < 0.35:
            content = _insert(random, content, kind)
        elif luck < 0.36:
            content = _encode(random, content, others)
        else:
            content = random.choice(ORDINARY)(random, content, others)
    return content
