"""A shelf keeps what was asked for; one that is not asked for all keeps the rest, too."""

import time
from pathlib import Path

import pytest

from mkdocs_specthis.effects.shelf import kept, shelved


@pytest.mark.parametrize(("asks_all", "left"), [(True, []), (False, ["b"])])
def test_what_is_not_asked_for_goes_only_where_all_is_asked_for(
    asks_all: bool, left: list[str], tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    time.sleep(0.1)
    worked: list[str] = []

    def ask(name: str) -> str:
        return kept("test", name, str(tmp_path / name), str, lambda: worked.append(name) or name)

    with shelved(tmp_path, name="test"):
        assert [ask("a"), ask("b")] == ["a", "b"]
    with shelved(tmp_path, name="test", asks_all=asks_all):
        assert ask("a") == "a"
    with shelved(tmp_path, name="other"):
        assert ask("b") == "b"
    worked.clear()
    with shelved(tmp_path, name="test"):
        assert [ask("a"), ask("b")] == ["a", "b"]
    assert [name for name in ("a", "b") if name not in worked] == ["a", *left]
