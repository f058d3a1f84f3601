"""Rendered prose made safe: what Markdown and its extensions make stays, what runs or poses as the site goes.

Knows HTML; not where it came from. An author's prose cannot carry a state of ours, nor switch the theme's own parts.
"""

import re
from functools import lru_cache

import nh3
from markupsafe import Markup

_MATHS = {
    "math", "mi", "mo", "mn", "ms", "mspace", "mrow", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup",
    "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom",
}  # fmt: skip
_TAGS = {
    "a", "abbr", "article", "aside", "autorefs", "autoref", "b", "bdi", "bdo", "blockquote", "br", "button", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "input", "ins", "kbd", "label",
    "li", "mark", "nav", "ol", "p", "path", "picture", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small",
    "source", "span", "strong", "sub", "summary", "sup", "svg", "table", "tbody", "td", "tfoot", "th", "thead", "time",
    "tr", "u", "ul", "var", "wbr", *_MATHS,
}  # fmt: skip
_ATTRIBUTES = {
    "*": {
        "class", "id", "title", "lang", "dir", "role", "style", "align", "width", "height", "tabindex", "markdown",
        "aria-label", "aria-hidden", "aria-labelledby", "aria-describedby",
    },
    "a": {"href", "target", "name", "download"},
    "img": {"src", "alt", "loading", "srcset", "sizes"},
    "source": {"srcset", "media", "type"},
    "input": {"type", "checked", "disabled", "name"},
    "label": {"for"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "scope", "headers"},
    "col": {"span"},
    "details": {"open", "name"},
    "time": {"datetime"},
    "q": {"cite"},
    "blockquote": {"cite"},
    "autoref": {"identifier", "optional", "hover", "backlink-type", "backlink-anchor"},
    "svg": {"xmlns", "viewbox", "viewBox", "fill", "stroke", "focusable"},
    "path": {"d", "fill", "stroke", "fill-rule", "clip-rule"},
    "math": {"display", "xmlns"},
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", "tel", "ftp"}
_OWN_IDS = re.compile(r"__(?:tabbed_\d+_\d+|span-\d+-\d+|codelineno-\d+-\d+|code_\d+)\Z")
"""Ids that Markdown extensions make; any other that begins so belongs to the theme."""
_TAB_NAME = re.compile(r"__tabbed_\d+\Z")
_ELSEWHERE = re.compile(r"(?:^|,)\s*(?:[a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE)
"""An address, or one of several, on another server: whoever opens the page would be known there."""
_STYLE = re.compile(r"\s*(?:text-align|vertical-align|width|max-width|height)\s*:\s*[\w.%-]+\s*\Z")
_INPUT_TYPES = ("checkbox", "radio")
_OWN_PARTS = re.compile(r"(?:md|wy|rst)-(?!button|icon|tag)")
"""Classes of the parts that a theme's pages are made of: its header, its dialogs, what lies over everything."""
_OUT_OF_PLACE = re.compile(
    r"(?:position-|fixed-|sticky-|modal|offcanvas|navbar|dropdown|popover|toast|affix|bs-sidebar|stretched-link)"
)
"""Classes of Bootstrap that let a text leave its place, and cover what stands elsewhere."""
_DEEDS = re.compile(r"data-(?:md-|st-|bs-|clipboard|copy\Z|toggle\Z|target\Z|dismiss\Z|slide|ride\Z|spy\Z)")
"""Data that scripts of a theme act upon: to copy another text than the one that is shown, for instance."""


def sanitise(html: str) -> Markup:
    """`html` with what is safe in it."""
    return Markup(
        nh3.clean(
            html,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            attribute_filter=_attribute,
            generic_attribute_prefixes={"data-"},
            url_schemes=_SCHEMES,
            link_rel=None,
            strip_comments=True,
        )
    )


def is_elsewhere(address: str) -> bool:
    """Whether to show what is there is to ask another server."""
    return bool(_ELSEWHERE.search(address))


@lru_cache(maxsize=4096)
def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value that an attribute may keep; None drops it."""
    if name in ("id", "for"):
        return value if not value.startswith(("__", "st-", "entry.")) or _OWN_IDS.match(value) else None
    if name == "name":
        return value if tag == "a" or _TAB_NAME.match(value) else None
    if name == "class":
        return " ".join(filter(_is_the_authors, value.split())) or None
    if name == "style":
        return value if all(_STYLE.match(part) for part in value.split(";") if part.strip()) else None
    if _DEEDS.match(name):
        return None
    if name == "tabindex":
        return value if value in ("0", "-1") else None
    if name in ("src", "srcset"):
        return None if is_elsewhere(value) else value
    if tag == "input" and name == "type":
        return value if value in _INPUT_TYPES else "checkbox"
    return value


def _is_the_authors(one: str) -> bool:
    """Whether a class may stand in a text: none of ours, and none by which it would pose as a part of the site."""
    return one != "st" and not one.startswith("st-") and not _OWN_PARTS.match(one) and not _OUT_OF_PLACE.match(one)
