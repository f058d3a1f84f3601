"""The YAML between the `---` lines of a spec: strings, lists of strings, and where each stands.

Values stay strings (`no`, dates). It knows no key: which ones are allowed is decided in `parse/spec.py`.
Source: python-frontmatter splits; PyYAML composes nodes, which keep their lines.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.parse.shown import shown

if TYPE_CHECKING:
    import yaml

MAX_CHARACTERS = 65_536
MAX_DEPTH = 12
FENCE = "---"
PLAIN_KEYS = "write one `key: value` a line; a list is `[a, b]`, or `- a` on lines of its own"
_MENDS = (
    ("mapping values are not allowed", 'a value with a colon needs quotes: `title: "a: b"`'),
    ("',' or ']'", "close the list with `]`, or put a comma between its values"),
    ("',' or '}'", "a value that begins with `{` needs quotes"),
    ("found character '\\t'", "indent with spaces, not with tabs"),
    ("cannot start any token", "put quotes around a value that begins with such a sign"),
    ("could not find expected ':'", "put a colon and a space behind the key"),
    ("unexpected end of stream", "close the quotes"),
)
"""Words of PyYAML's problem to what mends it."""
_ODD = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")
HEAD = 4096
"""Characters at the start of a file that are searched for keys without their fence."""
_KIND_LINE = re.compile(r"^kind:[ \t]*(?:meta|definitions|templates|compute|report|figure)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    text: str
    line: int
    """1-based line of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One key with its value: a scalar, or the scalars of a list."""

    key: str
    line: int
    values: tuple[Scalar, ...]
    is_list: bool
    is_nested: bool = False
    """True if the value holds a mapping or a list of lists, which no key of a spec takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontmatter:
    items: tuple[Item, ...] = ()
    body: str = ""
    body_line: int = 1
    present: bool = False
    readable: bool = True


def parse_frontmatter(text: str, path: str) -> tuple[Frontmatter, list[Finding]]:
    """Split `text` (line ends LF) into frontmatter and body; everything wrong is a finding."""
    lines = text.split("\n", 1)
    if lines[0].rstrip() != FENCE:
        return _without_frontmatter(text, path)
    source, closing_line, body = _split(text)
    if source is None:
        message = "the frontmatter that opens here is never closed"
        hint = "put a line `---` after the last key"
        fault = _fault("frontmatter-unclosed", path, 1, message, hint)
        return Frontmatter(body=text, present=True, readable=False), [fault]
    items, findings = _read_yaml(source, path)
    frontmatter = Frontmatter(
        items=tuple(items or ()), body=body, body_line=closing_line + 1, present=True, readable=items is not None
    )
    return frontmatter, findings


def _without_frontmatter(text: str, path: str) -> tuple[Frontmatter, list[Finding]]:
    findings = []
    stripped = text.lstrip()
    if stripped.startswith(FENCE + "\n") and text != stripped and "\nkind:" in stripped[:4096]:
        line = text[: len(text) - len(stripped)].count("\n") + 1
        message = "frontmatter must begin on the first line of the file"
        findings.append(_fault("frontmatter-invalid", path, line, message, "remove what stands before the `---`"))
    elif _KIND_LINE.search(text[:HEAD].split("\n#", 1)[0]) and not text.startswith("#"):
        message = "this looks like frontmatter without the `---` that opens it"
        findings.append(_fault("frontmatter-unclosed", path, 1, message, "put a line `---` before the first key"))
    readable = not findings
    return Frontmatter(body=text, present=not readable, readable=readable), findings


def _split(text: str) -> tuple[str | None, int, str]:
    """YAML source, the 1-based line of the closing fence, and the body; None if nothing closes it."""
    from frontmatter.default_handlers import YAMLHandler

    try:
        source, rest = YAMLHandler().split(text)
    except ValueError:
        return None, 0, ""
    body = rest.removeprefix("\n")
    return source.removeprefix("\n"), text.count("\n") - body.count("\n"), body


def _read_yaml(source: str, path: str) -> tuple[list[Item] | None, list[Finding]]:
    """Items of the mapping; None with a finding if it is not a plain mapping."""
    if len(source) > MAX_CHARACTERS:
        message = f"the frontmatter has {len(source):,} characters, more than {MAX_CHARACTERS:,}"
        return None, [_fault("frontmatter-invalid", path, 1, message, "move text into the body")]
    refused = _refuse_characters(source, path) or _refuse_unsafe(source, path)
    if refused:
        return None, refused
    return _compose(source, path)


def _refuse_characters(source: str, path: str) -> list[Finding]:
    """Those that YAML forbids, and those that end a line for YAML and for nobody else."""
    found = _ODD.search(source)
    if found is None:
        return []
    line = source.count("\n", 0, found.start()) + 2
    message = f"the character U+{ord(found.group()):04X} cannot stand in frontmatter"
    return [_fault("frontmatter-invalid", path, line, message, "remove it; it may be invisible in your editor")]


def _refuse_unsafe(source: str, path: str) -> list[Finding]:
    """Walk the events without building anything: syntax, depth, aliases, one document."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    depth = documents = 0
    try:
        for event in yaml.parse(source, Loader=loader):
            line = _line_of(event.start_mark)
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                message = "a line with `---` and more begins a second document here"
                hint = "end the frontmatter with a line of `---` alone"
                return [_fault("frontmatter-invalid", path, line, message, hint)]
            anchor = getattr(event, "anchor", None)
            if anchor is not None:
                message = f"aliases and anchors are not read (`{shown(str(anchor), 40)}`)"
                return [_fault("frontmatter-alias", path, line, message, "write the value out")]
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                return [_fault("frontmatter-invalid", path, line, "the frontmatter is nested too deeply", PLAIN_KEYS)]
    except yaml.MarkedYAMLError as error:
        in_brackets = "flow" in str(error.context)
        mark = (error.context_mark if in_brackets else None) or error.problem_mark or error.context_mark
        return [_fault("frontmatter-invalid", path, _line_of(mark), _problem(error), _mend(error))]
    except (yaml.YAMLError, ValueError) as error:
        return [_fault("frontmatter-invalid", path, 1, f"not YAML: {shown(str(error), 120)}", PLAIN_KEYS)]
    return []


def _line_of(mark: object) -> int:
    """1-based line of the file for a mark in the YAML, which begins on line 2; 1 without a mark."""
    line = getattr(mark, "line", None)
    return line + 2 if isinstance(line, int) else 1


def _problem(error: object) -> str:
    return "not YAML: " + shown(str(getattr(error, "problem", "") or error), 120)


def _mend(error: object) -> str:
    """What to do about the problem that PyYAML names; the first that applies."""
    problem = str(getattr(error, "problem", ""))
    return next((hint for words, hint in _MENDS if words in problem), PLAIN_KEYS)


def _compose(source: str, path: str) -> tuple[list[Item] | None, list[Finding]]:
    import yaml

    node = yaml.compose(source, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    if node is None:
        return [], []
    if not isinstance(node, yaml.MappingNode):
        message = "the frontmatter is not a mapping of keys to values"
        return None, [
            _fault("frontmatter-invalid", path, _line_of(node.start_mark), message, "write `key: value` lines")
        ]
    items: list[Item] = []
    findings: list[Finding] = []
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        item = _item(key_node, value_node)
        if item.key in lines:
            message = f"`{shown(item.key)}` is given twice, first on line {lines[item.key]}"
            findings.append(_fault("frontmatter-duplicate-key", path, item.line, message, "keep one of them"))
            continue
        lines[item.key] = item.line
        items.append(item)
    return items, findings


def _item(key_node: object, value_node: object) -> Item:
    import yaml

    key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
    line = _line_of(getattr(key_node, "start_mark", None))
    if isinstance(value_node, yaml.ScalarNode):
        return Item(key=str(key), line=line, values=tuple(_scalars([value_node])), is_list=False)
    children = value_node.value if isinstance(value_node, yaml.SequenceNode) else []
    plain = [child for child in children if isinstance(child, yaml.ScalarNode)]
    nested = len(plain) < len(children) or isinstance(value_node, yaml.MappingNode)
    return Item(key=str(key), line=line, values=tuple(_scalars(plain)), is_list=True, is_nested=nested)


def _scalars(nodes: "Iterable[yaml.ScalarNode]") -> Iterator[Scalar]:
    for node in nodes:
        yield Scalar(text=str(node.value), line=_line_of(node.start_mark))


def _fault(rule: str, path: str, line: int, message: str, hint: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        location=Location(path=path, line=line),
        message=message,
        hint=hint,
        scope=Scope.SPEC,
    )
