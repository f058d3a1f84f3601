"""Plots as files of their own: the page's drawing with the part of the stylesheet that colours it.

Knows our stylesheet; the tokens of the light scheme, on white.
"""

import re
from pathlib import Path

_STYLES = Path(__file__).parent.parent / "assets" / "specthis.css"
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_OF_PLOTS = re.compile(r"\.st-(?:plot|rule|lab|band|s\d)\b")
_TOKEN = re.compile(r"(--st-[\w-]+):([^;}]+)")
_USED = re.compile(r"var\((--st-[\w-]+)(?:,[^()]*)?\)")
_BOX = re.compile(r'viewBox="([-\d. ]+)"')
_AROUND = {"--st-bg": "#fff", "--st-mono": "monospace"}


def plot_styles() -> str:
    """The rules that plots use, with every token's value."""
    css = re.sub(r"/\*.*?\*/", "", _STYLES.read_text(encoding="utf-8"), flags=re.DOTALL)
    root = css[css.index(":root{") : css.index("}", css.index(":root{"))]
    tokens = {**dict(_TOKEN.findall(root)), **_AROUND}
    rules = [f"{name.strip()}{{{body}}}" for name, body in _RULE.findall(css) if _OF_PLOTS.search(name)]
    first = dict.fromkeys(rules)
    shown = "".join(rule for rule in first if "@" not in rule and "font-size:18px" not in rule)
    return _USED.sub(lambda found: tokens[found[1]], shown)


def plot_file(svg: str, label: str, styles: str) -> str:
    """An SVG document that draws alike wherever it stands."""
    box = _BOX.search(svg)
    head, inner = svg.split(">", 1)
    ground = ""
    if box:
        x, y, width, height = box[1].split()
        ground = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="#fff"/>'
    opened = re.sub(r"<svg\b", '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif"', head, count=1)
    return f"{opened}><style>{styles}</style>{ground}{inner}\n"
