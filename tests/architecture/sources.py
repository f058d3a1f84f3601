"""The package's source files as syntax trees, for tests that look at the code instead of running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from conftest import REPOSITORY

PACKAGE = REPOSITORY / "mkdocs_specthis"


@dataclass(frozen=True, kw_only=True)
class Source:
    path: str
    """POSIX path from the repository's root."""
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def parse(text: str, path: str = "example.py") -> Source:
    return Source(path=path, text=text)


@cache
def sources(folder: str = "") -> tuple[Source, ...]:
    """Every module below `folder` of the package, by path."""
    files = sorted((PACKAGE / folder).rglob("*.py"))
    return tuple(parse(file.read_text(encoding="utf-8"), relative(file)) for file in files)


def relative(file: Path) -> str:
    return file.relative_to(REPOSITORY).as_posix()


def imports(source: Source) -> Iterator[tuple[str, int]]:
    """(module as imported, line), wherever in the file it stands; `from a import b` gives `a` and `a.b`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def texts(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every string constant with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, node.lineno
