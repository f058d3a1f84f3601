"""`specthis export`: the same pages as plain Markdown, read alike by several readers, in a folder kept tidy."""

import json
import os
import re
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import markdown
import pytest
from conftest import copy_project, run_command
from markdown_it import MarkdownIt
from site_builds import PROJECT, built, environment, make, parse, settle, write
from test_hostile import BODY, NASTY, SCRIPT

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.effects.records.exported import LIST
from mkdocs_specthis.frontends.mkdocs.export.launch import pages_of
from mkdocs_specthis.frontends.mkdocs.export.markdown import code_text, escape_text, to_markdown
from mkdocs_specthis.frontends.mkdocs.export.pages import linked
from mkdocs_specthis.frontends.mkdocs.export.plot_files import plot_styles

WORD = re.compile(r"[A-Za-z]{4,}")


def export(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run_command("export", *words, cwd=root, environment=environment(), timeout=120)


def exported(root: Path, folder: str = "out") -> Path:
    done = export(root, folder)
    assert done.returncode == 0, done.stderr
    return root / folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def body(text: str) -> str:
    """A page without its front matter."""
    return text.split("---\n", 2)[2] if text.startswith("---\n") else text


READERS = {
    "CommonMark": lambda text: MarkdownIt("commonmark", {"html": True}).enable("table").render(text),
    "Python-Markdown": lambda text: markdown.markdown(text, extensions=["tables", "fenced_code"]),
}


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(the example's project, its export): all made, nothing left out."""
    root = copy_project("example_site", tmp_path_factory.mktemp("export"))
    assert run_command("refresh", cwd=root).returncode == 0
    return root, exported(root, "../markdown").resolve()


def test_every_page_is_there_and_says_the_same(example: tuple[Path, Path]) -> None:
    """Whatever words stand on a page of the site can be read in its Markdown, by both kinds of readers."""
    root, folder = example
    site = built(root)
    pages = [path for path in folder.rglob("*.md") if path.name != "about.md"]
    assert len(pages) > 30
    for path in pages:
        name = path.relative_to(folder).as_posix()
        url = "" if name == "index.md" else name.removesuffix("index.md").removesuffix(".md")
        article = site.page(url + ("" if url.endswith("/") or not url else "/")).find("article")[0]
        dropped = {id(inner) for one in article.walk() if _is_left_out(one) for inner in one.walk()}
        words = {word for one in article.walk() if id(one) not in dropped for word in _own_words(one)}
        for reader, render in READERS.items():
            html = render(body(path.read_text(encoding="utf-8")))
            said = {word for one in parse(html).walk() for word in _own_words(one)}
            assert words - said <= set(), f"{name} in {reader}: {sorted(words - said)[:10]}"


def _is_left_out(one) -> bool:  # type: ignore[no-untyped-def]
    return bool(
        one.tag in ("form", "button", "svg", "nav", "script")
        or {"st-toc", "st-key", "st-units", "md-content__button"} & set(one.classes)
        or one.attributes.get("aria-hidden")
        or (one.tag == "a" and (one.attributes.get("href") or "").endswith(("entry.json", "entries.json")))
        or (one.tag == "dt" and one.text == "As data")
    )


def _own_words(one) -> list[str]:  # type: ignore[no-untyped-def]
    if one.tag in ("table", "tr", "tbody", "thead", "colgroup"):
        return []
    return [word for child in one.children if isinstance(child, str) for word in WORD.findall(child)]


def test_links_lead_from_file_to_file(example: tuple[Path, Path]) -> None:
    _, folder = example
    rendered = {
        path.relative_to(folder).as_posix(): parse(READERS["CommonMark"](body(path.read_text(encoding="utf-8"))))
        for path in folder.rglob("*.md")
    }
    ids = {name: _places(page) for name, page in rendered.items()}
    links = 0
    for name, page in rendered.items():
        for one in page.walk():
            address = one.attributes.get("href") or one.attributes.get("src") or ""
            parts = urlsplit(address)
            if not address or parts.scheme:
                continue
            links += 1
            target = os.path.normpath(os.path.join(os.path.dirname(name), unquote(parts.path))) if parts.path else name
            assert (folder / target).is_file(), f"{name}: {address}"
            assert not parts.fragment or unquote(parts.fragment) in ids[target], f"{name}: {address}"
    assert links > 300


def _places(page) -> set[str]:  # type: ignore[no-untyped-def]
    """What a generator makes of headings, and places that are written out."""
    headings = [one.text for level in range(1, 7) for one in page.find(f"h{level}")]
    slugs = {re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") for text in headings}
    return slugs | {one.attributes["id"] or "" for one in page.walk() if "id" in one.attributes}


def test_states_are_in_the_front_matter(example: tuple[Path, Path]) -> None:
    text = (example[1] / "entries/tab-trend.md").read_text(encoding="utf-8")
    front = text.split("---\n")[1]
    assert "title: tab-trend\n" in front and "  certification: certified\n" in front and "  settled: true\n" in front


def test_plots_are_files_that_draw_by_themselves(example: tuple[Path, Path]) -> None:
    plots = list((example[1] / "assets/specthis/plots").glob("*.svg"))
    assert plots and "var(" not in plot_styles() and "st-s1" in plot_styles()
    for plot in plots:
        text = plot.read_text(encoding="utf-8")
        assert text.startswith('<svg xmlns="http://www.w3.org/2000/svg"') and "<script" not in text


def test_zensical_builds_it(example: tuple[Path, Path], tmp_path: Path) -> None:
    if shutil.which("zensical") is None:
        pytest.skip("not here: zensical")
    shutil.copytree(example[1], tmp_path / "docs")
    (tmp_path / "mkdocs.yml").write_text("site_name: Elsewhere\nmarkdown_extensions: [tables, pymdownx.superfences]\n")
    done = subprocess.run(["zensical", "build", "--strict"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    page = parse((tmp_path / "site/entries/tab-trend/index.html").read_text(encoding="utf-8"))
    assert "339.5 (0.9)" in page.text and page.find("a", href="../../specs/report-co2-trend/#entry.tab-trend")


# --- The folder


def test_an_export_renews_what_moved_and_nothing_else(tmp_path: Path) -> None:
    root = settle(make(tmp_path))
    folder = exported(root)
    before = files(folder)
    done = export(root, "out", "--json")
    view = json.loads(done.stdout)
    assert view["written"] == [] and view["removed"] == [] and len(view["unchanged"]) == len(before) - 1
    spec = PROJECT["specs/compute-a.md"]
    write(root, {"specs/compute-a.md": spec.replace("### beta", "### gamma").replace("#beta", "#gamma")})
    view = json.loads(export(root, "out", "--json").stdout)
    assert view["removed"] == ["entries/beta.md"] and "entries/gamma.md" in view["written"]
    assert "about.md" in view["unchanged"]
    assert not (folder / "entries/beta.md").exists()


def test_docs_come_along_with_links_for_names(tmp_path: Path) -> None:
    about = (exported(make(tmp_path)) / "about.md").read_text(encoding="utf-8")
    assert about == "# About\n\nWords of the docs, and [alpha](entries/alpha.md).\n"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("`[[alpha]]` and [[alpha]]", "`[[alpha]]` and [alpha](../entries/alpha.md)"),
        ("```\n[[alpha]]\n```\n[[alpha]]", "```\n[[alpha]]\n```\n[alpha](../entries/alpha.md)"),
        ("[[nobody]] \\[[alpha]]", "[[nobody]] \\[[alpha]]"),
    ],
)
def test_names_in_code_stay(text: str, same: str) -> None:
    assert linked(text, {"alpha": None}, "guide/page.md") == same


def test_it_needs_no_configuration(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "mkdocs.yml").unlink()
    folder = exported(root)
    assert (folder / "entries/alpha.md").is_file() and not (folder / "about.md").exists()


@pytest.mark.parametrize("there", ["notes.md", "entries/alpha.md"])
def test_files_of_others_are_refused(there: str, tmp_path: Path) -> None:
    root = make(tmp_path)
    write(root, {f"out/{there}": "mine\n"})
    done = export(root, "out")
    assert done.returncode == 2 and "no export made it" in done.stderr and "Traceback" not in done.stderr
    assert files(root / "out") == {there: b"mine\n"}
    assert export(root, "out", "--force").returncode == 0
    assert (root / "out/notes.md").exists() is (there == "notes.md")


def test_files_that_were_changed_are_refused(tmp_path: Path) -> None:
    root = make(tmp_path)
    folder = exported(root)
    write(folder, {"entries/alpha.md": "edited\n"})
    done = export(root, "out")
    assert done.returncode == 2 and "entries/alpha.md was changed since it was exported" in done.stderr
    assert (folder / "entries/alpha.md").read_text() == "edited\n"
    assert export(root, "out", "--force").returncode == 0
    assert (folder / "entries/alpha.md").read_text() != "edited\n"


@pytest.mark.parametrize("name", ["../outside.md", "/etc/hostname", "a/../../outside.md"])
def test_a_list_from_elsewhere_removes_nothing_outside(name: str, tmp_path: Path) -> None:
    root = make(tmp_path / "project")
    outside = tmp_path / "project" / "outside.md"
    outside.write_text("keep\n")
    write(root, {f"out/{LIST}": json.dumps({"version": 1, "files": {name: "sha256:x"}})})
    done = export(root, "out")
    assert done.returncode == 2 and "cannot be read" in done.stderr and outside.exists()


def test_no_link_in_the_folder_leads_out_of_it(tmp_path: Path) -> None:
    root = make(tmp_path / "project")
    (tmp_path / "elsewhere").mkdir()
    folder = exported(root)
    shutil.rmtree(folder / "entries")
    (folder / "entries").symlink_to(tmp_path / "elsewhere")
    done = export(root, "out")
    assert done.returncode == 2 and list((tmp_path / "elsewhere").iterdir()) == [], done.stderr


@pytest.mark.parametrize("folder", [".", "..", "mkdocs.yml"])
def test_the_project_itself_is_no_place_for_it(folder: str, tmp_path: Path) -> None:
    done = export(make(tmp_path / "project"), folder)
    assert done.returncode == 2 and "name a folder of its own" in done.stderr


def test_a_broken_configuration_is_said_in_one_line(tmp_path: Path) -> None:
    root = make(tmp_path, {"mkdocs.yml": "site_name: x\nplugins: [specthis, nobody-has-this]\n"})
    done = export(root, "out")
    assert done.returncode == 2 and "nobody-has-this" in done.stderr and "Traceback" not in done.stderr
    assert not (root / "out").exists()


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "markdownify", None)
    monkeypatch.delitem(sys.modules, "mkdocs_specthis.frontends.mkdocs.export.pages")
    monkeypatch.delitem(sys.modules, "mkdocs_specthis.frontends.mkdocs.export.markdown")
    with pytest.raises(SpecthisError, match="markdownify") as raised:
        pages_of(make(tmp_path), None)
    assert "mkdocs-specthis[export]" in raised.value.hint


# --- What stands in it


@pytest.mark.parametrize("reader", READERS)
def test_nothing_of_a_hostile_spec_runs(reader: str, tmp_path: Path) -> None:
    files_ = {"specs/compute-nasty.md": BODY, "scripts/nasty.py": SCRIPT, "docs/about.md": "# About\n"}
    folder = exported(make(tmp_path, files_))
    for path in folder.rglob("*.md"):
        text = body(path.read_text(encoding="utf-8"))
        assert not re.search(r"\{[{%#]", text), f"{path.name}: a template language would read it"
        for one in parse(READERS[reader](text)).walk():
            assert one.tag not in ("script", "iframe", "img", "style", "form", "object", "svg"), path.name
            assert not [name for name in one.attributes if name.startswith("on") or name == "style"], path.name
            assert not (one.attributes.get("href") or "").startswith(("javascript:", "data:", "vbscript:")), path.name
    entry = parse(READERS[reader](body((folder / "entries/nasty.md").read_text(encoding="utf-8"))))
    assert NASTY.replace(" ", "") in entry.text.replace(" ", "")


TRICKS = """
[a](#x<script>alert(1)</script>)

<pre class="language-x`y"><code>&lt;script&gt;alert(2)&lt;/script&gt;</code></pre>

<p id="{{ x }}">place</p>
"""


@pytest.mark.parametrize("reader", READERS)
def test_no_address_language_or_place_breaks_out(reader: str, tmp_path: Path) -> None:
    spec = f"---\nname: notes\nkind: meta\ntitle: '<script>alert(3)</script> {{{{ x }}}}'\n---\n# Notes\n{TRICKS}"
    text = (exported(make(tmp_path, {"specs/notes.md": spec})) / "specs/notes.md").read_text(encoding="utf-8")
    front, shown = text.split("---\n")[1], body(text)
    assert "<script" not in front and "{{" not in front and "{{" not in shown
    assert parse(READERS[reader](shown)).find("script") == []


HARD = [
    "a_b_c and *stars* and `ticks`",
    "<b>no</b> &amp; & <",
    "{{ 7*7 }} {% raw %} {#x}",
    "| a | b |",
    "# head", "- item", "+ item", "1. item", "12) item",
    "$x$ ~~gone~~ ==mark== ^^ins^^ ++plus++",
    "[a](b) ![c](d) [[e]]",
    "a \\ b \\* c",
]  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("text", HARD)
def test_text_reads_as_it_was(reader: str, text: str) -> None:
    page = parse(READERS[reader](escape_text(text)))
    assert page.text == text
    assert {one.tag for one in page.walk()} == {"root", "p"}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("text", ["a", "a`b", "``", "a|b", "{{ x }}", "<i>", "[a](b)", "*a*"])
def test_code_reads_as_it_was(reader: str, text: str) -> None:
    page = parse(READERS[reader](f"See {code_text(text)}."))
    assert [one.text for one in page.find("code")] == [text] and page.text == f"See {text}."


@pytest.mark.parametrize("text", ["a\n\n\n\nb", "a\n\n\n{{ x }}", "  a  \n\n\n\n```\n\n\n\nb"])
@pytest.mark.parametrize("around", ["{}", "<ul><li><p>x</p>{}</li></ul>"])
def test_blank_lines_in_code_stay_and_others_are_one(text: str, around: str) -> None:
    html = around.format(f"<pre><code>{escape(text)}</code></pre>") + "<div><div><p>end</p></div></div><hr>"
    shown = to_markdown(f'<div class="st">{html}</div>', lambda one: one, lambda svg, label: "")
    page = parse(READERS["CommonMark"](shown))
    assert page.find("pre")[0].one("code")._words.replace("\u200b", "").strip("\n") == text.strip("\n")
    outside = re.sub(r"(?s)(`{3,}).*?\n\s*\1|<pre>.*?</pre>", "", shown)
    assert "\n\n\n\n" not in outside


def test_tables_that_markdown_cannot_say_stay_html() -> None:
    head = '<thead><tr><th colspan="2" onclick="x()">a</th></tr></thead>'
    html = f'<table>{head}<tbody><tr><td>1</td><td><a href="x">2</a></td></tr></tbody></table>'
    shown = to_markdown(html, lambda address: address, lambda svg, label: "")
    assert shown.startswith("<table>") and 'colspan="2"' in shown and "onclick" not in shown and "href" not in shown


def test_mathematics_keeps_its_words_and_nothing_else() -> None:
    html = '<span class="arithmatex">\\(a&lt;b [x](javascript:y) {{c}}\\)</span>'
    assert to_markdown(html, lambda address: address, lambda svg, label: "") == (
        "$a\\lt b [x]{}(javascript:y) { {c}}$\n"
    )


def test_marks_are_not_read_out_one_by_one(example: tuple[Path, Path]) -> None:
    """What a page draws for the eye beside the same in words is in an export once."""
    text = (example[1] / "index.md").read_text(encoding="utf-8")
    assert "[One needs a mind](#mind)\n\nAll five exhibits" in text
    assert "<td>none</td>" in text and "·" not in text.partition("## Both claims at once")[2]


def test_places_are_named_as_links_name_them(example: tuple[Path, Path]) -> None:
    """Readers compare them letter by letter: a colon is a colon."""
    paper = (example[1] / "paper/index.md").read_text(encoding="utf-8")
    graph = (example[1] / "graph/index.md").read_text(encoding="utf-8")
    places = re.findall(r"paper/index\.md#([^)\s]+)", graph)
    assert len(places) > 2 and [one for one in places if f'<a id="{one}"></a>' not in paper] == []
