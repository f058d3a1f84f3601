"""An author's prose is as on any page of the site: the same Markdown gives the same elements in a spec and in the docs.

Read back from a real build with the extensions that people combine; only what is ours is taken away before comparing.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from site_builds import Element, Site, built, make

EXTENSIONS = """markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - smarty
  - toc: {permalink: true}
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.betterem
  - pymdownx.caret
  - pymdownx.critic
  - pymdownx.details
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
  - pymdownx.highlight: {anchor_linenums: true, line_spans: __span, pygments_lang_class: true}
  - pymdownx.inlinehilite
  - pymdownx.keys
  - pymdownx.magiclink
  - pymdownx.mark
  - pymdownx.snippets: {base_path: [docs/inc]}
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist: {custom_checkbox: true}
  - pymdownx.tilde
"""
PROSE = """# All of it { #all-of-it }

[TOC]

**Bold**, *em*, `code`, ~~del~~, ==mark==, H~2~O, x^2^, ++ctrl+c++, :material-check:, HTML, "smart" -- dash, &copy; \\*.
{--gone--} and {++come++}, `#!python x = 1`, https://example.org/magic.

*[HTML]: HyperText Markup Language

## A heading with `code` and *em* { .own #own-anchor data-x="1" }

See [own](#own-anchor), [other](definitions.md), [place](definitions.md#unit), <https://example.org/x>, [ref][r].

[r]: definitions.md "A title"

### Same heading

### Same heading

Inline $a_1 < b^2$ and \\(x\\):

$$
\\int_0^1 x\\,dx
$$

!!! note "A **title**"

    - one
        - two

??? warning

    Closed.

???+ tip inline end "Inline"

    Open.

![Relative](img/a.png){ width="40" loading=lazy }
![By day](img/a.png#only-light) ![By night](img/a.png#only-dark)

<figure markdown="span">
  ![Fig](img/a.png)
  <figcaption>Caption *em*</figcaption>
</figure>

A footnote[^1] and another[^two].

[^1]: The first.
[^two]:
    Two paragraphs.

    Second.

```mermaid
graph LR
  A --> B
```

=== "Python"

    ``` py title="a.py" linenums="1" hl_lines="2"
    import os
    print(os.name) # (1)!
    ```

    1.  An *annotation*.

=== "R"

    ```r
    x <- 1
    ```

- [x] done
- [ ] to do
    * [ ] nested

Term
:   One

    more
:   Two

| Left | Centre | Right |
|:-----|:------:|------:|
| a    | `b`    | 1     |
| c \\| d | e    | 2     |

<div class="grid cards" markdown>

- **Card** one
- Card two

</div>

[Button](definitions.md){ .md-button .md-button--primary }

> Quote
>
> > Nested

1. one
2. two

    ```
    code
    ```

* * *

Line one\x20\x20
line two

<details><summary>Raw</summary>raw <b>html</b></details>

<kbd>K</kbd> <sub>s</sub> <abbr title="T">A</abbr>

--8<-- "snip.md"

    indented code <b>

Text (1)
{ .annotate }

1.  An annotation
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    head = "---\nname: notes\nkind: meta\n---\n"
    files = {
        "docs/inc/snip.md": "A snippet, *in its place*.\n",
        "docs/definitions.md": "# Definitions\n\n## Unit\n",
        "docs/img/a.png": "a",
        "docs/plain.md": PROSE,
        "specs/definitions.md": "---\nname: definitions\nkind: definitions\n---\n# Definitions\n\n## Unit\n",
        "specs/img/a.png": "a",
        "specs/notes.md": head + PROSE,
    }
    return built(make(tmp_path_factory.mktemp("prose"), files, theme="material", more=EXTENSIONS))


def written(element: Element) -> Iterator[object]:
    """Tags, attributes and words in order, without what is ours and without where pictures lie."""
    for child in element.children:
        if isinstance(child, str):
            yield from child.split()
        elif child.tag == "tbody":
            yield from written(child)
        elif "st" not in child.classes:
            attributes = sorted((name, _plain(name, value)) for name, value in child.attributes.items())
            yield child.tag, attributes
            yield from written(child)


def _plain(name: str, value: str | None) -> str:
    """An attribute that is on says so in several ways; a copy of a picture lies elsewhere."""
    if name in ("checked", "disabled"):
        return ""
    return (value or "").rpartition("/")[2] if name == "src" else value or ""


def test_a_spec_reads_as_the_same_text_in_the_docs(site: Site) -> None:
    plain, spec = site.page("plain/").one("article"), site.page("specs/notes/").one("article")
    expected, found = list(written(plain)), list(written(spec))
    assert len(expected) > 400
    assert found == expected
    assert site.broken_links() == []


def test_pictures_keep_the_scheme_that_they_are_for(site: Site) -> None:
    sources = [one.attributes["src"] or "" for one in site.page("specs/notes/").find("img")]
    copy = "../../assets/specthis/files/specs/img/a.png"
    assert sources == [copy, f"{copy}#only-light", f"{copy}#only-dark", copy]


def test_signs_that_would_be_fetched_from_elsewhere_stay_signs(tmp_path: Path) -> None:
    spec = "---\nname: notes\nkind: meta\n---\n# Notes\n\nGood :smile: ![map](https://example.org/map.png)\n"
    page = built(make(tmp_path, {"specs/notes.md": spec}, theme="material", more=EXTENSIONS)).page("specs/notes/")
    shown = page.one("article")
    assert "Good 😄" in shown.text and not shown.find("img")
    assert [one.attributes["href"] for one in shown.find("a") if one.text == "map"] == ["https://example.org/map.png"]
    assert not [one for one in shown.find("a") if one.text == "😄"]
