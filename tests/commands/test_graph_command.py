"""`specthis graph`: the same nodes and edges in three formats, safe whatever names hold.

Mermaid is held to a strict grammar of what we write; DOT is drawn by Graphviz where that is there.
"""

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import RunCommand
from small_project import FILES, append, in_process, json_of, settled

from mkdocs_specthis.core.views import mark
from mkdocs_specthis.frontends.cli import graph_colours
from mkdocs_specthis.frontends.cli.graph_mermaid import MOST_EDGES, escaped

WriteTree = Callable[[Mapping[str, str | bytes]], Path]

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz (dot) is not here")

LABEL = r'"(?:[^\W_]|[ ./_-]|<br/>|#\d+;)+"'
NODE = re.compile(
    rf"  (n\d+)(?:\[{LABEL}\]|\[\({LABEL}\)\]|\[\[{LABEL}\]\]|\(\[{LABEL}\]\)|\({LABEL}\))(?::::(st-[a-z-]+))?"
)
EDGE = re.compile(r"  (n\d+) (-->|-\.->) (n\d+)")
CLASS = re.compile(r"  classDef (st-[a-z-]+) fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#[0-9a-f]{6}")

NASTY = 'a"]; end %%{init: x}%% <b>&amp;\\" #quot; `x` é -->'
"""What would be syntax in Mermaid, in DOT and in HTML."""


REPORT = """\
---
name: report-fit
kind: report
depends_on: [compute-fit]
host_doc: reports/paper.tex
section_label: sec:fit
---

# Report

Of `compute-fit`.

## Entry

### table

- Export script: `scripts/table.py`
- Export outputs: `reports/fit.tex`
- Consumes: fit-one
- Status: script TBD
"""


def read_mermaid(text: str) -> tuple[dict[str, str | None], list[tuple[str, str, str]]]:
    """Nodes with their classes and edges, of the part of Mermaid that we write; anything else fails."""
    head, *lines = text.splitlines()
    assert head == "flowchart LR"
    nodes: dict[str, str | None] = {}
    edges: list[tuple[str, str, str]] = []
    classes = set()
    for line in lines:
        if node := NODE.fullmatch(line):
            nodes[node[1]] = node[2]
        elif edge := EDGE.fullmatch(line):
            edges.append((edge[1], edge[2], edge[3]))
        else:
            found = CLASS.fullmatch(line)
            assert found, line
            classes.add(found[1])
    assert {end for edge in edges for end in (edge[0], edge[2])} <= nodes.keys()
    assert {name for name in nodes.values() if name} == classes
    return nodes, edges


def drawn(text: str) -> tuple[list[str], int]:
    """The labels that Graphviz draws, and how many edges."""
    done = subprocess.run(["dot", "-Tsvg"], input=text, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    root = ET.fromstring(done.stdout)
    space = {"svg": "http://www.w3.org/2000/svg"}
    nodes = root.findall(".//svg:g[@id]", space)
    labels = [
        "|".join(line.text or "" for line in node.findall("svg:text", space))
        for node in nodes
        if str(node.get("class")).split()[0] == "node"
    ]
    return labels, sum(str(node.get("class")).split()[0] == "edge" for node in nodes)


def nasty_tree(write_tree: WriteTree) -> Path:
    name = NASTY.replace("/", "")
    return write_tree(
        {**with_paper('a"]; end --> <b>'), f"specs/{name}.md": "---\nkind: compute\n---\n", f"data/{name}.csv": "x\n"}
    )


def edges_of(root: Path, *arguments: str) -> list[tuple[str, str]]:
    return [(edge["from"], edge["to"]) for edge in json_of(root, "graph", *arguments)["edges"]]


def with_paper(title: str = "The fit") -> dict[str, str]:
    """Where a section of a paper shows what an entry exports."""
    return {
        **FILES,
        "specs/report-fit.md": REPORT,
        "reports/fit.tex": "1\n",
        "reports/paper.tex": "\\documentclass{article}\n\\begin{document}\n\\section{Before}\n"
        f"\\section{{{title}}}\\label{{sec:fit}}\n\\input{{fit}}\n\\end{{document}}\n",
    }


def names_of(root: Path, *arguments: str) -> list[str]:
    return [node["id"] for node in json_of(root, "graph", *arguments)["nodes"]]


def test_the_whole_graph_by_entry(write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    view = json_of(root, "graph")
    assert [node["id"] for node in view["nodes"]] == ["file:data/raw.txt", "clean", "fit-one", "fit-two", "later"]
    assert edges_of(root) == [("file:data/raw.txt", "clean"), ("clean", "fit-one"), ("clean", "fit-two")]
    assert {node["state"] for node in view["nodes"]} == {None, "uncertified", "script-tbd"}


def test_by_spec_states_are_counted(tmp_path: Path) -> None:
    root = settled(tmp_path)
    nodes = {node["label"]: node for node in json_of(root, "graph", "--by", "spec")["nodes"]}
    assert nodes["compute-fit"]["entries"] == {"script-tbd": 1, "settled": 2}
    assert (nodes["compute-fit"]["state"], nodes["compute-fit"]["words"]) == ("script-tbd", "1 script TBD, 2 settled")
    assert (nodes["definitions-words"]["state"], nodes["definitions-words"]["words"]) == (None, "")
    view = json_of(root, "graph", "--by", "spec")
    assert [(edge["from"], edge["carries"]) for edge in view["edges"]] == [
        ("specs/compute-clean.md", "artefacts"),
        ("specs/definitions-words.md", "words"),
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("fit-one",), {"file:data/raw.txt", "clean", "fit-one"}),
        (("fit-one", "--depth", "1"), {"clean", "fit-one"}),
        (("fit-one", "--depth", "0"), {"fit-one"}),
        (("clean", "--down"), {"clean", "fit-one", "fit-two"}),
        (("clean", "--up"), {"file:data/raw.txt", "clean"}),
        (("clean", "--up", "--down", "--depth", "1"), {"file:data/raw.txt", "clean", "fit-one", "fit-two"}),
        (("fit-*", "--depth", "0"), {"fit-one", "fit-two"}),
        (("compute-fit", "--depth", "0"), {"fit-one", "fit-two", "later"}),
        (("specs/compute-fit.md", "--depth", "0"), {"fit-one", "fit-two", "later"}),
        (("later", "--by", "spec", "--depth", "0"), {"specs/compute-fit.md"}),
        (("definitions-words", "--by", "spec", "--down"), {"specs/definitions-words.md", "specs/compute-fit.md"}),
    ],
)
def test_around_a_name(arguments: tuple[str, ...], expected: set[str], write_tree: WriteTree) -> None:
    assert set(names_of(write_tree(FILES), *arguments)) == expected


