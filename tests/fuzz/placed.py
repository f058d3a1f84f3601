"""Changes whose place is known: a finding must name the line that was changed, or the ones written down here.

Knows the formats well enough to break them on purpose. None: the sample has no place for the change.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

Lines = list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    content: bytes
    lines: frozenset[int]
    """1-based; a finding must name one of them."""


Breaking = Callable[[Random, Lines], tuple[Lines, set[int]] | None]
_FIELD = re.compile(r"- \*{0,2}(?P<key>[A-Z][A-Za-z ]+):\*{0,2} (?P<value>\S.*)\Z")
_KEYS = re.compile(r"(?P<key>name|kind|title|tags|owner|depends_on|host_doc|section_label): ?(?P<value>.*)\Z")
_PAIR = re.compile(r'(?P<indent> *)"(?P<key>[^"\\]+)": (?P<value>"[^"\\]*"|\d+|true|false)(?P<comma>,?)\Z')
FIELDS = frozenset(
    {
        *("Script", "Output", "Status", "Keys", "Sidecars", "Workflows", "Inputs", "Consumes", "Run", "Timeout"),
        *("Retries", "Resources", "Varies", "Traces to", "Export script", "Export outputs"),
    }
)
GARBAGE = {
    "Status": "half done",
    "Output": "../../out.json",
    "Script": "/etc/passwd",
    "Export script": "../x.py",
    "Export outputs": "nowhere/x.tex",
    "Sidecars": "elsewhere/x.csv",
    "Workflows": "../x",
    "Inputs": "/x",
    "Timeout": "thirty fortnights",
    "Retries": "-3 of them",
}
TYPED = frozenset({"version", "scheme", "inputs_certified", "verdict", "author", "via", "ts", "signature", "entry"})


def _fields(lines: Lines) -> list[int]:
    """Indices of lines that hold one whole field of an entry, outside fences and comments."""
    found, inside, fenced, hidden = [], False, False, False
    for index, line in enumerate(lines):
        hidden = (hidden or "<!--" in line) and "-->" not in line
        if line.startswith(("```", "~~~")):
            fenced = not fenced
        if line.startswith("#"):
            inside = line.startswith("### ") or (inside and line.startswith("####"))
        match = _FIELD.match(line)
        alone = index + 1 == len(lines) or not lines[index + 1].startswith(" ")
        if inside and not fenced and not hidden and alone and match and match["key"] in FIELDS:
            found.append(index)
    return found


def _misspell(random: Random, word: str) -> str:
    """One letter fewer, or two the other way round."""
    place = random.randrange(1, len(word) - 1)
    if random.random() < 0.5 and word[place] != word[place + 1]:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + word[place + 1 :]


def misspelt_field(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    places = _fields(lines)
    if not places:
        return None
    place = random.choice(places)
    key = _FIELD.match(lines[place])["key"]  # type: ignore[index]
    wrong = _misspell(random, key)
    if wrong in FIELDS:
        return None
    return _with(lines, place, lines[place].replace(key, wrong, 1)), {place + 1}


def garbage_value(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    places = [n for n in _fields(lines) if _FIELD.match(lines[n])["key"] in GARBAGE]  # type: ignore[index]
    if not places:
        return None
    place = random.choice(places)
    key = _FIELD.match(lines[place])["key"]  # type: ignore[index]
    return _with(lines, place, f"- {key}: {GARBAGE[key]}"), {place + 1}


def doubled_field(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    """The second of the two is the one too many."""
    places = _fields(lines)
    if not places:
        return None
    place = random.choice(places)
    return [*lines[: place + 1], lines[place], *lines[place + 1 :]], {place + 2}


def bad_entry_name(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    places = [n for n, line in enumerate(lines) if line.startswith("### ") and n + 2 < len(lines) and _near(lines, n)]
    if not places:
        return None
    place = random.choice(places)
    return _with(lines, place, random.choice(("### no name!", "### -x", "### a/b", "### con", "### é"))), {place + 1}


def _near(lines: Lines, heading: int) -> bool:
    return any(heading < n <= heading + 3 for n in _fields(lines))


def unclosed_fence(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    """Behind the last fence and comment, at the start of a line behind an empty one."""
    return _opened(random, lines, random.choice(("```", "~~~~", "```python")))


def unclosed_comment(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    return _opened(random, lines, "<!-- and so on")


def _opened(random: Random, lines: Lines, mark: str) -> tuple[Lines, set[int]] | None:
    signs = ("```", "~~~", "<", "-->", "---", "    ")
    last = max((n for n, line in enumerate(lines) if line.lstrip().startswith(signs) or "-->" in line), default=0)
    places = [n for n in range(last + 1, len(lines)) if not lines[n - 1].strip()]
    if not places:
        return None
    place = random.choice(places)
    return [*lines[:place], mark, "", *lines[place:]], {place + 1}


def _frontmatter(lines: Lines) -> list[int]:
    end = lines.index("---", 1) if "---" in lines[1:] else 0
    return [n for n in range(1, end) if _KEYS.match(lines[n]) and not lines[n + 1].startswith((" ", "-\t", "- "))]


def misspelt_key(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    places = _frontmatter(lines)
    if not places:
        return None
    place = random.choice(places)
    return _with(lines, place, "x" + lines[place]), {place + 1}


def doubled_key(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    """The second of the two is the one too many."""
    places = _frontmatter(lines)
    if not places:
        return None
    first = random.choice(places)
    second = random.choice([n for n in places if n >= first])
    return [*lines[: second + 1], lines[first], *lines[second + 1 :]], {second + 2}


def bad_yaml(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    """Where brackets stay open the line of the bracket is right; else the line itself."""
    places = _frontmatter(lines)
    if not places:
        return None
    place = random.choice(places)
    wrong = random.choice(
        ("title: [a, b", "title: a: b", "owner: *x", "owner: &x y", "tags: {a: b", "owner: @x", "\towner: x", "kind: %")
    )
    return [*lines[:place], wrong, *lines[place:]], {place + 1}


def bad_bytes(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    place = random.randrange(len(lines))
    return _with(lines, place, lines[place] + random.choice(("\0", "\udcff"))), {place + 1}


def bad_value(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    """No JSON at all."""
    return _pair_changed(random, lines, ("@@", "tru", "NaN", "Infinity", "'x'", "9" * 5000, "[1,]", "01"))


def _pair_changed(random: Random, lines: Lines, values: tuple[str, ...]) -> tuple[Lines, set[int]] | None:
    places = [n for n, line in enumerate(lines) if _PAIR.match(line)]
    if not places:
        return None
    place = random.choice(places)
    found = _PAIR.match(lines[place])
    assert found
    line = f'{found["indent"]}"{found["key"]}": {random.choice(values)}{found["comma"]}'
    return _with(lines, place, line), {place + 1}


def wrong_type(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    """JSON, and not what the key takes."""
    places = [n for n, line in enumerate(lines) if (found := _PAIR.match(line)) and found["key"] in TYPED]
    if not places:
        return None
    place = random.choice(places)
    found = _PAIR.match(lines[place])
    assert found
    line = f'{found["indent"]}"{found["key"]}": {random.choice(("{}", "[]", "-1", "null", "1e400"))}{found["comma"]}'
    return _with(lines, place, line), {place + 1}


def doubled_pair(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    """The second of the two is the one too many."""
    places = [n for n, line in enumerate(lines) if (found := _PAIR.match(line)) and found["comma"]]
    if not places:
        return None
    place = random.choice(places)
    return [*lines[: place + 1], lines[place], *lines[place + 1 :]], {place + 2}


def lost_comma(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    """JSON is wrong from the next line's word on: either line will do."""
    places = [n for n, line in enumerate(lines) if line.endswith(",")]
    if not places:
        return None
    place = random.choice(places)
    return _with(lines, place, lines[place].removesuffix(",")), {place + 1, place + 2}


