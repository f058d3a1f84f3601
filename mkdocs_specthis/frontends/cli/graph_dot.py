"""A graph in the DOT language of Graphviz, safe whatever titles and paths hold.

Works on the values that `--json` prints. A state is a colour and, for whoever sees none, words in the label.
Source: https://graphviz.org/doc/info/lang.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.frontends.cli.graph_colours import colours_of

_SHAPES: Mapping[str, str] = {
    "source": "cylinder",
    "spec": "folder",
    "section": "tab",
    "meta": "note",
    "definitions": "note",
    "templates": "note",
}
LONGEST = 1100
"""Characters of a path, which an id may be."""


def dot_lines(view: Mapping[str, Any]) -> Iterator[str]:
    yield "digraph specthis {"
    yield "  rankdir=LR;"
    yield '  node [shape=box, style=filled, fillcolor="#f5f5f5", color="#767676", fontname="sans-serif"];'
    for node in view["nodes"]:
        yield f"  {quoted(node['id'])} [{', '.join(_attributes(node))}];"
    for edge in view["edges"]:
        style = " [style=dashed]" if edge["carries"] == "words" else ""
        yield f"  {quoted(edge['from'])} -> {quoted(edge['to'])}{style};"
    yield "}"


def _attributes(node: Mapping[str, Any]) -> Iterator[str]:
    words = f"\\n{_escaped(node['words'])}" if node["words"] else ""
    yield f'label="{_escaped(node["label"])}{words}"'
    if node["kind"] in _SHAPES:
        yield f"shape={_SHAPES[node['kind']]}"
    if node["state"]:
        fill, stroke = colours_of(node["state"])
        yield f'class="{node["state"]}", fillcolor="{fill}", color="{stroke}"'


def quoted(text: str) -> str:
    """A name of DOT; nothing in it ends the quotation or is read as an escape."""
    return f'"{_bare(text)}"'


def _escaped(text: str) -> str:
    """The same for a label, where `&` would begin an entity."""
    return _bare(text).replace("&", "&amp;")


def _bare(text: str) -> str:
    return shown(text, LONGEST).replace("\\", "\\\\").replace('"', '\\"')
