"""What a screen reader is given of our parts: names in words alone, nothing twice, nothing that is for the eye."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from browser.fixtures import Visit
from browser.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = (
    "",
    "entries/",
    "entries/drifted-and-stale/",
    "entries/tab-review/",
    "entries/refused/",
    "specs/",
    "graph/",
    "paper/trouble/",
    "runs/",
    "audit/",
    "key/",
)
FOR_THE_EYE = re.compile("[¶↕↑↓✓✗]|^\\$ ")
NAMED = ("link", "button", "checkbox", "combobox", "searchbox", "table", "region", "search", "navigation", "image")
"""Roles that say nothing without a name."""


def spoken(page: "Page") -> list[dict[str, Any]]:
    """Role, name and description of whatever of ours is announced, in order."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    nodes = {node["nodeId"]: node for node in tree}
    article = next(node for node in tree if _value(node, "role") == "article")
    return [
        {"role": _value(node, "role"), "name": _value(node, "name"), "description": _value(node, "description")}
        for node in _below(article, nodes)
        if not node["ignored"]
    ]


def _value(node: dict[str, Any], key: str) -> str:
    return str(node.get(key, {}).get("value") or "")


def _below(node: dict[str, Any], nodes: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    children = [nodes[one] for one in node["childIds"] if one in nodes]
    return [found for child in children for found in (child, *_below(child, nodes))]


@pytest.mark.parametrize("path", PAGES)
def test_names_are_words_and_are_said_once(visit: Callable[..., Visit], troubled: Served, path: str) -> None:
    found = spoken(visit(troubled, path).page)
    assert len(found) > 20
    words = [one for one in found if one["role"] in ("heading", "columnheader", "rowheader", "region", "link", "cell")]
    assert [one for one in words if FOR_THE_EYE.search(one["name"])] == []
    assert [one for one in found if one["role"] in NAMED and not one["name"].strip()] == []
    twice = [one for one in found if one["description"] and one["description"] != one["name"]]
    assert [one for one in twice if one["description"].replace(":", ",") == one["name"]] == []


def test_names_of_rows_keep_their_words_apart(visit: Callable[..., Visit], troubled: Served) -> None:
    rows = [one["name"] for one in spoken(visit(troubled, "entries/refused/").page) if one["role"] == "rowheader"]
    assert "Script scripts/trouble/write.py" in [" ".join(name.split()) for name in rows], "however wide the space"
    rows = [one["name"] for one in spoken(visit(troubled, "entries/").page) if one["role"] == "rowheader"]
    assert "refused The thing that refused is." in rows


def test_a_command_is_told_from_a_line_for_a_file(visit: Callable[..., Visit], troubled: Served) -> None:
    """A prompt stands before what a shell takes, and before nothing else."""
    prompt = "one => getComputedStyle(one, '::before').content.startsWith('\"$ ')"
    page = visit(troubled, "paper/trouble/").page
    assert page.locator(".st-raw code").first.inner_text().startswith("\\input")
    assert not page.locator(".st-raw code").first.evaluate(prompt)
    assert visit(troubled, "").page.locator(".st-cmd code").first.evaluate(prompt)


def test_a_repair_is_one_sentence(visit: Callable[..., Visit], troubled: Served) -> None:
    """With a path in the midst of it, it still runs on."""
    repair = visit(troubled, "entries/failing/").page.locator(".st-do")
    assert repair.locator("code").count() and repair.evaluate("one => getComputedStyle(one).display") == "block"
