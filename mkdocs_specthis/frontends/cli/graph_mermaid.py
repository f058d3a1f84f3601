"""A graph as a Mermaid flowchart, safe whatever titles and paths hold.

Works on the values that `--json` prints. A state is a class and, for whoever sees no colours, words in the label.
Source: https://mermaid.js.org/syntax/flowchart.html; limits from its default configuration.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from mkdocs_specthis.frontends.cli.graph_colours import colours_of

MOST_EDGES = 500
"""`maxEdges`: with more, Mermaid shows an error in place of a drawing."""
MOST_CHARACTERS = 50_000
"""`maxTextSize`: the same."""

_SHAPES: Mapping[str, tuple[str, str]] = {
    "source": ("[(", ")]"),
    "spec": ("[[", "]]"),
    "section": ("(", ")"),
    "meta": ("([", "])"),
    "definitions": ("([", "])"),
    "templates": ("([", "])"),
}
_PLAIN = frozenset(" -_./")


def mermaid_lines(view: Mapping[str, Any]) -> Iterator[str]:
    ids = {node["id"]: f"n{number}" for number, node in enumerate(view["nodes"])}
    yield "flowchart LR"
    for node in view["nodes"]:
        yield f"  {ids[node['id']]}{_shape(node)}{_class(node)}"
    for edge in view["edges"]:
        arrow = "-.->" if edge["carries"] == "words" else "-->"
        yield f"  {ids[edge['from']]} {arrow} {ids[edge['to']]}"
    for state in sorted({node["state"] for node in view["nodes"] if node["state"]}):
        fill, stroke = colours_of(state)
        yield f"  classDef {_name(state)} fill:{fill},stroke:{stroke},color:#1a1a1a"


def over_limit(view: Mapping[str, Any], text: str) -> str:
    """Which limit of Mermaid the graph is over, as a clause; empty if none."""
    if len(view["edges"]) > MOST_EDGES:
        return f"it has {len(view['edges']):,} edges, and Mermaid draws {MOST_EDGES}"
    if len(text) > MOST_CHARACTERS:
        return f"it has {len(text):,} characters, and Mermaid takes {MOST_CHARACTERS:,}"
    return ""


def _shape(node: Mapping[str, Any]) -> str:
    opening, closing = _SHAPES.get(node["kind"], ("[", "]"))
    words = f"<br/>{escaped(node['words'])}" if node["words"] else ""
    return f'{opening}"{escaped(node["label"])}{words}"{closing}'


def escaped(text: str) -> str:
    """Letters, digits and a few signs as they are; everything else as an entity, so that nothing is syntax."""
    return "".join(
        character if character.isalnum() or character in _PLAIN else f"#{ord(character)};" for character in text
    )


def _class(node: Mapping[str, Any]) -> str:
    return f":::{_name(node['state'])}" if node["state"] else ""


def _name(state: str) -> str:
    """As a class of its own: `default` and other words of Mermaid can't be meant."""
    return "st-" + state
