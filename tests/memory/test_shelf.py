"""A shelf keeps what was asked for; one that is not asked for all keeps the rest, too."""

import os
from pathlib import Path

import pytest
from stamps import wait_until_old

from mkdocs_specthis.effects.remembered.residence import Residence
from mkdocs_specthis.effects.remembered.shelf import WORTH_A_WAIT, kept, shelved


@pytest.mark.parametrize(("asks_all", "left"), [(True, []), (False, ["b"])])
def test_what_is_not_asked_for_goes_only_where_all_is_asked_for(
    asks_all: bool, left: list[str], tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    wait_until_old()
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


def test_what_stands_in_a_residence_is_the_same_object_until_its_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("1, 2")
    wait_until_old()
    residence, worked = Residence(), []

    def ask() -> tuple[str, ...]:
        def work() -> tuple[str, ...]:
            worked.append(file.read_text())
            return tuple(worked[-1].split(", "))

        with residence.stay(), shelved(tmp_path, name="test"):
            return kept("test", "a", str(file), tuple[str, ...], work)

    first = ask()
    assert first == ("1", "2") and ask() is first and worked == ["1, 2"]
    file.write_text("3, 4")
    wait_until_old()
    second = ask()
    assert second == ("3", "4") and ask() is second and worked == ["1, 2", "3, 4"]
    residence.leave()
    residence = Residence()
    third = ask()
    assert third == second and third is not second and ask() is third
    assert worked == ["1, 2", "3, 4"]


def test_what_a_residence_is_not_asked_for_any_more_goes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    wait_until_old()
    residence, worked = Residence(), []

    def ask(*names: str) -> None:
        with residence.stay(), shelved(tmp_path, name="test"):
            for name in names:
                kept("test", name, str(tmp_path / name), str, lambda name=name: worked.append(name) or name)

    ask("a", "b")
    ask("a")
    assert worked == ["a", "b"]
    ask("a", "b")
    assert worked == ["a", "b", "b"]


def test_a_large_file_that_was_just_written_is_read_once(tmp_path: Path) -> None:
    file, worked = tmp_path / "a", []
    with shelved(tmp_path, name="test"):
        with open(file, "wb") as writing:
            writing.truncate(WORTH_A_WAIT)
        for _ in range(2):
            kept("test", "a", str(file), int, lambda: worked.append(1) or 1)
    assert worked == [1]


def test_what_a_brief_shelf_read_of_a_large_file_lasts_beside_what_is_kept(tmp_path: Path) -> None:
    worked: list[str] = []

    def ask(*names: str) -> None:
        for name in names:
            kept("test", name, str(tmp_path / name), str, lambda name=name: worked.append(name) or name)

    for name in ("a", "b", "large"):
        (tmp_path / name).write_text(name)
    os.truncate(tmp_path / "large", WORTH_A_WAIT)
    wait_until_old()
    with shelved(tmp_path):
        ask("a")
    with shelved(tmp_path, lasting=False):
        ask("a", "b", "large")
    assert worked == ["a", "a", "b", "large"]
    with shelved(tmp_path):
        ask("a", "b", "large")
    assert worked == ["a", "a", "b", "large", "b"]
    os.truncate(tmp_path / "large", WORTH_A_WAIT + 1)
    with shelved(tmp_path):
        ask("large")
    assert worked[-1] == "large"
