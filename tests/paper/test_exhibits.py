"""Figures and tables of a paper as people write them, compiled by a real LaTeX: our numbers and pages are its own."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import write_files

from mkdocs_specthis.core.exhibits.exhibits import Exhibit, exhibits_of
from mkdocs_specthis.core.exhibits.numbers import section_numbers
from mkdocs_specthis.core.paper.routes import Made
from mkdocs_specthis.usecases.load import load_snapshot
from mkdocs_specthis.usecases.paper import read_papers

TOOLS = ("pdflatex", "pdftotext")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not here: {', '.join(MISSING)}")

SPEC = """---
name: report-x
kind: report
host_doc: reports/paper.tex
section_label: s
---

## Entries

### cells

- Export script: `scripts/cells.sh`
- Export outputs: `reports/cells.tex`, `reports/whole.tex`
- Consumes: none
- Status: script ready
"""
PAPER = r"""\documentclass{article}
\usepackage{subcaption}
\usepackage{longtable}
\usepackage{graphicx}
\newcommand{\drawn}[3][h]{\begin{figure}[#1]#2\caption{#3}\end{figure}}
%s
\begin{document}
\section{First}\label{s}
\begin{table}[h]\caption{plain words}\label{tab:plain}\begin{tabular}{l}\input{cells}\end{tabular}\end{table}
\input{whole}
\begin{table*}[t]\caption{starred words}\begin{tabular}{l}\input{cells}\end{tabular}\end{table*}
\begin{figure}[h]
  \begin{subfigure}{2cm}a\caption{part words}\label{fig:part}\end{subfigure}
  \begin{subfigure}{2cm}b\caption{other part}\end{subfigure}
  \caption{parts words}\label{fig:parts}
\end{figure}
\begin{figure}[h]
  \begin{minipage}{4cm}c\caption{left words}\label{fig:left}\end{minipage}
  \begin{minipage}{4cm}d\caption{right words}\end{minipage}
\end{figure}
\begin{figure}[h]e\caption*{unnumbered words}\end{figure}
\drawn{g}{drawn words}
\clearpage
\include{chapter}
\appendix
\section{Last}
\begin{longtable}{l}
  \caption{long words}\label{tab:long}\\ \endfirsthead
  \caption[]{long words again}\\ \endhead
  \input{cells}
\end{longtable}
\renewcommand{\thetable}{\Alph{section}.\arabic{table}}
\begin{table}[h]\caption{appendix words}\begin{tabular}{l}\input{cells}\end{tabular}\end{table}
\end{document}
"""
FILES = {
    "specs/report-x.md": SPEC,
    "scripts/cells.sh": "true\n",
    "reports/cells.tex": "1 \\\\\n",
    "reports/whole.tex": "\\begin{table}[h]\n\\caption{whole words}\\label{tab:whole}\nx\n\\end{table}\n",
    "reports/chapter.tex": "\\section{Second}\n\\begin{figure}[h]f\\caption{chapter words}\\end{figure}\n",
}


@pytest.fixture(scope="module", params=["", "\\usepackage{hyperref}"], ids=["plain", "hyperref"])
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose paper was compiled twice, so that references are settled."""
    root = tmp_path_factory.mktemp("exhibits")
    write_files(root, {**FILES, "reports/paper.tex": PAPER % request.param})
    for _ in range(2):
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "paper.tex"]
        done = subprocess.run(
            command, cwd=root / "reports", capture_output=True, text=True, errors="replace", timeout=120
        )
        assert done.returncode == 0, done.stdout[-2000:]
    return root


@pytest.fixture(scope="module")
def exhibits(root: Path) -> dict[str, Exhibit]:
    """Caption to exhibit."""
    snapshot = load_snapshot(root)
    paper = read_papers(root, snapshot)["reports/paper.tex"]
    return {one.caption: one for one in exhibits_of(snapshot, paper, Made(snapshot.project)).exhibits}


def printed(root: Path) -> dict[str, tuple[str, str]]:
    """Caption to (name and number, page), as the PDF has them."""
    command = ["pdftotext", "-layout", "paper.pdf", "-"]
    text = subprocess.run(command, cwd=root / "reports", capture_output=True, text=True, check=True, timeout=60).stdout
    found = {}
    for page, content in enumerate(text.split("\f"), start=1):
        for name, caption in re.findall(r"((?:Table|Figure) [A-Z]?\.?\d+): (\w+ words)(?! again)", content):
            found.setdefault(caption, (name, str(page)))
    return found


def test_every_number_and_page_is_that_of_the_pdf(root: Path, exhibits: dict[str, Exhibit]) -> None:
    expected = printed(root)
    assert len(expected) == 10
    assert {caption: (one.name, one.page) for caption, one in exhibits.items() if one.number} == expected


def test_what_latex_does_not_number_has_none(exhibits: dict[str, Exhibit]) -> None:
    assert [caption for caption, one in exhibits.items() if not one.number] == ["unnumbered words"]
    assert "part words" not in exhibits


def test_every_exhibit_has_the_exports_that_stand_in_it(exhibits: dict[str, Exhibit]) -> None:
    shown = {caption: [one.path for one in exhibit.shown] for caption, exhibit in exhibits.items() if exhibit.shown}
    cells = ["reports/cells.tex"]
    assert shown == {
        "plain words": cells,
        "whole words": ["reports/whole.tex"],
        "starred words": cells,
        "long words": cells,
        "appendix words": cells,
    }


def test_sections_have_latexs_numbers(root: Path) -> None:
    paper = read_papers(root, load_snapshot(root))["reports/paper.tex"]
    assert section_numbers(paper.document, paper.aux) == ("1", "2", "A")