def test_a_spec_that_is_consumed_whole_is_a_node(write_tree: WriteTree) -> None:
    fit = FILES["specs/compute-fit.md"].replace("- Consumes: clean\n", "")
    root = write_tree({**FILES, "specs/compute-fit.md": fit})
    assert ("spec:specs/compute-clean.md", "fit-one") in edges_of(root)
    assert set(names_of(root, "compute-clean", "--depth", "0")) == {"clean", "spec:specs/compute-clean.md"}


@pytest.mark.parametrize(("by", "end"), [("entry", "table"), ("spec", "specs/report-fit.md")])
def test_it_ends_in_the_sections_of_the_paper(by: str, end: str, write_tree: WriteTree) -> None:
    root = write_tree(with_paper())
    last = json_of(root, "graph", "--by", by)["nodes"][-1]
    assert (last["id"], last["label"], last["kind"]) == ("reports/paper.tex#s.sec:fit", "The fit", "section")
    assert (last["paper"], last["state"], last["spec"]) == ("reports/paper.tex", None, None)
    assert (end, last["id"]) in edges_of(root, "--by", by)
    assert last["id"] in names_of(root, "compute-clean", "--down", "--by", by)
    assert last["id"] not in names_of(root, "compute-clean", "--up", "--by", by)
    assert '("The fit")' in in_process(root, "graph", "--by", by)[1]
    assert '[label="The fit", shape=tab]' in in_process(root, "graph", "--by", by, "--format", "dot")[1]


@pytest.mark.parametrize("by", ["entry", "spec"])
@pytest.mark.parametrize("around", [(), ("clean",)])
def test_mermaid_says_what_json_says(by: str, around: tuple[str, ...], tmp_path: Path) -> None:
    root = settled(tmp_path)
    view = json_of(root, "graph", *around, "--by", by)
    nodes, edges = read_mermaid(in_process(root, "graph", *around, "--by", by)[1])
    ids = dict(zip(nodes, view["nodes"], strict=True))
    assert [name and name.removeprefix("st-") for name in nodes.values()] == [node["state"] for node in view["nodes"]]
    assert [(ids[a]["id"], arrow, ids[b]["id"]) for a, arrow, b in edges] == [
        (edge["from"], "-.->" if edge["carries"] == "words" else "-->", edge["to"]) for edge in view["edges"]
    ]


def test_states_are_words_and_not_only_colours(tmp_path: Path) -> None:
    root = settled(tmp_path)
    mermaid, dot = (in_process(root, "graph", "--format", form)[1] for form in ("mermaid", "dot"))
    assert '["fit-one<br/>Settled"]:::st-settled' in mermaid
    assert '"fit-one" [label="fit-one\\nSettled"' in dot


def test_every_headline_has_its_colours() -> None:
    assert [state for state in mark._PRESSING if state not in graph_colours._COLOURS] == []


def test_mermaid_holds_nothing_that_is_syntax(write_tree: WriteTree) -> None:
    root = nasty_tree(write_tree)
    status, text, _ = in_process(root, "graph", "--by", "spec")
    assert status == 0
    nodes, _ = read_mermaid(text)
    assert len(nodes) == 6
    assert re.sub(r"#(\d+);", lambda found: chr(int(found[1])), escaped(NASTY)) == NASTY


