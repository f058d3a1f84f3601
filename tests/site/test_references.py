"""`[[entry]]` in any page: a link where it is one, text in code, a warning where nothing has that name."""

import json
from pathlib import Path

import pytest
from site_builds import PROJECT, build, built, make

TEXT = """# About

[[alpha]] and **[[beta]]**, in `[[code]]`, escaped \\[[alpha]], a link [[1]](https://example.org), an image ![[x]].

    [[indented]]

```
[[fenced]]
```

| table |
|---|
| [[tab-a]] |

## Of [[alpha]]
"""


@pytest.mark.parametrize("directories", [True, False])
def test_names_become_links(tmp_path: Path, directories: bool) -> None:
    more = f"use_directory_urls: {str(directories).lower()}\nmarkdown_extensions: [tables, fenced_code]\n"
    site = built(make(tmp_path, {"docs/deep/er.md": TEXT}, more=more))
    page = site.page("deep/er/" if directories else "deep/er.html")
    end, up = ("/", "../../") if directories else (".html", "../")
    links = [(one.text, one.attributes["href"]) for one in page.find("a", "specthis-entry")]
    names = ["alpha", "beta", "tab-a", "alpha"]
    assert links == [(name, f"{up}entries/{name}{end}") for name in names]
    text = page.text
    for kept in ("[[code]]", "[[indented]]", "[[fenced]]", "[[alpha]]", "[[x]]"):
        assert kept in text
    assert site.broken_links() == []


def test_a_name_that_nothing_has_is_a_warning_with_the_nearest(tmp_path: Path) -> None:
    done = build(make(tmp_path, {"docs/about.md": "# About\n\nSee [[alhpa]] and [[zzzzz]].\n"}), "--strict")
    assert done.returncode == 1
    assert "about.md: `[[alhpa]]` names no entry; did you mean `alpha`?" in done.stderr
    assert "about.md: `[[zzzzz]]` names no entry" in done.stderr


def test_in_a_spec_the_warning_names_the_spec(tmp_path: Path) -> None:
    from site_builds import PROJECT

    text = PROJECT["specs/compute-a.md"].replace("[[alpha]]", "[[nothing-like-it]]")
    done = build(make(tmp_path, {"specs/compute-a.md": text}))
    assert "specs/compute-a.md: `[[nothing-like-it]]` names no entry" in done.stderr


def test_what_is_no_name_is_left_alone(tmp_path: Path) -> None:
    site = built(make(tmp_path, {"docs/about.md": "# About\n\n[[two words]] [[1,2],[3,4]] [[<b>]]\n"}))
    text = site.page("about/").text
    assert "[[two words]]" in text and "[[1,2],[3,4]]" in text


def test_an_entry_keeps_its_address_when_it_moves_to_another_spec(tmp_path: Path) -> None:
    moved = PROJECT["specs/compute-a.md"].replace("### beta", "### gone").replace("#beta", "#gone")
    block = PROJECT["specs/compute-a.md"].split("### beta")[1].split("[^1]:")[0]
    head = "---\nname: compute-b\nkind: compute\ndepends_on: [compute-a.md]\n---\n# Another\n\n## Entries\n\n### beta"
    before = built(make(tmp_path / "before"))
    after = built(
        make(tmp_path / "after", {"specs/compute-a.md": moved, "specs/compute-b.md": head + block}), "--clean"
    )
    for address in ("entries/beta/", "entries/beta/entry.json"):
        assert before.has(address) and after.has(address)
    assert json.loads(after.html("entries/beta/entry.json"))["spec"] == "specs/compute-b.md"
