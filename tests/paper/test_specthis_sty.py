"""The states of exhibits in a paper: compiled by a real LaTeX, and read back from the PDF, its links too."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from hashlib import md5
from pathlib import Path

import pytest
from conftest import commit_all, copy_project, run_command

from mkdocs_specthis.core.parse.site_url import parse_site_url
from mkdocs_specthis.core.views.paper_states import FRESH, UNKNOWN, Export, PaperStates
from mkdocs_specthis.core.views.paper_status import Home, Standpoint, key_in_tex, paper_status
from mkdocs_specthis.core.views.vocabulary import EXPORT_WORDS, Word
from mkdocs_specthis.effects.templates import read_template

TOOLS = ("pdflatex", "pdftotext", "pdfinfo")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
HOME = Home(url="https://example.org/rain/")
STANDPOINT = Standpoint(commit="a1b2c3d4" * 5, dirty=False)
LINE = "at commit a1b2c3d."
BYTES = b"A row.\n"
SUM = md5(BYTES).hexdigest()

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not here: {', '.join(MISSING)}")


def exhibit(entry: str, word: Word = FRESH, *files: str, labels: tuple[str, ...] = ()) -> Export:
    return Export(entry=entry, word=word, files=files, labels=labels)


def lay_out(
    folder: Path,
    *rows: Export,
    body: str,
    head: str = r"\usepackage{hyperref}",
    options: str = "",
    home: Home = HOME,
    sums: Mapping[str, str] | None = None,
) -> Path:
    """A small paper with both files beside it."""
    package = read_template("paper/specthis.sty", {"STATUS": "specthis-status.tex"})
    (folder / "specthis.sty").write_bytes(package)
    fresh = sum(1 for row in rows if row.is_fresh)
    states = PaperStates(exports=rows, fresh=fresh, total=len(rows), conditional=0, worst=FRESH, is_whole=True)
    status = paper_status(states, home, STANDPOINT, sums or {}, "")
    (folder / "specthis-status.tex").write_text(status, encoding="utf-8")
    text = (
        f"\\documentclass{{article}}{head}\\usepackage{options}{{specthis}}\\begin{{document}}{body}\\end{{document}}"
    )
    (folder / "paper.tex").write_text(text, encoding="utf-8")
    return folder


def compiled(folder: Path, name: str = "paper", program: str = "pdflatex") -> str:
    """What the PDF says, white space folded."""
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", f"{name}.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=240)
    assert done.returncode == 0, done.stdout[-2000:]
    return text_of(folder, name)


def text_of(folder: Path, name: str = "paper") -> str:
    shown = subprocess.run(["pdftotext", "-layout", f"{name}.pdf", "-"], cwd=folder, capture_output=True, text=True)
    return " ".join(shown.stdout.split())


def links(folder: Path, name: str = "paper") -> list[str]:
    shown = subprocess.run(["pdfinfo", "-url", f"{name}.pdf"], cwd=folder, capture_output=True, text=True).stdout
    return [line.split()[-1] for line in shown.splitlines()[1:]]


def warnings(folder: Path) -> str:
    return " ".join((folder / "paper.log").read_text(errors="replace").replace("\n", "").split())


# --- the example's paper


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the paper with marks in a caption, in a title, in a float; one table has moved."""
    root = copy_project("example_site", tmp_path_factory.mktemp("marked"))
    done = run_command("refresh", cwd=root, timeout=240)
    assert done.returncode == 0, done.stderr
    script = root / "scripts/export_trend_table.py"
    script.write_text(script.read_text() + "\n# more\n")
    commit_all(root)
    before = {path: path.read_bytes() for path in (root / "reports").glob("*") if path.is_file()}
    said = run_command("tex", cwd=root, timeout=240)
    assert said.returncode == 0 and said.stderr == "", said.stderr
    assert {path: path.read_bytes() for path in before} == before
    paper = root / "reports/paper.tex"
    text = paper.read_text(encoding="utf-8")
    for old, new in (
        (r"\begin{document}", "\\usepackage{specthis}\n\\begin{document}"),
        (r"\maketitle", "\\maketitle\n\\specthisline\n\\listoffigures"),
        (r"\section{Data}", r"\section{Data\specthismark{num-data}}"),
        ("is a gap.}", r"is a gap. \specthismark{figures/fig-keeling}}"),
        (r"\label{tab:trend}", r"\label{tab:trend}\specthismark{tab:trend}"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    paper.write_text(text, encoding="utf-8")
    for _ in range(3):
        compiled(root / "reports")
    return root / "reports"


def test_the_example_shows_its_states(example: Path) -> None:
    text = text_of(example)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=example, capture_output=True, text=True).stdout
    assert f"4 of 5 exhibits fresh at commit {head[:7]}." in text
    assert "1 Data [• Fresh]" in text and "is a gap. [• Fresh]" in text and "[◦ Stale inputs]" in text
    assert "is a gap. . ." in text, "a list of figures has no marks"
    complaints = re.findall(
        r"Overfull|undefined|multiply defined|(?:LaTeX|hyperref|specthis) Warning", warnings(example)
    )
    assert complaints == []


def test_the_example_leads_to_its_pages(example: Path) -> None:
    site = "https://example.org/mauna-loa-co2/"
    pages = [f"{site}entries/{name}/" for name in ("num-data", "fig-keeling", "tab-trend")]
    assert links(example) == [site, *pages]


# --- names and addresses


HOSTILE = (
    "fig:a_b", "tab~1", "x&y", "50%", "a#b", "$cost$", "a^b", "größe", "a b", "O'Neil", 'q"q', "a,b", "-x", "[k]",
    "a=b",
)  # fmt: skip


def test_names_are_found_as_they_are_written(tmp_path: Path) -> None:
    rows = [exhibit(f"entry-{place}", FRESH, labels=(name,)) for place, name in enumerate(HOSTILE)]
    body = "\n\n".join(f"{place}:\\specthismark{{{key_in_tex(name)}}}" for place, name in enumerate(HOSTILE))
    folder = lay_out(tmp_path, *rows, body=body)
    text = compiled(folder)
    assert [place for place in range(len(HOSTILE)) if f"{place}: [• Fresh]" not in text] == []
    assert links(folder) == [f"https://example.org/rain/entries/entry-{place}/" for place in range(len(HOSTILE))]


@pytest.mark.parametrize("name", ["\\input{x}", "a}b", "{", "^^5c", "two  blanks", "line\nfeed", "\x00", "\udcff"])
def test_what_latex_cannot_be_asked_for_is_left_out(name: str, tmp_path: Path) -> None:
    folder = lay_out(tmp_path, exhibit("rain", FRESH, name, labels=(name,)), body=r"Here\specthismark{rain}")
    assert (folder / "specthis-status.tex").read_text().count("\\specthis@exhibit") == 1
    assert "[• Fresh]" in compiled(folder)


def test_addresses_arrive_as_they_are(tmp_path: Path) -> None:
    url, problem = parse_site_url("https://example.org:8080/~ada/50%25_c&d/$x/a(b)'c,d;e=f/größe")
    assert not problem
    folder = lay_out(tmp_path, exhibit("rain"), body=r"\specthismark{rain} \specthisline", home=Home(url=url))
    compiled(folder)
    assert links(folder) == [url + "entries/rain/", url]
    assert url.endswith("/~ada/50%25_c&d/$x/a(b)'c,d;e=f/gr%C3%B6%C3%9Fe/")


# --- what is shown where


def test_every_state_has_a_sign_and_its_word(tmp_path: Path) -> None:
    words = (*EXPORT_WORDS.values(), UNKNOWN)
    rows = [exhibit(word.key, word) for word in words]
    body = "".join(f"\n\n\\specthismark{{{word.key}}}" for word in words)
    text = compiled(lay_out(tmp_path, *rows, body=body))
    signs = [re.search(rf"\[(\S) {word.label}\]", text) for word in words]
    assert all(signs) and len({sign[1] for sign in signs if sign}) == len(words)


def test_marks_alone_have_no_words(tmp_path: Path) -> None:
    rows = (exhibit("rain"), exhibit("snow", EXPORT_WORDS["needs-review"]))
    body = r"A\specthismark{rain} B\specthismark{snow}"
    text = compiled(lay_out(tmp_path, *rows, body=body, options="[marks]"))
    assert re.search(r"A \[•\] B \[\S\]", text) and "Fresh" not in text
    assert links(tmp_path) == [HOME.url + "entries/rain/", HOME.url + "entries/snow/"]


def test_off_shows_nothing_and_reads_nothing(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, exhibit("rain"), body=r"A\specthismark{rain}, B\specthisline.", options="[off]")
    (folder / "specthis-status.tex").unlink()
    assert compiled(folder).startswith("A, B.") and links(folder) == [] and "specthis Warning" not in warnings(folder)


def test_without_hyperref_there_are_words_and_no_links(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, exhibit("rain"), body=r"A\specthismark{rain}. \specthisline", head="")
    assert f"A [• Fresh]. 1 of 1 exhibit fresh {LINE}" in compiled(folder) and links(folder) == []


def test_without_an_address_there_are_words_and_no_links(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, exhibit("rain"), body=r"A\specthismark{rain} \specthisline", home=Home(url=""))
    assert "A [• Fresh] 1 of 1" in compiled(folder) and links(folder) == []


# --- green means green


def test_without_its_status_nothing_is_fresh(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, exhibit("rain"), body=r"A\specthismark{rain}. \specthisline")
    (folder / "specthis-status.tex").unlink()
    assert "A [? Unknown]. The state of the exhibits is not known." in compiled(folder)
    assert "`specthis tex' writes it" in warnings(folder)


def test_a_name_that_nobody_has_is_unknown(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, exhibit("rain"), body=r"A\specthismark{rian_x}")
    assert "A [? Unknown]" in compiled(folder) and "Nothing is known of `rian_x'" in warnings(folder)


def test_a_label_of_several_exhibits_has_the_worst_state(tmp_path: Path) -> None:
    rows = tuple(
        exhibit(name, EXPORT_WORDS[state], labels=("fig:both",))
        for name, state in (("rain", "fresh"), ("snow", "stale-inputs"), ("hail", "needs-review"))
    )
    folder = lay_out(tmp_path, *rows, body=r"A\specthismark{fig:both}")
    assert "Stale inputs" in compiled(folder) and links(folder) == [HOME.url + "entries/snow/"]


PROGRAMS = [
    pytest.param(
        program, marks=pytest.mark.skipif(shutil.which(program) is None, reason=f"not here: {program}"), id=program
    )
    for program in ("pdflatex", "lualatex", "xelatex")
]


@pytest.mark.parametrize("program", PROGRAMS)
def test_bytes_that_have_moved_since_are_not_fresh(program: str, tmp_path: Path) -> None:
    rows = (exhibit("rain", FRESH, "tab_rain.tex", labels=("tab:both",)), exhibit("snow", FRESH, labels=("tab:both",)))
    body = r"A\specthismark{rain} B\specthismark{snow} C\specthismark{tab:both} \specthisline"
    folder = lay_out(tmp_path, *rows, body=body, head="", sums={"tab_rain.tex": SUM})
    (folder / "tab_rain.tex").write_bytes(BYTES)
    assert f"A [• Fresh] B [• Fresh] C [• Fresh] 2 of 2 exhibits fresh {LINE}" in compiled(folder, program=program)
    (folder / "tab_rain.tex").write_bytes(BYTES + b"More.\n")
    text = compiled(folder, program=program)
    assert f"A [? Unknown] B [• Fresh] C [? Unknown] 2 of 2 exhibits fresh {LINE} Files have moved since." in text
    assert "`tab_rain.tex' is not as it was when `specthis tex' looked" in warnings(folder)


def test_a_file_that_is_gone_is_not_fresh(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, exhibit("rain", FRESH, "rain.tex"), body=r"\specthismark{rain}", sums={"rain.tex": SUM})
    assert "[? Unknown]" in compiled(folder)
