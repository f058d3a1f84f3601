"""What the text of a script or module says by itself: local imports and strings that could be paths.

Nothing is executed. Knows the text and how to ask whether a project file exists; reads no disk.
"""

import ast
import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from posixpath import dirname

from mkdocs_specthis.core.model.facts import SourceFacts
from mkdocs_specthis.core.parse.deeds import UNKNOWN, read_deeds
from mkdocs_specthis.core.parse.imports import Exists, Imports
from mkdocs_specthis.core.parse.makefile import included_files, is_makefile, rules_of, variables_of
from mkdocs_specthis.core.parse.mentions import mentions_in_text, readings_of, strings_of
from mkdocs_specthis.core.parse.merge_marks import first_mark

MAX_BYTES = 4 * 1024 * 1024
_PYTHON_SHEBANG = re.compile(r"#![^\n]*\bpython")
_LIBRARIES = {
    "r": re.compile(r"""\b(?:library|require|requireNamespace)\(\s*["']?(\w[\w.]*)|\b(\w[\w.]*)(?=::)"""),
    "jl": re.compile(r"^\s*(?:using|import)\s+([\w., ]+)"),
}
"""Suffix, in lower case, to what loads libraries."""
_NAME = re.compile(r"(?<![\w.])\w[\w.]*")


def read_source(content: bytes, path: str, exists: Exists, roots: tuple[str, ...]) -> SourceFacts:
    """Facts of one file. `roots` are folders (POSIX, `` for the project root) where absolute imports are looked up."""
    if len(content) > MAX_BYTES or b"\0" in content:
        return SourceFacts(path=path)
    text = content.decode("utf-8", "replace").replace("\r\n", "\n")
    facts = _facts_of_text(text, path, exists, roots)
    conflict = first_mark(text)
    return replace(facts, conflict_line=conflict) if conflict else facts


def _facts_of_text(text: str, path: str, exists: Exists, roots: tuple[str, ...]) -> SourceFacts:
    if path.endswith(".ipynb"):
        return _python(notebook_code(text), path, exists, roots)
    if path.endswith((".py", ".pyw")) or _PYTHON_SHEBANG.match(text):
        return _python(text, path, exists, roots)
    if is_makefile(path):
        modules, rules = tuple(included_files(text, path, exists)), tuple(rules_of(text))
        return SourceFacts(path=path, modules=modules, rules=rules, variables=tuple(variables_of(text)))
    bare = _without_comments(text, path)
    libraries = tuple(_libraries_in_text(bare, path))
    return SourceFacts(path=path, mentions=tuple(mentions_in_text(bare)), libraries=libraries)


def _libraries_in_text(text: str, path: str) -> Iterator[tuple[str, int, bool]]:
    """What R and Julia load by plain names, seen line by line."""
    pattern = _LIBRARIES.get(path.rsplit(".", 1)[-1].lower())
    for number, line in enumerate(text.split("\n") if pattern else (), start=1):
        for found in pattern.finditer(line[:2000]) if pattern else ():
            yield from ((name, number, True) for name in _NAME.findall(found[found.lastindex or 0]))


def notebook_code(text: str) -> str:
    """The code cells of a Python notebook, without the lines that are its own; empty for another language."""
    try:
        notebook = json.loads(text)
        language = notebook.get("metadata", {}).get("kernelspec", {}).get("language", "python")
        cells = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""
    if language != "python":
        return ""
    code = "\n".join("".join(cell) for cell in cells)
    return "\n".join("" if line.lstrip().startswith(("%", "!", "?")) else line for line in code.split("\n"))


def _without_comments(text: str, path: str) -> str:
    """`text` with its comments blanked, where the suffix tells how one begins."""
    mark = "//" if path.endswith((".js", ".do")) else "#"
    lines = (line if not line.lstrip().startswith(mark) else "" for line in text.split("\n"))
    return "\n".join(line.split(f" {mark}", 1)[0] for line in lines)


def _python(text: str, path: str, exists: Exists, roots: tuple[str, ...]) -> SourceFacts:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        reason = getattr(error, "msg", None) or str(error) or type(error).__name__
        named = tuple(mentions_in_text(text))
        return SourceFacts(path=path, syntax_error=reason, syntax_error_line=line, mentions=named)
    imports = Imports(path=path, exists=exists, roots=roots)
    nodes = list(_walk(tree))
    docstrings = {
        id(node.value) for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    mentions: dict[str, int] = {}
    for node in nodes:
        imports.visit(node)
        if id(node) not in docstrings:
            for value in strings_of(node):
                for mention in readings_of(value, dirname(path)):
                    mentions.setdefault(mention, node.lineno)  # type: ignore[attr-defined]
    deeds = read_deeds(nodes, path)
    for mention, line in deeds.reads:
        if UNKNOWN not in mention:
            mentions.setdefault(mention, line)
    return SourceFacts(
        path=path,
        writes=deeds.writes,
        reads=deeds.reads,
        libraries=deeds.libraries,
        modules=tuple(sorted(imports.found - {path})),
        unresolved=tuple(sorted(imports.unresolved.items(), key=lambda row: (row[1], row[0]))),
        mentions=tuple(mentions.items()),
    )


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes without recursion."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(ast.iter_child_nodes(node))
