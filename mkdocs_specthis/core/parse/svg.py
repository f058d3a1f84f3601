"""An SVG picture made safe to be opened by itself: what could run, or fetch, is taken out.

Knows XML; draws nothing. A picture that needs no change is left as it is, byte for byte.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_TAGS = frozenset({
    "svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
    "tspan", "textPath", "title", "desc", "metadata", "style", "clipPath", "mask", "pattern", "marker", "image",
    "switch", "linearGradient", "radialGradient", "stop", "filter", "feBlend", "feColorMatrix", "feComponentTransfer",
    "feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap", "feDropShadow", "feFlood", "feFuncA",
    "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode", "feMorphology", "feOffset",
    "feSpecularLighting", "feTile", "feTurbulence", "view",
})  # fmt: skip
_NO_MARKUP = ("metadata", "title", "desc")
_INLINE_IMAGE = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_HARMFUL_STYLE = re.compile(r"@import|expression\s*\(|javascript:|-moz-binding|behavior\s*:|\\", re.IGNORECASE)
_ADDRESS = re.compile(r"url\(\s*[\"']?\s*(?!#)", re.IGNORECASE)
DEEPEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeSvg:
    content: bytes | None
    """The picture without what was taken out; None if it is as it was and may be used as it is."""
    removed: tuple[str, ...] = ()
    """What was taken out, each once."""


def make_safe(content: bytes) -> SafeSvg | None:
    """None for what is no SVG that can be read."""
    try:
        text = content.decode("utf-8-sig")
        root = _parse(text)
    except (ValueError, ElementTree.ParseError, expat.ExpatError, RecursionError):
        return None
    if root is None or root.tag != f"{{{SVG}}}svg":
        return None
    cleaner = _Cleaner()
    if "<?" in text.removeprefix("<?xml"):
        cleaner.removed["an instruction to the program that shows it"] = None
    cleaner.clean(root)
    if not cleaner.removed:
        return SafeSvg(content=None)
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    return SafeSvg(content=ElementTree.tostring(root, encoding="utf-8"), removed=tuple(cleaner.removed))


class _NoEntities(ElementTree.TreeBuilder):
    """Keeps neither comments nor instructions, and stops where the nesting gets out of hand."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ElementTree.Element:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ValueError("nested too deeply")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ElementTree.Element:
        self._depth -= 1
        return super().end(tag)


def _parse(text: str) -> ElementTree.Element | None:
    """Raises ValueError for a document that declares entities."""
    if re.search(r"<!ENTITY|<!ATTLIST|<!DOCTYPE[^>\[]*\[", text, re.IGNORECASE):
        raise ValueError("it declares entities")
    root = ElementTree.fromstring(text, parser=ElementTree.XMLParser(target=_NoEntities()))
    return root if isinstance(root, ElementTree.Element) else None


class _Cleaner:
    def __init__(self) -> None:
        self.removed: dict[str, None] = {}

    def clean(self, element: ElementTree.Element) -> None:
        self._attributes(element)
        if element.tag == f"{{{SVG}}}style" and _is_harmful(element.text or ""):
            element.text = ""
            self.removed["styles that fetch something"] = None
        for child in list(element):
            if not self._may_stay(child):
                self._drop(element, child)
                continue
            if child.tag.endswith(_NO_MARKUP):
                for inner in list(child):
                    child.remove(inner)
                continue
            self.clean(child)

    def _may_stay(self, child: ElementTree.Element) -> bool:
        namespace, _, name = str(child.tag).removeprefix("{").partition("}")
        if namespace != SVG or name not in _TAGS:
            self.removed[f"`{name or namespace}` elements"[:60]] = None
            return False
        return True

    @staticmethod
    def _drop(parent: ElementTree.Element, child: ElementTree.Element) -> None:
        parent.remove(child)

    def _attributes(self, element: ElementTree.Element) -> None:
        for name, value in list(element.attrib.items()):
            plain = name.rsplit("}", 1)[-1].lower()
            if plain.startswith("on"):
                what = "event handlers"
            elif plain == "href" and not _is_inner(value):
                what = "addresses"
            elif plain == "base" or _is_harmful(value):
                what = "styles that fetch something"
            else:
                continue
            del element.attrib[name]
            self.removed[what] = None


def _is_inner(address: str) -> bool:
    return address.strip().startswith("#") or bool(_INLINE_IMAGE.match(address))


def _is_harmful(text: str) -> bool:
    return bool(_HARMFUL_STYLE.search(text) or _ADDRESS.search(text))
