"""What the text of a script or module says by itself: local imports and strings that could be paths.

Nothing is executed. Knows the text and how to ask whether a project file exists; reads no disk.
"""

import ast
import json
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from posixpath import dirname, join, normpath

from mkdocs_specthis.core.model.facts import SourceFacts
from mkdocs_specthis.core.parse.deeds import UNKNOWN, read_deeds
from mkdocs_specthis.core.parse.merge_marks import first_mark
from mkdocs_specthis.core.parse.paths import path_problem

MAX_BYTES = 4 * 1024 * 1024
MAX_MENTION = 1024
"""Characters of the longest string that may be a path."""
MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_PYTHON_SHEBANG = re.compile(r"#![^\n]*\bpython")
_LIBRARIES = {
    "r": re.compile(r"""\b(?:library|require|requireNamespace)\(\s*["']?(\w[\w.]*)|\b(\w[\w.]*)(?=::)"""),
    "jl": re.compile(r"^\s*(?:using|import)\s+([\w., ]+)"),
}
"""Suffix, in lower case, to what loads libraries."""
_NAME = re.compile(r"(?<![\w.])\w[\w.]*")
_PATH_LIKE = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_./+@=-]*[A-Za-z0-9_]")
Exists = Callable[[str], bool]
"""Whether a POSIX path from the project root is a regular file of the project."""


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
        return SourceFacts(path=path, modules=tuple(_included(text, path, exists)))
    bare = _without_comments(text, path)
    libraries = tuple(_libraries_in_text(bare, path))
    return SourceFacts(path=path, mentions=tuple(_mentions_in_text(bare)), libraries=libraries)


def _libraries_in_text(text: str, path: str) -> Iterator[tuple[str, int, bool]]:
    """What R and Julia load by plain names, seen line by line."""
    pattern = _LIBRARIES.get(path.rsplit(".", 1)[-1].lower())
    for number, line in enumerate(text.split("\n") if pattern else (), start=1):
        for found in pattern.finditer(line[:2000]) if pattern else ():
            yield from ((name, number, True) for name in _NAME.findall(found[found.lastindex or 0]))


def _mentions_in_text(text: str) -> Iterator[tuple[str, int]]:
    """Words of a text that could be paths: with a slash or a suffix, each once."""
    seen = set()
    for number, line in enumerate(text.split("\n"), start=1):
        for found in _PATH_LIKE.findall(line[:2000]):
            for word in {found, found.rsplit("=", 1)[-1]}:
                if ("/" in word or "." in word) and word not in seen and not path_problem(word):
                    seen.add(word)
                    yield normpath(word), number


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


