"""Real builds of small projects, read back as a tree of elements. Holds no expectation."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote, urljoin, urlsplit

from fork_server import run_module

from mkdocs_specthis.usecases.certify.judge import record
from mkdocs_specthis.usecases.certify.request import JudgeRequest
from mkdocs_specthis.usecases.load import load_snapshot

REPOSITORY = Path(__file__).resolve().parent.parent.parent
WRITE = "import json, sys\njson.dump({'value': 1}, open(sys.argv[1], 'w'))\n"
COPY = "import sys\nopen(sys.argv[1], 'w').write('row \\\\\\\\\\n')\n"

PROJECT: Mapping[str, str] = {
    "docs/about.md": "# About\n\nWords of the docs, and [[alpha]].\n",
    "scripts/alpha.py": WRITE,
    "scripts/beta.py": WRITE,
    "scripts/table.py": COPY,
    "specs/definitions.md": "---\nname: definitions\nkind: definitions\n---\n# Definitions\n\nA value is a number.\n",
    "specs/compute-a.md": """---
name: compute-a
kind: compute
title: The first spec
depends_on: [definitions.md]
---
# The first spec

It leans on [definitions](definitions.md).

## Entries

### alpha

The value of alpha. It says more.

- Script: `scripts/alpha.py`
- Output: `results/alpha/alpha.json`
- Run: `python {script} {output}`
- Consumes: none
- Keys: `value`
- Status: script ready

A closing word on alpha[^1], with [beta below](#beta) and `[[beta]]` in code.

### beta

- **Script:** `scripts/beta.py`
- **Output:** `results/beta/beta.json`
- **Run:** `python {script} {output}`
- **Consumes:** alpha
- **Status:** script ready — tried by hand

Beta rests on [[alpha]].

[^1]: A note at the foot.
""",
    "specs/report-a.md": """---
name: report-a
kind: report
depends_on: [compute-a.md]
host_doc: reports/paper.tex
section_label: sec:a
---
# The table

It shows [compute-a](compute-a.md).

## Entry

### tab-a

- Export script: `scripts/table.py`
- Export outputs: `reports/tables/tab-a.tex`
- Run: `python {script} {output}`
- Consumes: beta
- Status: script ready
""",
    "reports/paper.tex": "\\section{A}\\label{sec:a}\n\\input{tables/tab-a}\n",
}
FOOTNOTES = "markdown_extensions: [footnotes, attr_list, md_in_html, tables, admonition]\n"


def write(root: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return root


def configured(theme: str = "mkdocs", options: Mapping[str, object] | None = None, more: str = FOOTNOTES) -> str:
    """The text of a `mkdocs.yml`; JSON is YAML."""
    plugins = json.dumps(["search", {"specthis": dict(options or {})}])
    return f"site_name: A site\nsite_url: https://example.org/below/\ntheme: {theme}\nplugins: {plugins}\n{more}"


def make(root: Path, files: Mapping[str, str] | None = None, **configuration: object) -> Path:
    """A small project with its site's configuration; `files` adds to it or takes the place of what is there."""
    text = configured(**configuration)  # type: ignore[arg-type]
    return write(root, {**PROJECT, "mkdocs.yml": text, **(files or {})})


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1777888800"}


def build(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`mkdocs build` in a process of its own. Not quiet: `-q` hides warnings from `--strict`."""
    return run_module("mkdocs", ["build", *arguments], cwd=root, env=environment())


def built(root: Path, *arguments: str) -> "Site":
    done = build(root, *(arguments or ("--strict",)))
    assert done.returncode == 0, done.stdout + done.stderr
    return Site(root / "site", done.stderr)


def refresh(root: Path) -> None:
    done = run_module("mkdocs_specthis", ["refresh"], cwd=root, env=environment())
    assert done.returncode == 0, done.stdout + done.stderr


def certify(root: Path, *names: str, note: str = "Read both.") -> None:
    chosen = names or tuple(load_snapshot(root).statuses)
    request = JudgeRequest(entries=chosen, author="A. Judge <judge@example.org>", note=note)
    record(root, request, now=lambda: "2026-04-28T13:55:00Z")


def settle(root: Path) -> Path:
    """Judge and make everything."""
    certify(root)
    refresh(root)
    return root


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def find(self, tag: str = "", class_: str = "", **attributes: str) -> list["Element"]:
        """Elements below this one, in order."""
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [
            one
            for one in self.walk()
            if one is not self
            and (not tag or one.tag == tag)
            and (not class_ or class_ in one.classes)
            and all(one.attributes.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str = "", class_: str = "", **attributes: str) -> "Element":
        found = self.find(tag, class_, **attributes)
        assert len(found) == 1, (tag, class_, attributes, len(found))
        return found[0]

    @property
    def classes(self) -> list[str]:
        return (self.attributes.get("class") or "").split()

    @property
    def text(self) -> str:
        """What is read, white space folded."""
        return " ".join(self._words.split())

    @property
    def _words(self) -> str:
        return "".join(child if isinstance(child, str) else child._words for child in self.children)


class _TreeBuilder(HTMLParser):
    VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in self.VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in [element.tag for element in self.open]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Element:
    builder = _TreeBuilder()
    builder.feed(html)
    return builder.root


@dataclass(frozen=True)
class Site:
    folder: Path
    log: str = ""

    def html(self, url: str) -> str:
        """The text of the page at an address below the site."""
        path = self.folder / (url + "index.html" if url == "" or url.endswith("/") else url)
        return path.read_text(encoding="utf-8")

    def page(self, url: str) -> Element:
        return parse(self.html(url))

    def own(self, url: str) -> Element:
        """What we put on the page."""
        found = [one for one in self.page(url).find("div") if "st" in one.classes]
        assert found, f"nothing of ours at {url}"
        return found[0]

    def has(self, url: str) -> bool:
        return (self.folder / (url + "index.html" if url == "" or url.endswith("/") else url)).is_file()

    def pages(self) -> Iterator[tuple[str, Element]]:
        for path in sorted(self.folder.rglob("*.html")):
            if path.name != "404.html":
                yield path.relative_to(self.folder).as_posix(), parse(path.read_text(encoding="utf-8"))

    def broken_links(self) -> list[str]:
        """Relative links that lead nowhere, with the page they stand on."""
        pages = dict(self.pages())
        ids = {path: _ids(page) for path, page in pages.items()}
        return [
            f"{path}: {address}"
            for path, page in pages.items()
            for address in _addresses(page)
            if not self._lands(path, address, ids)
        ]

    def _lands(self, path: str, address: str, ids: Mapping[str, set[str]]) -> bool:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or address.startswith("/"):
            return True
        target = unquote(urlsplit(urljoin("https://x/" + path, address)).path).lstrip("/")
        target = target + "index.html" if target == "" or target.endswith("/") else normpath(target)
        if not (self.folder / target).is_file():
            return False
        fragment = unquote(parts.fragment)
        return not fragment or target not in ids or fragment in ids[target]


def _ids(page: Element) -> set[str]:
    return {one.attributes["id"] or "" for one in page.walk() if "id" in one.attributes}


def _addresses(page: Element) -> Iterator[str]:
    for one in page.walk():
        for name in ("href", "src"):
            if one.attributes.get(name):
                yield one.attributes[name] or ""
