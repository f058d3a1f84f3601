"""What the sanitiser keeps, and what it drops."""

import re
from collections.abc import Iterator
from pathlib import Path

import material
import mkdocs
import pytest

from mkdocs_specthis.frontends.mkdocs.sanitise import sanitise

KEPT = [
    '<span class="arithmatex">\\(x_1 &lt; 2\\)</span>',
    '<div class="arithmatex">\\[\\frac{a}{b}\\]</div>',
    '<div class="admonition note"><p class="admonition-title">Note</p><p>x</p></div>',
    '<details class="tip" open=""><summary>S</summary><p>x</p></details>',
    '<pre class="mermaid"><code>graph LR; A--&gt;B</code></pre>',
    '<li class="task-list-item"><label class="t"><input type="checkbox" disabled="" checked=""></label></li>',
    '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>',
    '<td style="text-align: right;">1</td>',
    '<img alt="x" src="a/b.png" width="300" loading="lazy">',
    '<a href="../x/" title="t" target="_blank">x</a>',
    '<span id="__span-0-1"><a id="__codelineno-0-1" name="__codelineno-0-1" href="#__codelineno-0-1"></a></span>',
    '<autoref identifier="x" optional="">x</autoref>',
    '<abbr title="HyperText">HTML</abbr><kbd class="key-ctrl">Ctrl</kbd><mark>m</mark><del>d</del><ins>i</ins>',
    '<a class="md-button md-button--primary" href="x/">x</a><div class="grid cards annotate no-copy">x</div>',
    '<span class="twemoji md-icon" tabindex="0" data-preview="">x</span>',
    "<math><mi>x</mi><mo>=</mo><msup><mi>y</mi><mn>2</mn></msup></math>",
]


@pytest.mark.parametrize("html", KEPT)
def test_what_extensions_make_is_kept(html: str) -> None:
    inner = f"<table><tbody><tr>{html}</tr></tbody></table>" if html.startswith("<td") else html
    inner = f"<ul>{inner}</ul>" if html.startswith("<li") else inner
    for attribute in html.split('"')[1::2]:
        assert attribute in sanitise(inner), attribute
    assert len(sanitise(inner)) == len(inner)


def test_tabs_are_kept() -> None:
    html = (
        '<div class="tabbed-set tabbed-alternate" data-tabs="1:2">'
        '<input checked="" id="__tabbed_1_1" name="__tabbed_1" type="radio">'
        '<div class="tabbed-labels"><label for="__tabbed_1_1">A</label></div></div>'
    )
    kept = sanitise(html)
    for part in ('id="__tabbed_1_1"', 'name="__tabbed_1"', 'type="radio"', 'for="__tabbed_1_1"', 'data-tabs="1:2"'):
        assert part in kept


DROPPED = [
    ("<script>x</script>", "x"),
    ('<p onclick="x">a</p>', "onclick"),
    ('<a href="javascript:x">a</a>', "javascript"),
    ('<a href=" java\nscript:x">a</a>', "script:"),
    ('<p id="__search">a</p>', "__search"),
    ('<label for="__drawer">a</label>', "__drawer"),
    ('<p data-md-toggle="search">a</p>', "data-md"),
    ('<p data-st-copy="x">a</p>', "data-st"),
    ('<p class="st-chip st-certified st">a</p>', "st"),
    ('<p style="position: fixed; text-align: left">a</p>', "style"),
    ('<p style="background: url(x)">a</p>', "style"),
    ('<input type="password" name="q">', "password"),
    ('<svg><a xlink:href="javascript:x">a</a></svg>', "javascript"),
    ('<meta http-equiv="refresh" content="0"><base href="//x"><link rel="stylesheet" href="//x">', "x"),
    ("<!-- comment -->a", "comment"),
    ('<img src="https://x/y.png" alt="a">', "x/y"),
    ('<img src="\\\\x/y.png" srcset="a.png 1x, //x/y.png 2x">', "x/y"),
    ('<picture><source srcset=" HTTPS://x/y.png 2x"></picture>', "x/y"),
    ('<div data-copy="rm -rf ~"><pre><code>ls</code></pre></div>', "rm -rf"),
    ('<a data-clipboard-text="rm -rf ~">copy</a>', "rm -rf"),
    ('<p data-bs-toggle="modal" data-bs-target="#x" data-toggle="modal">a</p>', "modal"),
    ('<a href="x/" tabindex="1">a</a>', "tabindex"),
    ('<form action="//x"><button formaction="//y">a</button></form>', "//"),
]


@pytest.mark.parametrize(("html", "gone"), DROPPED)
def test_what_runs_or_poses_is_dropped(html: str, gone: str) -> None:
    assert gone not in sanitise(html)


THEMES = (
    *(Path(material.__file__).parent / "templates/assets/stylesheets").glob("*.css"),
    *(Path(mkdocs.__file__).parent / "themes").glob("*/css/**/*.css"),
)
OUT_OF_PLACE = re.compile(r"([^{}]+)\{[^{}]*position:\s*(?:fixed|sticky)[^{}]*\}")


def selectors_out_of_place() -> Iterator[list[str]]:
    """The classes of each element that a theme takes out of its place in the page."""
    for path in THEMES:
        for rule in OUT_OF_PLACE.finditer(path.read_text(encoding="utf-8")):
            for selector in rule[1].split(","):
                last = re.split(r"[\s>+~]+", selector.strip())[-1]
                if ":" not in last and (names := re.findall(r"\.([\w-]+)", last)):
                    yield names


def test_no_text_leaves_its_place() -> None:
    """A spec could else cover the whole page, and say what it likes where the site speaks."""
    found = list(selectors_out_of_place())
    assert {"md-overlay", "position-fixed", "wy-nav-side"} <= {name for names in found for name in names}
    for names in found:
        assert f'class="{" ".join(names)}"' not in sanitise(f'<div class="{" ".join(names)}">x</div>'), names