@needs_dot
@pytest.mark.parametrize("by", ["entry", "spec"])
def test_graphviz_draws_it(by: str, write_tree: WriteTree) -> None:
    root = nasty_tree(write_tree)
    append(root, "specs/compute-clean.md", f"- Sidecars: results/clean/x.txt\n\n{NASTY}\n")
    view: Any = json_of(root, "graph", "--by", by)
    labels, edges = drawn(in_process(root, "graph", "--by", by, "--format", "dot")[1])
    wanted = [f"{node['label']}|{node['words']}".rstrip("|") for node in view["nodes"]]
    assert sorted(label.replace("\xa0", " ") for label in labels) == sorted(wanted)
    assert edges == len(view["edges"])


def wide(entries: int, consumers: int) -> Iterator[tuple[str, str]]:
    """A spec of `entries` entries, and one of `consumers` that name ten of them each."""
    rows = [
        f"### e{n}\n\n- Script: `s.py`\n- Output: `results/e{n}/e.json`\n- Status: script TBD\n" for n in range(entries)
    ]
    yield "specs/compute-wide.md", "---\nname: compute-wide\nkind: compute\n---\n\n## Entries\n\n" + "\n".join(rows)
    rows = [
        f"### c{n}\n\n- Script: `s.py`\n- Output: `results/c{n}/c.json`\n- Status: script TBD\n"
        f"- Consumes: {', '.join(f'e{(n * 7 + step) % entries}' for step in range(10))}\n"
        for n in range(consumers)
    ]
    yield "specs/compute-use.md", "---\nname: compute-use\nkind: compute\n---\n\n## Entries\n\n" + "\n".join(rows)


def test_over_the_limit_of_mermaid_it_says_what_is_smaller(write_tree: WriteTree) -> None:
    root = write_tree(dict(wide(60, 51)))
    status, text, said = in_process(root, "graph")
    assert status == 0
    assert len(read_mermaid(text)[1]) == 510 > MOST_EDGES
    assert "it has 510 edges, and Mermaid draws 500" in said and "`--by spec`" in said
    assert in_process(root, "graph", "--by", "spec")[2] == ""
    assert in_process(root, "graph", "--format", "dot")[2] == ""
    assert in_process(root, "graph", "c1")[2] == ""


def test_text_over_the_limit_of_mermaid_is_said(write_tree: WriteTree) -> None:
    status, text, said = in_process(write_tree(dict(wide(1500, 1))), "graph")
    assert (status, len(text) > 50_000) == (0, True)
    assert "characters, and Mermaid takes 50,000" in said


def test_thousands_of_nodes(write_tree: WriteTree) -> None:
    root = write_tree(dict(wide(4000, 1000)))
    status, text, said = in_process(root, "graph", "--format", "dot")
    assert (status, said) == (0, "")
    assert (text.count(" [label="), text.count(" -> ")) == (5000, 10_000)


def test_what_cannot_be_read_is_drawn_as_unknown_and_said(tmp_path: Path) -> None:
    root = settled(tmp_path)
    (root / "specs" / "compute-fit.md").write_bytes(b"---\nname: [\n---\n")
    status, out, said = in_process(root, "graph", "--json")
    states = {node["id"]: node["state"] for node in json.loads(out)["nodes"]}
    assert (status, states["fit-one"]) == (2, "unknown")
    assert said == "specthis: something cannot be read, so the graph may lack it; `specthis status` says what\n"


def test_no_specs_yet(specthis: RunCommand, write_tree: WriteTree) -> None:
    done = specthis("graph", cwd=write_tree({"specs/README.md": "# Soon\n"}))
    assert (done.returncode, done.stdout, done.stderr) == (0, "flowchart LR\n", "specthis: there is nothing to draw\n")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["fit-oen"], "there is no entry or spec `fit-oen`\n  hint: did you mean `fit-one`?"),
        (["compute-clena"], "there is no entry or spec `compute-clena`\n  hint: did you mean `compute-clean`?"),
        (["zzz"], "there is no entry or spec `zzz`\n  hint: `specthis status` lists the entries"),
        (["z*"], "no entry matches `z*`\n  hint: `specthis status` lists the entries"),
        (["--format", "mermiad"], "`--format` takes no `mermiad`\n  hint: did you mean `mermaid`?"),
        (["--by", "specs"], "`--by` takes no `specs`\n  hint: did you mean `spec`?"),
        (
            ["--json", "--format", "dot"],
            "`--json` and `--format dot` are two different things\n  hint: keep one of them",
        ),
        (
            ["--depth", "2"],
            "`--depth`, `--up` and `--down` need a name to start from\n  hint: as in `specthis graph trend --up`",
        ),
        (
            ["definitions-words"],
            "specs/definitions-words.md holds no entries\n  hint: `--by spec` draws it among the specs",
        ),
    ],
)
def test_refusals(arguments: list[str], expected: str, write_tree: WriteTree) -> None:
    assert in_process(write_tree(FILES), "graph", *arguments) == (2, "", f"specthis: error: {expected}\n")
