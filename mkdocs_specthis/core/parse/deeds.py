"""What a Python source does with project files, and which libraries it takes, as its syntax tree says it.

Certain cases only: a literal path, a name that is bound once, a simple join. Nothing is executed, and what would have
to be guessed is left out. Knows no entry and no folder of the settings.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import dirname, normpath

from mkdocs_specthis.core.parse.paths import path_problem

UNKNOWN = "*"
"""Stands in a path for a piece that only a run knows."""
MAX_DEPTH = 40
MAX_PATH = 1024

OPENERS = frozenset({"io", "gzip", "bz2", "lzma", "codecs", "builtins"})
"""Modules whose `open` takes the path first."""
WRITES_TO_ITSELF = frozenset({"write_text", "write_bytes", "touch"})
READS_ITSELF = frozenset({"read_text", "read_bytes"})
WRITES_TO_FIRST = frozenset(
    {
        *(
            "to_csv",
            "to_json",
            "to_latex",
            "to_excel",
            "to_parquet",
            "to_pickle",
            "to_html",
            "to_markdown",
            "to_feather",
        ),
        *("to_stata", "to_hdf", "to_string", "to_netcdf", "to_zarr", "to_file", "write_csv", "write_parquet"),
        *("write_json", "write_ndjson", "write_html", "write_image", "savefig", "save", "savez", "savez_compressed"),
        *("savetxt", "savemat", "imsave", "imwrite"),
    }
)
"""Methods and functions of well-known libraries that write the file which their first argument names."""
READS_FIRST = frozenset({"load", "loadtxt", "genfromtxt", "loadmat", "scan_csv", "scan_parquet", "imread"})
MOVERS = frozenset({"copy", "copy2", "copyfile", "move", "rename", "replace"})
"""Functions of `shutil` and `os` that write their second argument."""
PATH_KEYWORDS = ("path_or_buf", "path", "fname", "filename", "file", "buf", "filepath_or_buffer", "excel_writer")

Place = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    writes: tuple[Place, ...] = ()
    """(POSIX path from the project root, line); a piece that is not known is `*`."""
    reads: tuple[Place, ...] = ()
    libraries: tuple[tuple[str, int, bool], ...] = ()
    """(top-level name, line, whether reading the file is enough to import it)."""


def read_deeds(nodes: Sequence[ast.AST], path: str) -> Deeds:
    """What the tree of the file at `path` does; `nodes` are all of its nodes, in any order."""
    libraries = tuple(sorted(set(_libraries(nodes)), key=lambda row: (row[1], row[0])))
    if any(isinstance(node, ast.Attribute) and node.attr == "chdir" for node in nodes):
        return Deeds(libraries=libraries)  # what a relative path means is not known then
    resolver = _Resolver(path=path, bound=_bound_once(nodes))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    writes = (_placed(resolver, written, call) for call in calls for written in _written(call))
    reads = (_placed(resolver, read, call) for call in calls for read in _read(call))
    return Deeds(writes=_sorted(writes), reads=_sorted(reads), libraries=libraries)


def _sorted(places: Iterable[Place | None]) -> tuple[Place, ...]:
    return tuple(sorted({place for place in places if place}, key=lambda place: (place[1], place[0])))


def _placed(resolver: "_Resolver", node: ast.expr, call: ast.Call) -> Place | None:
    """Where in the project the expression leads; None if nobody can tell, or out of it."""
    text = resolver.value(node)
    if not text or len(text) > MAX_PATH or (UNKNOWN in text and ".." in text.split("/")):
        return None
    path = normpath(text)
    return None if path_problem(path) else (path, call.lineno)


def _name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _module_of(call: ast.Call) -> str:
    """The plain name before the dot; empty if there is none."""
    return getattr(call.func.value, "id", "") if isinstance(call.func, ast.Attribute) else ""


def _first(call: ast.Call) -> Iterator[ast.expr]:
    """The argument that names a file."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    found = call.args[0] if call.args else next((named[name] for name in PATH_KEYWORDS if name in named), None)
    if found is not None:
        yield found


def _written(call: ast.Call) -> Iterator[ast.expr]:
    name, method = _name_of(call), isinstance(call.func, ast.Attribute)
    if name == "open":
        yield from _opened(call, writing=True)
    elif method and isinstance(call.func, ast.Attribute) and name in WRITES_TO_ITSELF:
        yield call.func.value
    elif method and name in WRITES_TO_FIRST:
        yield from _first(call)
    elif name in MOVERS and _module_of(call) in ("shutil", "os") and len(call.args) > 1:
        yield call.args[1]


def _read(call: ast.Call) -> Iterator[ast.expr]:
    name = _name_of(call)
    if name == "open":
        yield from _opened(call, writing=False)
    elif isinstance(call.func, ast.Attribute) and name in READS_ITSELF:
        yield call.func.value
    elif name in READS_FIRST or name.startswith("read_"):
        yield from _first(call)


