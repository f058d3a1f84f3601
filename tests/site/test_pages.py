"""What stands on each page of a small project, read back from a strict build on Material."""

import itertools
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from site_builds import Element, Site, built, certify, make, settle, write

from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.sentence import settled_sentence
from mkdocs_specthis.usecases.load import load_snapshot

ALL = (
    "", "about/", "specs/", "specs/definitions/", "specs/compute-a/", "specs/report-a/", "entries/", "entries/alpha/",
    "entries/beta/", "entries/tab-a/", "graph/", "graph/specs/", "paper/", "paper/replication/", "audit/", "key/",
)  # fmt: skip


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Snapshot]:
    """alpha is settled, beta has drifted, tab-a waits for it. Shown to the author."""
    root = settle(make(tmp_path_factory.mktemp("mixed"), theme="material", options={"audience": "serve"}))
    text = (root / "specs/compute-a.md").read_text(encoding="utf-8")
    write(root, {"specs/compute-a.md": text.replace("Beta rests on", "Beta now rests on")})
    return built(root), load_snapshot(root)


@pytest.fixture(scope="module")
def site(mixed: tuple[Site, Snapshot]) -> Site:
    return mixed[0]


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Everything is settled. Shown to the public."""
    return built(settle(make(tmp_path_factory.mktemp("settled"), theme="material")))


def test_every_page_is_there(site: Site) -> None:
    assert [url for url in ALL if not site.has(url)] == []
    assert site.has("entries.json")


def test_every_link_lands(site: Site, settled: Site) -> None:
    assert site.broken_links() == []
    assert settled.broken_links() == []


def test_numbers_are_the_snapshots(mixed: tuple[Site, Snapshot]) -> None:
    site, snapshot = mixed
    home = site.own("")
    assert home.one("h1").text == settled_sentence(snapshot.counts["settled"], snapshot.counts["entries"])
    queues = {one.attributes["id"]: one.one("b").text for one in home.find("h2", "st-qh")}
    assert queues == {actor: str(snapshot.counts[f"actor.{actor}"]) for actor in ("mind", "patience")}
    cells = [int(one.text.rsplit(" ", 1)[-1]) for one in home.one("table", "st-cross").find("a")]
    assert sum(cells) == snapshot.counts["entries"]


def test_the_three_mixed_states(site: Site) -> None:
    rows = {row.find("a")[0].text: row for row in site.own("entries/").one("tbody").find("tr")}
    assert list(rows) == ["beta", "tab-a", "alpha"]
    shown = {name: [chip.text for chip in row.find("span", "st-chip")] for name, row in rows.items()}
    assert shown == {
        "beta": ["Spec audit needed", "Fresh"],
        "tab-a": ["Certified", "Fresh", "Waiting"],
        "alpha": ["Certified", "Fresh"],
    }


def test_what_moved_is_said_and_tinted(mixed: tuple[Site, Snapshot]) -> None:
    site, snapshot = mixed
    page = site.own("entries/beta/")
    cells = [cell.text for cell in page.find("td", "st-diffs")]
    was = load_judged_block(snapshot, "beta")
    assert cells == [f"{was[7:14]} moved"]
    reason = snapshot.statuses["beta"].reasons[0].text
    assert reason.replace("`", "") in page.one("section", "st-axes").text


def load_judged_block(snapshot: Snapshot, name: str) -> str:
    return snapshot.project.judgments[name][0].parts["block"]


def test_a_spec_page_has_states_and_fields_beside_the_authors_text(site: Site) -> None:
    page = site.page("specs/compute-a/").one("article")
    text = page.text
    assert [one.text for one in page.find("div", "st-eb")] == [
        "Certified Fresh Entry page of alpha",
        "Spec audit needed Fresh Entry page of beta",
    ]
    fields = [{term.text: detail.text for term, detail in _pairs(one)} for one in page.find("dl", "st-fields")]
    assert fields[0] == {
        "Script": "scripts/alpha.py",
        "Output": "results/alpha/alpha.json",
        "Status": "script ready",
        "Keys": "value",
        "Consumes": "none",
        "Run": "python {script} {output}",
    }
    assert fields[1]["Status"] == "script ready — tried by hand"
    assert "Script:" not in text and "Output:" not in text
    assert "The value of alpha. It says more." in text and "A note at the foot." in text
    assert "specthisslot" not in text


def _pairs(one: Element) -> list[tuple[Element, Element]]:
    return list(zip(one.find("dt"), one.find("dd"), strict=True))


def test_an_entry_page_holds_its_part_of_the_spec_and_no_more(site: Site) -> None:
    prose = site.own("entries/alpha/").one("div", "st-prose")
    assert prose.text.startswith("The value of alpha. It says more. A closing word on alpha1")
    assert "Beta" not in prose.text
    addresses = {one.text: one.attributes["href"] for one in prose.find("a")}
    assert addresses["beta below"] == "../../specs/compute-a/#beta"
    assert addresses["1"] == "../../specs/compute-a/#fn:1"


def test_links_inside_a_part_lead_where_they_led(site: Site) -> None:
    prose = site.own("entries/beta/").one("div", "st-prose")
    assert prose.one("a", "specthis-entry").attributes["href"] == "../../entries/alpha/"


def test_an_entry_page_has_its_sections(site: Site) -> None:
    page = site.own("entries/beta/")
    assert [one.text.rstrip("¶") for one in page.one("div", "st-body").find("h2")] == [
        "What each claim rests on", "What moved", "Contract", "Lineage", "Artefact", "In the paper", "Files", "Script",
        "Run history", "Judgments",
    ]  # fmt: skip
    assert "json.dump" in page.one("div", "highlight").text
    lineage = page.one("div", "st-lin")
    assert [one.attributes["href"] for one in lineage.find("a")] == ["../../entries/alpha/", "../../entries/tab-a/"]


def test_who_judged_is_named_without_an_address(site: Site) -> None:
    caption = site.own("entries/alpha/").one("figure", "st-cert").one("figcaption").text
    assert caption.startswith("Certified by A. Judge, 28 Apr 2026, 13:55") and "example.org" not in caption


def test_the_public_sees_no_commands(site: Site, tmp_path: Path) -> None:
    assert site.own("").find("div", "st-cmd") and site.own("").find("section", "st-next")
    assert site.own("entries/beta/").find("div", "st-cmd")
    public = built(make(tmp_path))
    assert "Not certified" in public.html("entries/beta/")
    shown = "".join(public.html(url) for url in ALL) + public.html("entries.json")
    assert "specthis lock" not in shown and "specthis refresh" not in shown
    assert not public.own("").find("section", "st-next")


def test_a_settled_project_is_calm(settled: Site) -> None:
    home = settled.own("")
    assert home.one("h1").text == "All three entries are settled."
    assert home.find("div", "st-queues") == []


def test_the_stamp_is_the_sources_date(site: Site) -> None:
    assert "As of 4 May 2026, 10:00 UTC" in site.own("").find("p", "st-stamp")[-1].text


def test_entries_json_holds_the_same_rows(mixed: tuple[Site, Snapshot]) -> None:
    site, snapshot = mixed
    data = json.loads(site.html("entries.json"))
    assert data["counts"]["settled"] == snapshot.counts["settled"]
    rows = {row["entry"]: row for row in data["entries"]}
    assert rows["beta"]["certification"] == "drifted" and rows["beta"]["url"] == "entries/beta/"
    assert "repair" not in rows["beta"] and rows["tab-a"]["blocked_by"] == ["beta"]


def test_nothing_runs_and_nothing_is_fetched(site: Site) -> None:
    for url in ALL:
        if url == "about/":
            continue
        for one in site.page(url).find("div", "st"):
            for element in one.walk():
                assert element.tag not in ("script", "iframe", "object", "embed", "style"), url
                assert not [name for name in element.attributes if name.startswith("on")], url
                assert not (element.attributes.get("src") or "").startswith(("http", "//")), url


def test_pages_are_accessible_in_what_a_parser_can_see(site: Site) -> None:
    for url in ALL:
        if url == "about/":
            continue
        page = site.page(url)
        ids = Counter(one.attributes["id"] for one in page.walk() if "id" in one.attributes)
        assert [id_ for id_, number in ids.items() if number > 1] == [], url
        content = page.find("article")[0]
        for table in content.find("table"):
            if "highlighttable" in table.classes:
                continue
            assert table.find("caption"), url
            assert all(one.attributes.get("scope") for one in table.find("th")), url
        levels = [int(one.tag[1]) for one in content.walk() if re.fullmatch(r"h[1-6]", one.tag)]
        assert levels.count(1) == 1 and levels[0] == 1, (url, levels)
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), (url, levels)
        for one in content.find("", "st-scroll"):
            assert one.attributes.get("tabindex") == "0" and one.attributes.get("aria-label"), url


def test_every_state_is_said_in_words(site: Site) -> None:
    for url in ALL:
        for one in site.page(url).find("span", "st-chip") + site.page(url).find("a", "st-u"):
            assert one.text, url


def test_the_key_draws_nodes_only_of_what_nodes_carry(site: Site) -> None:
    tables = site.own("key/").find("table")
    assert ["In the graph" in one.one("thead").text for one in tables] == [True] * 3 + [False] * 3


def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    root = settle(make(tmp_path))
    first = dict(_texts(built(root)))
    second = dict(_texts(built(root)))
    assert first == second


def _texts(site: Site) -> list[tuple[str, str]]:
    return [(path, site.html(path)) for path, _ in site.pages()]


def test_rejections_stand_where_the_contract_is(tmp_path: Path) -> None:
    from mkdocs_specthis.usecases.certify.judge import reject
    from mkdocs_specthis.usecases.certify.request import JudgeRequest

    root = make(tmp_path)
    certify(root, "alpha")
    request = JudgeRequest(entries=("beta",), author="B. Judge", note="line 2 rounds <too> early")
    reject(root, request, now=lambda: "2026-04-29T10:00:00Z")
    page = built(root).page("specs/compute-a/")
    assert page.one("div", "st-note-p").text == "Rejected by B. Judge, 29 Apr 2026. Line 2 rounds <too> early. Judgment"


def test_what_moved_is_said_where_the_contract_is(site: Site) -> None:
    note = site.page("specs/compute-a/").one("div", "st-note-p")
    assert note.text == "The entry's own block moved since A. Judge certified it on 28 Apr 2026. See what moved"
    assert note.one("a").attributes["href"] == "../../entries/beta/#moved"


def test_the_page_of_an_export_says_where_the_paper_shows_it(site: Site) -> None:
    table = _routing(site)
    assert [cell.text for cell in (*table.one("tbody").find("th"), *table.one("tbody").find("td"))] == [
        "reports/tables/tab-a.tex",
        "A reports/paper.tex",
        "sec:a line 1",
        "Section “A”, line 2 of reports/paper.tex",
    ]
    assert [one.text for one in table.find("span", "st-yes")] == ["Section “A”, line 2 of reports/paper.tex"]
    titles = [one.text.rstrip("¶") for one in site.own("entries/alpha/").find("h2")]
    assert "Routing" not in titles


def _routing(site: Site) -> Element:
    page = site.own("entries/tab-a/")
    return next(one for one in page.find("table") if one.one("caption").text == "Where the paper shows each file")


@pytest.mark.parametrize("audience", ["serve", "public"])
def test_what_the_paper_lacks_comes_with_the_line_to_paste(audience: str, tmp_path: Path) -> None:
    paper = "\\section{A}\\label{sec:a}\n\\section{<b>}\n\\begin{table}\\input{%s}\\caption{<i>}\\end{table}\n"
    root = make(tmp_path, {"reports/paper.tex": paper % "nothing"}, options={"audience": audience})
    site = built(root, "--clean")
    assert [one.text for one in _routing(site).find("span", "st-noo")] == ["not included"]
    lines = [one.one("code").text for one in site.own("entries/tab-a/").find("div", "st-cmd")]
    commands = [line for line in lines if line.startswith("\\")]
    assert commands == (["\\input{tables/tab-a}"] if audience == "serve" else [])
    write(root, {"reports/paper.tex": paper % "tables/tab-a"})
    cells = _routing(built(root, "--clean")).find("span", "st-noo")
    assert [one.text for one in cells] == ["Table in section “<b>”, line 3 of reports/paper.tex “<i>”"]


def test_llms_says_what_is_where(mixed: tuple[Site, Snapshot]) -> None:
    """In the form of llmstxt.org: a title, a quotation that sums up, lists of links that lead somewhere."""
    site, _ = mixed
    text = site.html("llms.txt")
    assert text.startswith("# A site\n\n> ") and text.count("\n# ") == 0
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## The project",
        "## Specs",
        "## Entries",
    ]
    addresses = re.findall(r"\]\((\S+?)\)", text)
    assert all(address.startswith("https://example.org/below/") for address in addresses)
    below = [address.removeprefix("https://example.org/below/") for address in addresses]
    assert {"entries/beta/", "entries/beta/entry.json", "specs/compute-a/", "entries.json", ""} <= set(below)
    assert [one for one in below if not site.has(one)] == []
    assert {"entries/", "graph/", "audit/", "key/"} <= set(below)
    said = [line.partition("): ")[2] for line in text.partition("## Specs")[0].splitlines() if line.startswith("- ")]
    assert all(20 < len(line) < 120 for line in said), said
    assert "[beta](https://example.org/below/entries/beta/): compute; Spec audit needed" in text


def test_the_docs_own_llms_stays(tmp_path: Path) -> None:
    assert built(make(tmp_path, {"docs/llms.txt": "mine\n"})).html("llms.txt") == "mine\n"
