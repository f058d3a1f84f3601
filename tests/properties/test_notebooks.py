"""What counts of a notebook: what it says, by whom it is run, and what is done with its cells; not how it looks."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from mkdocs_specthis.effects.tree.workspace import fact_of

USUAL = "sha256:a021a6fdd783c8b0e8b15e314f93601ccf4c93aa398aca293647c89aed8d5c79"
"""As every version so far has had it: no upgrade moves a notebook."""
Edit = Callable[[dict[str, Any]], object]


def notebook() -> dict[str, Any]:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "Words."},
        {"cell_type": "code", "metadata": {"tags": ["hide-input"]}, "source": ["x = 1\n", "x"], "outputs": []},
    ]
    return {"cells": cells, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4, "nbformat_minor": 5}


def digest(edit: Edit) -> str:
    edited = notebook()
    edit(edited)
    return fact_of("notebooks/fit.ipynb", json.dumps(edited).encode()).text_digest


def tagged(*tags: str) -> Edit:
    return lambda book: book["cells"][1]["metadata"].update(tags=list(tags))


@pytest.mark.parametrize(
    "edit",
    [
        lambda book: None,
        lambda book: book.update(metadata={}),
        lambda book: book["metadata"].update(kernelspec={"name": "python3", "display_name": "Mine"}),
        lambda book: book["cells"][1].update(outputs=[{"output_type": "stream"}], execution_count=3),
        lambda book: book["cells"][1].update(source="x = 1\nx"),
        tagged(),
        tagged("slide", "remove-cell"),
    ],
)
def test_what_does_not_count(edit: Edit) -> None:
    assert digest(edit) == USUAL


def test_what_counts() -> None:
    edits: list[Edit] = [
        lambda book: book["cells"][1].update(source="x = 2"),
        lambda book: book["cells"][0].update(cell_type="raw"),
        lambda book: book["metadata"].update(kernelspec={"name": "ir"}),
        lambda book: book["metadata"].update(kernelspec={"name": "python3-old"}),
        *(tagged(tag) for tag in ("parameters", "skip-execution", "raises-exception")),
        lambda book: book["cells"][0]["metadata"].update(tags=["skip-execution"]),
    ]
    found = [digest(edit) for edit in edits]
    assert len({USUAL, *found}) == len(found) + 1


@pytest.mark.parametrize("damage", ['{"cells": 3}', '{"cells": [{}]}', '{"cells": [], "metadata": []}', "[]", "{"])
def test_what_is_no_notebook_is_what_it_is(damage: str) -> None:
    assert fact_of("x.ipynb", damage.encode()).text_digest.startswith("sha256:")


def test_odd_tags_do_no_harm() -> None:
    assert digest(lambda book: book["cells"][1]["metadata"].update(tags=3)) == USUAL
    assert digest(lambda book: book["cells"][1]["metadata"].update(tags=[["parameters"]])) == USUAL
