"""HTML built from elements: text is escaped, only what was built here counts as markup.

The one discipline of the renderer: every `str` is text. `Markup` comes from `element`, `join`, `inline`, from the
sanitiser (`prose.py`) and from Pygments (`sources.py`), and from nowhere else.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

Child = str | Markup | None
Attribute = str | int | bool | None

_VOID = frozenset({"br", "hr", "img", "input"})
_CODE = re.compile(r"`([^`]+)`")


@lru_cache(maxsize=512)
def _attribute_name(name: str) -> str:
    """`class_` is `class`, `data_st_copy` is `data-st-copy`."""
    return name.rstrip("_").replace("_", "-")


def element(tag: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """`<tag attributes>children</tag>`; attributes that are None or False are left out, True ones have no value."""
    parts = ["<", tag]
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        parts.append(f" {_attribute_name(name)}" if value is True else f' {_attribute_name(name)}="{escape(value)}"')
    parts.append(">")
    if tag not in _VOID:
        parts.extend(escape(child) for child in children if child is not None)
        parts.append(f"</{tag}>")
    return Markup("".join(parts))


def join(children: Iterable[Child], between: Child = None) -> Markup:
    """The children one after the other, with `between` between them."""
    return Markup(escape(between or "")).join(child for child in children if child is not None)


def inline(text: str) -> Markup:
    """Text in which backticks quote names, as sentences of reasons and findings do."""
    pieces = _CODE.split(text)
    return join(element("code", piece) if place % 2 else piece for place, piece in enumerate(pieces))


def hidden(text: str) -> Markup:
    """Text for those who listen."""
    return element("span", text, class_="st-vh")
