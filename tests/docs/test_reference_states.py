"""The reference of states holds every state, word and reason.

The tables are those that the code works with; a name that is added there and not here makes a test fail.
"""

import ast
import re
from collections.abc import Iterator

import pytest
from conftest import REPOSITORY
from documentation import STATES, read, sections, words_in_code

from mkdocs_specthis.core.model.state import Act, Actor, Axis, Certification, Realization
from mkdocs_specthis.core.states.claims import CERTIFICATION_OF, REALIZATION_OF
from mkdocs_specthis.core.views.vocabulary import CERTIFICATION_WORDS, OVERLAY_WORDS, REALIZATION_WORDS

HOME = REPOSITORY / "mkdocs_specthis" / "core" / "states"


def constants(function: str) -> Iterator[str]:
    """Words that a function of `core/states/own.py` returns."""
    tree = ast.parse(read(HOME / "own.py"))
    found = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == function)
    for node in ast.walk(found):
        if isinstance(node, ast.Return) and node.value is not None:
            branches = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
            yield from (
                branch.value
                for branch in branches
                if isinstance(branch, ast.Constant) and isinstance(branch.value, str)
            )


def kinds_of_reasons() -> set[str]:
    """Every literal `kind` of a Reason."""
    found = set(CERTIFICATION_OF) | set(REALIZATION_OF)
    for name in ("own.py", "status.py", "reasons.py"):
        for node in ast.walk(ast.parse(read(HOME / name))):
            if isinstance(node, ast.Call):
                found.update(
                    keyword.value.value
                    for keyword in node.keywords
                    if keyword.arg == "kind"
                    and isinstance(keyword.value, ast.Constant)
                    and isinstance(keyword.value.value, str)
                )
                if getattr(node.func, "id", "") in ("_certification", "_realization") and isinstance(
                    node.args[0], ast.Constant
                ):
                    found.add(str(node.args[0].value))
    return found


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Certification", set(map(str, Certification))),
        ("Realization", set(map(str, Realization))),
        (
            "One word",
            set(constants("headline")) | set(map(str, Certification)) - {"certified"} | {"never-run", "stale"},
        ),
        ("Older words", set(constants("four_state")) | set(constants("five_state"))),
        ("Next steps", set(map(str, Act))),
        ("Reasons", kinds_of_reasons()),
    ],
)
def test_every_state_and_reason_is_there(title: str, words: set[str]) -> None:
    text = next(section.text for section in sections(STATES) if section.title == title)
    first_cells = " ".join(
        row.split("|")[1] + (row.split("|")[2] if title == "Reasons" else "")
        for row in text.split("\n")
        if row.startswith("|")
    )
    assert words_in_code(first_cells) == words


def test_words_on_the_site_stand_beside_those_of_the_terminal() -> None:
    text = next(section.text for section in sections(STATES) if section.title == "Words on the site")
    rows = re.findall(r"^\| `([\w-]+)` \| (.+) \|$", text, re.MULTILINE)
    shown = {**CERTIFICATION_WORDS, **REALIZATION_WORDS, **OVERLAY_WORDS}
    assert dict(rows) == {key: word.label for key, word in shown.items() if key != "script-ready"}


def test_axes_and_actors_are_there() -> None:
    text = read(STATES)
    assert [axis for axis in Axis if f"| {axis} |" not in text] == []
    assert [actor for actor in (Actor.MIND, Actor.MACHINE, Actor.PATIENCE) if actor not in text] == []
