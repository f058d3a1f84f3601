"""What the sanitiser keeps, and what it drops."""

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
    ('<form action="//x"><button formaction="//y">a</button></form>', "//"),
]


@pytest.mark.parametrize(("html", "gone"), DROPPED)
def test_what_runs_or_poses_is_dropped(html: str, gone: str) -> None:
    assert gone not in sanitise(html)
