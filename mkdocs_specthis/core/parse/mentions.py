"""Words and strings of a source, or of a command line, that could be paths of the project.

Knows no disk: whether there is such a file is asked elsewhere.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from posixpath import join, normpath

from mkdocs_specthis.core.parse.paths import path_problem

MAX_MENTION = 1024
"""Characters of the longest string that may be a path."""
_PATH_LIKE = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_./+@=-]*[A-Za-z0-9_]")


@lru_cache(maxsize=4096)
def mentions_of_command(command: str) -> tuple[str, ...]:
    """Words of a command line that could be paths."""
    return tuple(path for path, _ in mentions_in_text(command))


def mentions_in_text(text: str) -> Iterator[tuple[str, int]]:
    """Words of a text that could be paths: with a slash or a suffix, each once."""
    seen = set()
    for number, line in enumerate(text.split("\n"), start=1):
        for found in _PATH_LIKE.findall(line[:2000]):
            for word in dict.fromkeys((found, found.rsplit("=", 1)[-1])):
                if ("/" in word or "." in word) and word not in seen and not path_problem(word):
                    seen.add(word)
                    yield normpath(word), number


def strings_of(node: ast.AST) -> Iterator[str]:
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


def readings_of(value: str, folder: str) -> Iterator[str]:
    """The project paths that a string may mean: from the root, where runs start, or from the file's own folder."""
    if not value or len(value) > MAX_MENTION or "\n" in value or value.startswith(("/", "~")) or "\\" in value:
        return
    for candidate in (value, join(folder, value)):
        path = normpath(candidate)
        if not path_problem(path):
            yield path