def is_makefile(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return name in MAKEFILES or name.endswith((".mk", ".make"))


def _included(text: str, path: str, exists: Exists) -> Iterator[str]:
    """Files that a Makefile includes by plain names, from where make runs or beside itself."""
    for line in text.replace("\\\n", " ").split("\n"):
        words = line.split("#", 1)[0].split()
        if words[:1] in (["include"], ["-include"], ["sinclude"]):
            for word in words[1:]:
                yield from (
                    place
                    for place in dict.fromkeys((normpath(word), normpath(join(dirname(path), word))))
                    if not path_problem(place) and exists(place)
                )


@lru_cache(maxsize=4096)
def mentions_of_command(command: str) -> tuple[str, ...]:
    """Words of a command line that could be paths."""
    return tuple(path for path, _ in _mentions_in_text(command))


def _python(text: str, path: str, exists: Exists, roots: tuple[str, ...]) -> SourceFacts:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        reason = getattr(error, "msg", None) or str(error) or type(error).__name__
        named = tuple(_mentions_in_text(text))
        return SourceFacts(path=path, syntax_error=reason, syntax_error_line=line, mentions=named)
    imports = _Imports(path=path, exists=exists, roots=roots)
    nodes = list(_walk(tree))
    docstrings = {
        id(node.value) for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    mentions: dict[str, int] = {}
    for node in nodes:
        imports.visit(node)
        if id(node) not in docstrings:
            for value in _strings(node):
                for mention in _readings(value, dirname(path)):
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


def _strings(node: ast.AST) -> Iterator[str]:
    """Texts that a node stands for: a string, or the constant end of a path put together with `/` or `join`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        yield from _joined(_operands(node))
    elif isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in ("join", "joinpath", "Path", "PurePath", "PurePosixPath"):
            yield from _joined(node.args)


def _operands(node: ast.AST) -> list[ast.AST]:
    """Operands of a chain of `/`, left to right."""
    operands: list[ast.AST] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        operands.append(node.right)
        node = node.left
    operands.extend(node.args if isinstance(node, ast.Call) and node.args else [node])
    return operands[::-1]


def _joined(operands: Sequence[ast.AST]) -> Iterator[str]:
    """The constant operands at the end as one path, if there are several."""
    parts: list[str] = []
    for operand in reversed(operands):
        if not (isinstance(operand, ast.Constant) and isinstance(operand.value, str)):
            break
        parts.append(operand.value)
    if len(parts) > 1:
        yield "/".join(reversed(parts))


def _readings(value: str, folder: str) -> Iterator[str]:
    """The project paths that a string may mean: from the root, where runs start, or from the file's own folder."""
    if not value or len(value) > MAX_MENTION or "\n" in value or value.startswith(("/", "~")) or "\\" in value:
        return
    for candidate in (value, join(folder, value)):
        path = normpath(candidate)
        if not path_problem(path):
            yield path


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes without recursion."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(ast.iter_child_nodes(node))


class _Imports:
    """Resolves the imports of one file to project files."""

    def __init__(self, *, path: str, exists: Exists, roots: tuple[str, ...]) -> None:
        self.path, self.exists = path, exists
        self.folder = dirname(path)
        self.roots = tuple(dict.fromkeys((self.folder, *roots)))
        self.found: set[str] = set()
        self.unresolved: dict[str, int] = {}

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                self._absolute(alias.name, (), node.lineno)
        elif isinstance(node, ast.ImportFrom):
            names = tuple(alias.name for alias in node.names)
            if node.level:
                self._relative(node.level, node.module or "", names, node.lineno)
            else:
                self._absolute(node.module or "", names, node.lineno)
        elif isinstance(node, ast.Call):
            self._call(node)

    def _call(self, node: ast.Call) -> None:
        """`importlib.import_module("x.y")` and `__import__("x")` with a literal name."""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0] if node.args else None
        if name in ("import_module", "__import__") and isinstance(first, ast.Constant) and isinstance(first.value, str):
            if first.value.startswith("."):
                level = len(first.value) - len(first.value.lstrip("."))
                self._relative(level, first.value.lstrip("."), (), node.lineno)
            else:
                self._absolute(first.value, (), node.lineno)

    def _relative(self, level: int, module: str, names: tuple[str, ...], line: int) -> None:
        base = self.folder
        for _ in range(level - 1):
            if not base:
                self.unresolved["." * level + module] = line
                return
            base = dirname(base)
        if module:
            if not self._module(base, module, names):
                self.unresolved["." * level + module] = line
            return
        self._package(base)
        for name in names:
            if name != "*" and not self._module(base, name, ()) and not self.exists(join(base, "__init__.py")):
                self.unresolved["." * level + name] = line

    def _absolute(self, module: str, names: tuple[str, ...], line: int) -> None:
        """Every root that answers counts: which one a run would take is not known before it."""
        answered = [self._module(root, module, names) for root in self.roots]
        if not any(answered) and "." in module:
            package = module.split(".")[0]
            if any(self._is_package(join(root, package)) for root in self.roots):
                self.unresolved[module] = line

    def _module(self, base: str, module: str, names: tuple[str, ...]) -> bool:
        """Take in `module` below `base` with the packages on the way; False if no file answers."""
        parts = module.split(".")
        if not all(parts) or len(module) > MAX_MENTION:
            return False
        target = join(base, *parts)
        is_file = self.exists(target + ".py")
        is_package = self.exists(join(target, "__init__.py"))
        members = [name for name in names if name != "*" and self._answers(join(target, name))]
        if not (is_file or is_package or members):
            return False
        for depth in range(1, len(parts)):
            self._package(join(base, *parts[:depth]))
        if is_package:
            self._package(target)
        elif is_file:
            self.found.add(target + ".py")
        for name in members:
            self._member(join(target, name))
        return True

    def _answers(self, target: str) -> bool:
        return self.exists(target + ".py") or self.exists(join(target, "__init__.py"))

    def _member(self, target: str) -> None:
        if self.exists(join(target, "__init__.py")):
            self._package(target)
        else:
            self.found.add(target + ".py")

    def _package(self, folder: str) -> None:
        if self.exists(join(folder, "__init__.py")):
            self.found.add(join(folder, "__init__.py"))

    def _is_package(self, folder: str) -> bool:
        return self.exists(join(folder, "__init__.py"))
