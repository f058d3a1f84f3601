"""Messages that the page on troubleshooting explains are messages that there are."""

import ast
import re
from collections.abc import Iterator

import pytest
from conftest import REPOSITORY
from documentation import PAGES, read

PAGE = PAGES / "guide" / "troubleshooting.md"
_EXPLAINED = re.compile(r"^- (?:``(.+?)``|`([^`]+)`)(?:, `([^`]+)`)?[:,] ", re.MULTILINE)
_VARIES = re.compile(r"`[^`]*`|…|after \d+ seconds|\d+|:")


def explained() -> Iterator[str]:
    """Of each message the longest part that is the same each time."""
    for groups in _EXPLAINED.findall(read(PAGE)):
        for message in filter(None, groups):
            yield max((part.strip(" ,.;") for part in _VARIES.split(message)), key=len)


@pytest.fixture(scope="module")
def said() -> str:
    """Every string of the package, one a line, with a gap where a value is put in."""
    lines: list[str] = []
    for file in sorted((REPOSITORY / "mkdocs_specthis").rglob("*.py")):
        for node in ast.walk(ast.parse(read(file))):
            if isinstance(node, ast.JoinedStr):
                lines.append("".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                lines.append(node.value)
    return "\n".join(lines)


@pytest.mark.parametrize("words", sorted(set(explained())))
def test_what_is_explained_is_said(words: str, said: str) -> None:
    assert words.lower() in said.lower()


def test_messages_are_explained() -> None:
    assert len(list(explained())) > 15
