"""What the words mean, as HTML: the same vocabulary that every chip is made from."""

from collections.abc import Iterable

from markupsafe import Markup

from mkdocs_specthis.core.views.vocabulary import (
    ACTOR_WORDS,
    CERTIFICATION_WORDS,
    EXPORT_WORDS,
    OVERLAY_WORDS,
    REALIZATION_WORDS,
    SEVERITY_WORDS,
    Word,
)
from mkdocs_specthis.frontends.mkdocs.html import Child, element, join
from mkdocs_specthis.frontends.mkdocs.render.components import Body, chip, graph_key, heading, page, page_title, table

_LEAD = (
    "Colour says who acts: orange a person, blue a machine, grey nobody, green nobody because it is done, red somebody "
    "or something said no. The mark says what exactly. Times are in UTC."
)


def render_key() -> Body:
    sections = (
        _section(
            "certification",
            "Certification",
            "a person’s claim; seal marks",
            CERTIFICATION_WORDS.values(),
            "Is the definition judged? Rests on the spec, the scripts, the modules they import and the workflow files.",
        ),
        _section(
            "realization",
            "Realization",
            "a machine’s claim; disc marks",
            REALIZATION_WORDS.values(),
            "Is the artefact what today’s content implies? Rests on scripts, inputs, command and upstream artefacts.",
        ),
        _section(
            "beside",
            "Beside the two claims",
            "a note, an error, or the ground",
            OVERLAY_WORDS.values(),
            "Shown where they hold. They change neither claim.",
        ),
        _section("actors", "Who acts", "one of four for every entry", ACTOR_WORDS.values(), None, drawn=False),
        _section(
            "exports",
            "Artefacts in the paper",
            "tests in order; the first that fails names the state",
            EXPORT_WORDS.values(),
            None,
            drawn=False,
        ),
        _section("severity", "Severity of a finding", None, SEVERITY_WORDS.values(), None, drawn=False),
    )
    listed = (
        ("certification", "Certification"),
        ("realization", "Realization"),
        ("beside", "Beside the two claims"),
        ("actors", "Who acts"),
        ("exports", "Artefacts in the paper"),
        ("severity", "Severity of a finding"),
    )
    return Body(html=page(page_title("Key"), element("p", _LEAD, class_="st-sub"), *sections), sections=listed)


def _section(
    id_: str, title: str, aside: Child, words: Iterable[Word], lead: str | None, *, drawn: bool = True
) -> Markup:
    """`drawn`: whether nodes of the graph carry these words."""
    heads = ("Word", "Means", "Who acts", *(("In the graph",) if drawn else ()))
    shown = table(title, heads, (_row(word, drawn=drawn) for word in words), "st-keyt")
    return join([heading(id_, title, aside), element("p", lead) if lead else None, shown])


def _row(word: Word, *, drawn: bool) -> Markup:
    node = element("span", element("span", "name"), class_=f"st-node st-k-compute st-{graph_key(word)}")
    return element(
        "tr",
        element("th", chip(word), scope="row"),
        element("td", word.meaning, data_l="Means"),
        element("td", word.acts, data_l="Who acts"),
        element("td", node if word.key in _DRAWN else "–", data_l="In the graph") if drawn else None,
    )


_DRAWN = frozenset(
    {*CERTIFICATION_WORDS, *REALIZATION_WORDS, "script-tbd", "draft", "error", "vocabulary-moved", "adopted", "waiting"}
)
"""Words that a node of the graph may carry."""
