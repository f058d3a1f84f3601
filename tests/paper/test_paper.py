"""The example's paper, compiled by a real LaTeX from freshly made exports, and read back from the PDF."""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pytest
from conftest import copy_project, run_command

from mkdocs_specthis.core.exhibits.latex_cells import table_rows
from mkdocs_specthis.core.model.latex_table import LatexTables
from mkdocs_specthis.core.parse.latex_table import parse_tables

TOOLS = ("pdflatex", "pdftotext")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
MACRO = re.compile(r"\\newcommand\{\\(\w+)\}\{([^{}]*)\}")
CELL = re.compile(r"\d+\.\d+")

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not here: {', '.join(MISSING)}")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the paper, compiled twice so that references are settled."""
    root = copy_project("example_site", tmp_path_factory.mktemp("paper"))
    done = run_command("refresh", cwd=root)
    assert done.returncode == 0, done.stderr
    for _ in range(2):
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "paper.tex"]
        done = subprocess.run(
            command, cwd=root / "reports", capture_output=True, text=True, errors="replace", timeout=120
        )
        assert done.returncode == 0, done.stdout[-2000:]
    return root / "reports"


@pytest.fixture(scope="module")
def text(reports: Path) -> str:
    """What the PDF says, white space folded."""
    command = ["pdftotext", "-layout", "paper.pdf", "-"]
    shown = subprocess.run(command, cwd=reports, capture_output=True, text=True, check=True, timeout=60).stdout
    return " ".join(shown.split())


def test_nothing_is_undefined_and_nothing_overfull(reports: Path) -> None:
    log = (reports / "paper.log").read_text(errors="replace")
    complaints = [
        line for line in log.splitlines() if re.search(r"Overfull|undefined|multiply defined|LaTeX Warning", line)
    ]
    assert complaints == []


def test_every_number_that_the_text_quotes_is_the_exported_one(reports: Path, text: str) -> None:
    paper = (reports / "paper.tex").read_text(encoding="utf-8")
    exported = {
        name: value for file in (reports / "numbers").glob("*.tex") for name, value in MACRO.findall(file.read_text())
    }
    quoted = {name: value for name, value in exported.items() if re.search(rf"\\{name}(?![A-Za-z])", paper)}
    assert len(quoted) > 20
    assert [name for name, value in quoted.items() if re.fullmatch(r"[\d.]+", value) and value not in text] == []


def test_every_cell_of_the_tables_is_in_the_pdf(reports: Path, text: str) -> None:
    cells = [cell for file in (reports / "tables").glob("*.tex") for cell in CELL.findall(file.read_text())]
    assert len(cells) > 20
    assert [cell for cell in cells if cell not in text] == []


def test_every_cell_that_a_page_shows_is_in_the_pdf_in_its_row(reports: Path) -> None:
    """What the site draws of a table is what LaTeX made of it, row by row."""
    command = ["pdftotext", "-layout", "paper.pdf", "-"]
    shown = subprocess.run(command, cwd=reports, capture_output=True, text=True, check=True, timeout=60).stdout
    lines = [squeezed(line) for line in shown.splitlines()]
    files = sorted((reports / "tables").glob("*.tex"))
    rows = [row for file in files for row in rows_of(file)]
    assert len(rows) > 15
    assert [filled(row) for row in rows] == [filled(row) for file in files for row in written_in(file)]
    assert [row for row in rows if not any(squeezed("".join(row)) in line for line in lines)] == []


def rows_of(file: Path) -> list[tuple[str, ...]]:
    tables = parse_tables(file.read_text(encoding="utf-8"))
    assert isinstance(tables, LatexTables), file
    return [row for rows in table_rows(tables) for row in rows]


def written_in(file: Path) -> list[list[str]]:
    """The pieces of each line that ends a row: these exports have one row on a line."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.rstrip().endswith("\\\\")]
    return [[piece.strip() for piece in line.removesuffix("\\\\").split("&")] for line in lines]


def filled(row: Iterable[str]) -> list[bool]:
    return [bool(cell) for cell in row]


def squeezed(text: str) -> str:
    """Without blanks and without the signs that plain text has for raised letters."""
    return re.sub(r"[\s^_]", "", unicodedata.normalize("NFKC", text))


def test_the_prose_itself_holds_no_result(reports: Path) -> None:
    """Every number comes from a script: a decimal in the text would be pasted."""
    body = (reports / "paper.tex").read_text(encoding="utf-8").split(r"\begin{document}", 1)[1]
    prose = re.sub(r"\\(?:includegraphics|input|vspace|hspace|setlength|label|ref|sectionversion)\b[^\n]*", "", body)
    assert re.findall(r"\b\d+\.\d+\b", prose) == []
