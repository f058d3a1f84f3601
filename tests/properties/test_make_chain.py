"""What is read of Makefiles: files in between that make is bound to make, and none that it may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_specthis.core.contracts.make_chain import made_in_between
from mkdocs_specthis.core.model.facts import SourceFacts
from mkdocs_specthis.core.parse.makefile import rules_of, variables_of

GOAL = "results/a/a.json: build/mid.txt data/in.txt\n\tpython a.py\n"


def made(*texts: str, words: tuple[str, ...] = ("make", "-j2", "X=1", "results/a/a.json")) -> set[str]:
    return set(
        made_in_between(
            words,
            (
                SourceFacts(path="Makefile", rules=tuple(rules_of(text)), variables=tuple(variables_of(text)))
                for text in texts
            ),
        )
    )


@pytest.mark.parametrize(
    "rule",
    [
        "build/mid.txt: data/in.txt\n\tcp $< $@\n",
        "build/mid.txt:: data/in.txt\n\n# how\n\tcp $< $@\n",
        "build/mid.txt other: data/in.txt ; cp $< $@\n",
        "build/%.txt: data/%.csv | folder\n\tcp $< $@\n",
        "D = build\nM := $(D)/mid\n$(M).txt: data/in.txt  # why\n\tcp $< $@\n",
        "build/mid.txt: \\\n  data/in.txt\n\tcp $< $@\n",
        "$(CURDIR)/build/mid.txt:\n\ttouch $@\n",
    ],
)
def test_a_file_with_a_recipe_on_the_way_to_the_goal(rule: str) -> None:
    assert made(GOAL, rule) == {"build/mid.txt"}


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "build/mid.txt: data/in.txt\n",  # no recipe: what is there is taken
        "build/mid.txt: X = 1\n",
        "ifdef MAKE_IT\nbuild/mid.txt: data/in.txt\n\tcp $< $@\nendif\n",
        "define RULE\nbuild/mid.txt: data/in.txt\n\tcp $< $@\nendef\n",
        "$(WHERE)/mid.txt: data/in.txt\n\tcp $< $@\n",
        "build/other.txt: data/in.txt\n\tcp $< $@\n",  # nobody on the way needs it
    ],
)
def test_what_make_may_take_as_it_is(rule: str) -> None:
    assert made(GOAL, rule) == set()


def test_through_other_files_in_between_and_round_in_circles() -> None:
    chain = "build/mid.txt: b\n\tx\nb: c d\n\tx\nc: build/mid.txt\n\tx\n"
    assert made(GOAL, chain) == {"build/mid.txt", "b", "c"}
    assert made(GOAL + chain, words=("make", "elsewhere")) == set()


@given(st.lists(st.sampled_from(["a", "b%", "%", ":", "=", "$(X)", "\t", "\n", "\\\n", "#", ";", "|", "define", " "])))
def test_no_makefile_is_too_odd(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert all(target and "\n" not in target for target, _, _ in rules_of(text) if target.strip())
    made(text, words=("make", "a"))