def conflict(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    place = random.randrange(len(lines))
    return [*lines[:place], "<<<<<<< HEAD", *lines[place:]], {place + 1}


def bad_toml(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    places = _toml_places(lines)
    place = random.choice(places)
    wrong = random.choice(("@@ = = ", "x = ", "[unclosed", "x = 01", "'x", "x 1", "x = 2020-99-99", 'x = "\\q"'))
    return [*lines[:place], wrong, *lines[place:]], {place + 1}


def unknown_toml_key(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    """A key that another table has is unknown in this one all the same."""
    heads = [n for n, line in enumerate(lines) if _TABLE.fullmatch(line)]
    if not heads:
        return None
    place = random.choice(heads)
    taken = {line.split("=")[0].strip() for line in lines}
    keys = [key for key in ("zzz", "jobs", "profile", "title") if key not in taken]
    mention = random.choice(("", f"# {keys[0]} = 1", f"{keys[0]} is no key"))
    before = ["# " + mention] if mention else []
    return [*before, *lines[: place + 1], f"{keys[0]} = 1", *lines[place + 1 :]], {place + 2 + len(before)}


def unknown_toml_table(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    return [*lines, "", "[nothing-of-ours]", "x = 1"], {len(lines) + 2}


def misplaced_toml_key(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    """Right in one table, and unknown in the next, which is where it must be pointed at."""
    table, key, other = random.choice(
        (("cache", "url", "engine"), ("engine", "name", "paths"), ("run", "retries", "paper"))
    )
    if any(line.strip().startswith(f"[{name}") for line in lines for name in (table, other)):
        return None
    value = "2" if key == "retries" else '"local"'
    more = ["", f"[{table}]", f"{key} = {value}", f"[{other}]", f"{key} = {value}"]
    return [*lines, *more], {len(lines) + len(more)}


def wrong_toml_type(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    if any("engine" in line or "policy" in line for line in lines):
        return None
    more = random.choice(
        (
            ["[engine]", "workers = 'two'"],
            ["[policy]", "require_certified = 1"],
            ["[policy]", "nondeterminism = 'perhaps'"],
            ["[policy]", 'silence = "all"'],
        )
    )
    return [*lines, *more], {len(lines) + 2}


def _toml_places(lines: Lines) -> list[int]:
    """Indices before which a line may go: not within a text or list of several lines."""
    starts = [n for n, line in enumerate(lines) if re.match(r"\[|\w+ = |#|\Z", line)]
    depth, open_at = 0, set()
    for index, line in enumerate(lines):
        if depth > 0:
            open_at.add(index)
        code = line.split("#")[0] if '"' not in line else line
        depth += sum(map(code.count, "[{")) - sum(map(code.count, "]}")) if not code.startswith("[") else 0
    return [n for n in starts if n not in open_at] or [0]


def bad_event(random: Random, lines: Lines) -> tuple[Lines, set[int]] | None:
    places = [n for n, line in enumerate(lines) if line]
    place = random.choice(places)
    wrong = random.choice(("{", "[]", '{"v": 2}', lines[place][:-3], "null", "9" * 5000, '{"v": true}', "[" * 100_000))
    return _with(lines, place, wrong), {place + 1}


def _with(lines: Lines, place: int, line: str) -> Lines:
    return [*lines[:place], line, *lines[place + 1 :]]


_JSON = (bad_value, wrong_type, doubled_pair, lost_comma, conflict, bad_bytes)
_SPEC = (
    *(misspelt_field, garbage_value, doubled_field, bad_entry_name, unclosed_fence, unclosed_comment),
    *(misspelt_key, doubled_key, bad_yaml, bad_bytes),
)
BREAKING: Mapping[str, tuple[Breaking, ...]] = {
    "spec": _SPEC,
    "settings": (bad_toml, unknown_toml_key, unknown_toml_table, misplaced_toml_key, wrong_toml_type),
    "lock": _JSON,
    "receipt": _JSON,
    "events": (bad_event,),
}
_TABLE = re.compile(r"\[(paths|run|policy|python|paper|cache|engine)\]")
_MISPLACED = (("cache", "url", "engine"), ("engine", "name", "paths"), ("run", "retries", "paper"))
_ODD = ("\u2028", "\x85", "\u2029", "\x0b", "\x0c", "\x1d", "\U0001f600", "\u202e", "é")


def break_at(random: Random, kind: str, content: bytes) -> tuple[str, Placed] | None:
    """The name of the change and what it made of the content, with noise that moves no line."""
    change = random.choice(BREAKING[kind])
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    noise = _noise(random, kind, lines) if random.random() < 0.3 else None
    made = change(random, noise or lines)
    if made is None:
        return None
    odd = {n for n, line in enumerate(made[0], start=1) if line not in lines} if noise and kind == "spec" else set()
    end = "\r\n" if kind in ("spec", "lock", "receipt", "settings") and random.random() < 0.2 else "\n"
    changed = end.join(made[0]).encode("utf-8", "surrogateescape")
    return change.__name__, Placed(content=changed, lines=frozenset(made[1] | odd))


def _noise(random: Random, kind: str, lines: Lines) -> Lines | None:
    """A character that some software takes for the end of a line, in a text where it may stand.

    In the frontmatter of a spec most of them are faults themselves, so that their line is right too.
    """
    odd = random.choice(_ODD)
    if kind == "spec":
        places = [n for n, line in enumerate(lines) if line.startswith(("title:", "owner:"))]
    elif kind == "settings":
        places = [n for n, line in enumerate(lines) if line.startswith("#")]
        odd = odd if odd.isprintable() or ord(odd) > 0x9F else "é"
    else:
        places = [n for n, line in enumerate(lines) if kind == "receipt" and '"platform": "' in line]
        odd = odd if ord(odd) >= 0x20 else "é"
    if not places:
        return None
    place = random.choice(places)
    line = lines[place]
    changed = line.removesuffix('",') + odd + '",' if line.endswith('",') else line + odd + "x"
    return _with(lines, place, changed)
