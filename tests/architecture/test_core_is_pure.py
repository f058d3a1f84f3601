"""`core` reads no file, no clock, no network, no process and no environment, and knows no host.

What imports alone can't show is seen in the syntax tree: a bare `open`, `.read_text()`, `datetime.now()`.
"""

import ast
from collections.abc import Iterator

import pytest
from sources import Source, imports, parse, sources

CORE = sources("core")

BANNED_MODULES = frozenset({
    "asyncio", "boto3", "botocore", "click", "concurrent", "ctypes", "fcntl", "filelock", "ftplib", "getpass",
    "glob", "http", "importlib", "jinja2", "locale", "logging", "mkdocs", "multiprocessing", "os", "pathlib",
    "platform", "pty", "random", "requests", "rich", "secrets", "select", "shutil", "signal", "smtplib",
    "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid",
    "watchdog",
})  # fmt: skip
BANNED_NAMES = frozenset({"open", "input", "print", "exec", "eval", "breakpoint", "__import__"})
BANNED_ATTRIBUTES = frozenset({
    "read_text", "write_text", "read_bytes", "write_bytes", "iterdir", "rglob", "mkdir", "rmdir", "unlink",
    "touch", "chmod", "symlink_to", "is_file", "is_dir", "is_symlink", "expanduser", "environ", "getenv",
    "utcnow", "cwd", "getcwd", "urandom",
})  # fmt: skip
BANNED_CALLS = frozenset({"now", "today"})
"""Attributes that may be fields of a record, and may not be called."""

THIRD_PARTY = {
    "networkx": {"mkdocs_specthis.core.dependencies.graph"},
    "markdown_it": {"mkdocs_specthis.core.parse.markdown"},
    "yaml": {"mkdocs_specthis.core.parse.frontmatter"},
    "frontmatter": {"mkdocs_specthis.core.parse.frontmatter"},
}
"""What `core` may import beside the standard library, and where."""


def impurities(source: Source) -> Iterator[str]:
    """Each as `path:line: what`."""
    for module, line in imports(source):
        if module.partition(".")[0] in BANNED_MODULES:
            yield f"{source.path}:{line}: import {module}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name) and node.id in BANNED_NAMES:
            yield f"{source.path}:{node.lineno}: {node.id}"
        elif isinstance(node, ast.Attribute) and node.attr in BANNED_ATTRIBUTES:
            yield f"{source.path}:{node.lineno}: .{node.attr}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in BANNED_CALLS:
            yield f"{source.path}:{node.lineno}: .{node.func.attr}()"


def test_core_is_there() -> None:
    assert len(CORE) > 30


@pytest.mark.parametrize("source", CORE, ids=lambda source: source.module)
def test_core_touches_nothing(source: Source) -> None:
    assert list(impurities(source)) == []


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "def f():\n    from pathlib import Path",
        "import os.path as p",
        "from subprocess import run",
        "open('x')",
        "with open(path) as file: ...",
        "path.read_text()",
        "datetime.now()",
        "x = datetime.datetime.utcnow",
        "home = os.environ['HOME']",
        "import socket, time",
        "eval(text)",
    ],
)
def test_the_test_sees_what_is_banned(text: str) -> None:
    assert list(impurities(parse(text))) != []


def test_the_test_lets_pure_code_pass() -> None:
    text = "import re\nfrom posixpath import join\nfrom datetime import date\nopened = [1]\nx = opened.index(1)"
    assert list(impurities(parse(text))) == []


def test_core_leans_on_few_packages_each_in_one_place() -> None:
    found: dict[str, set[str]] = {}
    for source in CORE:
        for module, _ in imports(source):
            if (top := module.partition(".")[0]) in THIRD_PARTY:
                found.setdefault(top, set()).add(source.module)
    assert found == THIRD_PARTY


def test_core_imports_nothing_else_from_outside() -> None:
    import sys

    allowed = {*sys.stdlib_module_names, *THIRD_PARTY, "mkdocs_specthis"}
    strangers = [
        f"{source.path}:{line}: {module}"
        for source in CORE
        for module, line in imports(source)
        if module.partition(".")[0] not in allowed
    ]
    assert strangers == []
