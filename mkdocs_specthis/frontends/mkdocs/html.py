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
_TAG_BEGINS = re.compile(r"<(?=[A-Za-z/!?])")
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
        parts.append(f" {_attribute_name(name)}" if value is True else f' {_attribute_name(name)}="{_escaped(value)}"')
    parts.append(">")
    if tag not in _VOID:
        parts += [_escaped(child) for child in children if child is not None]
        parts.append(f"</{tag}>")
    return _markup("".join(parts))


def join(children: Iterable[Child], between: Child = None) -> Markup:
    """The children one after the other, with `between` between them."""
    return _markup(_escaped(between or "").join([_escaped(child) for child in children if child is not None]))


def _escaped(value: str | int) -> str:
    """As `markupsafe.escape` has it, to the letter, in a third of its time: pages are made of millions of these."""
    if isinstance(value, Markup):
        return value
    if not isinstance(value, str):
        return str(escape(value))
    if value.isalnum():
        return value
    text = value.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")
    return text.replace("'", "&#39;").replace('"', "&#34;")


def _markup(text: str) -> Markup:
    """`Markup(text)` of what is known to be text."""
    return str.__new__(Markup, text)


def inline(text: str) -> Markup:
    """Text in which backticks quote names, as sentences of reasons and findings do."""
    pieces = _CODE.split(text)
    return join(element("code", piece) if place % 2 else piece for place, piece in enumerate(pieces))


def for_theme(text: str) -> Markup:
    """Text for places that the host's theme fills.

    Some print it as it is. Others take tags away first, and turn back into a tag what was escaped: so no tag begins.
    """
    return _markup(_escaped(_TAG_BEGINS.sub("‹", str(text))))


def hidden(text: str) -> Markup:
    """Text for those who listen."""
    return element("span", text, class_="st-vh")