def _opened(call: ast.Call, *, writing: bool) -> Iterator[ast.expr]:
    """The path of an `open`, if its mode is known and writes, or does not."""
    is_method = isinstance(call.func, ast.Attribute) and _module_of(call) not in OPENERS
    place = 0 if is_method else 1
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "mode"), None)
    mode = given or (call.args[place] if len(call.args) > place else ast.Constant("r"))
    if not (isinstance(mode, ast.Constant) and isinstance(mode.value, str) and set(mode.value) <= set("rwaxbtU+")):
        return
    if writing != bool(set(mode.value) & set("wax+")):
        return
    if is_method and isinstance(call.func, ast.Attribute):
        yield call.func.value
    elif not is_method:
        yield from _first(call)


def _libraries(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, int, bool]]:
    functions = (node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    inside = {
        id(part) for node in functions for part in ast.walk(node) if isinstance(part, ast.Import | ast.ImportFrom)
    }
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], node.lineno, id(node) not in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0], node.lineno, id(node) not in inside


def _bound_once(nodes: Sequence[ast.AST]) -> Mapping[str, ast.expr]:
    """Names with one binding in the whole file, to what they are bound to."""
    bindings = Counter(name for node in nodes for name in _bound(node))
    values: dict[str, ast.expr] = {}
    for node in nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
        target = node.target if isinstance(node, ast.AnnAssign) else target
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(target, ast.Name) and value is not None and bindings[target.id] == 1:
            values[target.id] = value
    return values


_NAMED = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
    *(ast.ExceptHandler, ast.MatchAs, ast.MatchStar),
)


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).split(".")[0]
    elif isinstance(node, _NAMED) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest
    elif isinstance(node, ast.Global | ast.Nonlocal):
        yield from node.names * 2


@dataclass(slots=True, kw_only=True)
class _Resolver:
    """Expressions to paths from the project root, where runs start; the root itself is `.`."""

    path: str
    bound: Mapping[str, ast.expr]
    known: dict[int, str | None] = field(default_factory=dict)
    """What was found for each node; None while it is looked for, so that circles end."""

    def value(self, node: ast.AST | None, depth: int = 0) -> str | None:
        """The text of an expression; None if its beginning is not known."""
        if depth > MAX_DEPTH or node is None:
            return None
        if id(node) not in self.known:
            self.known[id(node)] = None
            self.known[id(node)] = self._look(node, depth + 1)
        return self.known[id(node)]

    def _look(self, node: ast.AST, deeper: int) -> str | None:
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.Name(id="__file__"):
                return self.path
            case ast.Name(id=name):
                return self.value(self.bound.get(name), deeper)
            case ast.JoinedStr(values=values):
                return self._concatenated(values, deeper)
            case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
                return self.value(inner, deeper)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return self._joined([left, right], deeper)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._concatenated([left, right], deeper)
            case ast.Attribute(value=inner, attr="parent"):
                return _above(self.value(inner, deeper), 1)
            case ast.Subscript(value=ast.Attribute(value=inner, attr="parents"), slice=ast.Constant(value=int(number))):
                return _above(self.value(inner, deeper), number + 1)
            case ast.Call():
                return self._call(node, deeper)
        return None

    def _call(self, call: ast.Call, depth: int) -> str | None:
        name, arguments = _name_of(call), call.args
        method = call.func.value if isinstance(call.func, ast.Attribute) else None
        if name in ("Path", "PurePath", "PurePosixPath", "join") and not isinstance(method, ast.Constant):
            return self._joined(arguments, depth) if arguments else "."
        if name == "cwd" and not arguments:
            return "."
        if name == "joinpath" and method is not None:
            return self._joined([method, *arguments], depth)
        if name in ("resolve", "absolute") and method is not None and not arguments:
            return self.value(method, depth)
        if name in ("str", "fspath", "abspath", "realpath") and len(arguments) == 1:
            return self.value(arguments[0], depth)
        if name == "dirname" and len(arguments) == 1:
            return _above(self.value(arguments[0], depth), 1)
        return None

    def _joined(self, parts: Sequence[ast.AST], depth: int) -> str | None:
        found = [self.value(part, depth) for part in parts]
        if found[0] is None:
            return None
        texts = [UNKNOWN if text is None else text for text in found]
        if any(text.startswith("/") for text in texts[1:]) or sum(map(len, texts)) > MAX_PATH:
            return None
        return "/".join(text for text in texts if text not in ("", ".")) or "."

    def _concatenated(self, parts: Sequence[ast.AST], depth: int) -> str | None:
        found = [self.value(part, depth) for part in parts]
        if not found or found[0] is None:
            return None
        texts = [UNKNOWN if text is None else text for text in found]
        return "".join(texts) if sum(map(len, texts)) <= MAX_PATH else None


def _above(path: str | None, levels: int) -> str | None:
    """The folder some levels above; None above the project."""
    if path is None or path.startswith("/") or ".." in path.split("/") or UNKNOWN in path:
        return None
    for _ in range(levels):
        if path in ("", "."):
            return None
        path = dirname(path) or "."
    return path
