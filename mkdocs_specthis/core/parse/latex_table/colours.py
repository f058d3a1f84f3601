"""Colours as LaTeX names and mixes them, as `#rrggbb`.

Knows the names that every xcolor has, those that tabularray brings, and those that a file defines; no others.
"""

import re
from collections.abc import Mapping

from mkdocs_specthis.core.parse.latex_table.nine_colours import NINE_COLOURS
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood

Channels = tuple[float, float, float]

NAMED: Mapping[str, Channels] = {
    "black": (0, 0, 0), "white": (1, 1, 1), "red": (1, 0, 0), "green": (0, 1, 0), "blue": (0, 0, 1),
    "cyan": (0, 1, 1), "magenta": (1, 0, 1), "yellow": (1, 1, 0), "gray": (0.5, 0.5, 0.5), "grey": (0.5, 0.5, 0.5),
    "darkgray": (0.25, 0.25, 0.25), "lightgray": (0.75, 0.75, 0.75), "brown": (0.75, 0.5, 0.25),
    "lime": (0.75, 1, 0), "olive": (0.5, 0.5, 0), "orange": (1, 0.5, 0), "pink": (1, 0.75, 0.75),
    "purple": (0.75, 0, 0.25), "teal": (0, 0.5, 0.5), "violet": (0.5, 0, 0.5),
    # dvipsnames that tables use
    "LightGray": (0.83, 0.83, 0.83), "Gray": (0.51, 0.51, 0.52), "ForestGreen": (0, 0.61, 0.33),
    "BrickRed": (0.71, 0.2, 0.11), "NavyBlue": (0, 0.44, 0.73), "RoyalBlue": (0, 0.44, 0.74),
    "OliveGreen": (0.24, 0.5, 0.19), "Red": (0.93, 0.11, 0.14), "Green": (0, 0.65, 0.31), "Blue": (0.18, 0.19, 0.57),
    "Black": (0.13, 0.12, 0.12), "Maroon": (0.69, 0.2, 0.21), "Orange": (0.96, 0.51, 0.22),
}  # fmt: skip
MOST_MIXED = 8
"""Parts of one mixture."""

_MODELS: Mapping[str, int] = {"rgb": 3, "RGB": 3, "HTML": 1, "gray": 1, "Gray": 1, "cmyk": 4, "named": 1}
_NUMBER = re.compile(r"\s*\d{0,3}(?:\.\d{1,8})?\s*\Z")
_HTML = re.compile(r"[0-9A-Fa-f]{6}\Z")


def colour(text: str, model: str, defined: Mapping[str, Channels], line: int) -> str:
    """`#rrggbb` of what a colour command is given."""
    channels = of_model(text, model, line) if model and model != "named" else mixed(text, defined, line)
    return "#" + "".join(f"{round(255 * min(1, max(0, one))):02x}" for one in channels)


def of_model(text: str, model: str, line: int) -> Channels:
    """`{rgb}{0,0.5,1}` and its like."""
    if model == "HTML" and _HTML.match(text.strip()):
        code = text.strip()
        return (int(code[:2], 16) / 255, int(code[2:4], 16) / 255, int(code[4:], 16) / 255)
    parts = text.split(",")
    if (
        model not in _MODELS
        or len(parts) != _MODELS[model]
        or not all(_NUMBER.match(one) and one.strip() for one in parts)
    ):
        raise NotUnderstood(f"the colour `{text[:40]}` of the model `{model[:20]}`", line)
    values = [float(one) for one in parts]
    if model == "gray":
        return (values[0], values[0], values[0])
    if model == "Gray":
        return (values[0] / 15, values[0] / 15, values[0] / 15)
    if model == "RGB":
        return (values[0] / 255, values[1] / 255, values[2] / 255)
    if model == "cmyk":
        cyan, magenta, yellow, black = values
        return (1 - min(1, cyan + black), 1 - min(1, magenta + black), 1 - min(1, yellow + black))
    return (values[0], values[1], values[2])


def mixed(text: str, defined: Mapping[str, Channels], line: int) -> Channels:
    """`red`, `red!30`, `red!30!blue!50`."""
    parts = text.strip().split("!")
    if len(parts) > MOST_MIXED or text.lstrip().startswith("-"):
        raise NotUnderstood(f"the colour `{text[:40]}`", line)
    now = _named(parts[0], defined, line)
    for place in range(1, len(parts), 2):
        share = parts[place]
        if not _NUMBER.match(share) or not share.strip():
            raise NotUnderstood(f"the colour `{text[:40]}`", line)
        other = _named(parts[place + 1], defined, line) if place + 1 < len(parts) else NAMED["white"]
        part = min(100.0, float(share)) / 100
        now = (_mix(now[0], other[0], part), _mix(now[1], other[1], part), _mix(now[2], other[2], part))
    return now


def _mix(one: float, other: float, part: float) -> float:
    return one * part + other * (1 - part)


def _named(name: str, defined: Mapping[str, Channels], line: int) -> Channels:
    name = name.strip()
    found = defined.get(name) or NAMED.get(name) or NINE_COLOURS.get(name)
    if found is None:
        raise NotUnderstood(f"the colour `{name[:40]}`, which is defined elsewhere", line)
    return found
