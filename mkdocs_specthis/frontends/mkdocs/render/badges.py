"""A badge as SVG, and as the JSON that shields.io reads. Text and shapes: no font, script or address of elsewhere.

Knows hues; what a badge says stands in `core/views/badges.py`.
"""

import json
from collections.abc import Mapping

from markupsafe import Markup

from mkdocs_specthis.core.views.badges import Badge
from mkdocs_specthis.frontends.mkdocs.html import element

COLOURS: Mapping[str, str] = {
    "ok": "#0b6b56",
    "mind": "#8a4700",
    "mach": "#1a55b4",
    "wait": "#56606e",
    "bad": "#a3123f",
}
"""Hue to the ground that white words stand on: the colour of words in the site's light scheme.

The same in both schemes, for a badge brings its ground along.
"""
LABEL_COLOUR = "#1c2330"
SCHEMA_VERSION = 1
HEIGHT, PADDING, BASELINE = 20, 6, 14
"""Pixels."""
_SIZE = 11
_FONT = "Verdana,Geneva,DejaVu Sans,sans-serif"
_WIDTHS: Mapping[str, int] = {
    **dict.fromkeys("ijl", 300),
    **dict.fromkeys(" ,.ft", 380),
    **dict.fromkeys("crsz", 500),
    **dict.fromkeys("m", 975),
    **dict.fromkeys("w", 820),
}
"""Widths of signs of Verdana in thousandths of its size. Where a reader has another font, `textLength` fits it in."""
_OTHERS = 640


def width_of(text: str) -> int:
    """Pixels that a text takes, rounded up."""
    return -(-sum(_WIDTHS.get(sign, _OTHERS) for sign in text) * _SIZE // 1000)


def render_badge_svg(badge: Badge) -> str:
    label, message = width_of(badge.label), width_of(badge.message)
    left = label + 2 * PADDING
    width = left + message + 2 * PADDING
    said = f"{badge.label}: {badge.message}"
    return (
        str(
            element(
                "svg",
                element("title", said),
                element("rect", width=left, height=HEIGHT, fill=LABEL_COLOUR),
                element("rect", x=left, width=width - left, height=HEIGHT, fill=COLOURS[badge.hue]),
                element(
                    "g",
                    _text(badge.label, PADDING, label),
                    _text(badge.message, left + PADDING, message),
                    fill="#fff",
                    font_family=_FONT,
                    font_size=_SIZE,
                ),
                xmlns="http://www.w3.org/2000/svg",
                width=width,
                height=HEIGHT,
                role="img",
                aria_label=said,
            )
        )
        + "\n"
    )


def _text(text: str, x: int, width: int) -> Markup:
    return element("text", text, x=x, y=BASELINE, textLength=width, lengthAdjust="spacingAndGlyphs")


def render_badge_json(badge: Badge) -> str:
    """As an endpoint of shields.io, version 1 of its schema."""
    shown = {
        "schemaVersion": SCHEMA_VERSION,
        "label": badge.label,
        "message": badge.message,
        "color": COLOURS[badge.hue],
        "labelColor": LABEL_COLOUR,
        **({"isError": True} if badge.is_error else {}),
    }
    return json.dumps(shown, indent=1) + "\n"
