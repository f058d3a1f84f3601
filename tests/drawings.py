"""A project with drawings for the tests of pictures, and shorthands to draw and to read what came of it."""

import io
import json
import shutil
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from conftest import write_files

from mkdocs_specthis.core.preview.record import parse_record
from mkdocs_specthis.frontends.cli.console import run
from mkdocs_specthis.frontends.cli.main import specthis

needs_latex = pytest.mark.skipif(
    not (shutil.which("pdflatex") and shutil.which("pdftocairo")), reason="needs LaTeX and poppler"
)
PAPER = r"""\documentclass{article}
\usepackage{tikz}
\usepackage{pgfplots}
\newcommand{\unitname}{ppm}
\begin{document}
\section{Rain}\label{sec:rain}
\begin{figure}\input{fig-a}\caption{Rain in \unitname{} & more}\label{fig:a}\end{figure}
\end{document}
"""
DRAWING = r"""\begin{tikzpicture}
\draw (0,0) -- (2,1) node {\unitname};
\end{tikzpicture}
"""
HEAD = "---\nname: figure-f\nkind: figure\n---\n\n# Figures\n\n## Entries\n"
ENTRY = """
### {name}

- Export script: `scripts/fig.py`
- Export outputs: `reports/{file}`
- Consumes: none
- Status: script ready

One picture.
"""


def project(root: Path, drawings: Mapping[str, str | bytes], more: Mapping[str, str | bytes] | None = None) -> Path:
    """`drawings`: file below `reports/` to what it holds; the entry has the name of the file without suffix."""
    entries = "".join(ENTRY.format(name=file.rpartition(".")[0], file=file) for file in drawings)
    files: dict[str, str | bytes] = {
        "specthis.toml": '[paper]\nhost_docs = ["reports/paper.tex"]\n',
        "specs/figure-f.md": HEAD + entries,
        "scripts/fig.py": "print()\n",
        "reports/paper.tex": PAPER,
        "mkdocs.yml": "site_name: Rain\nplugins: [specthis]\n",
        "docs/about.md": "# About\n",
    }
    files |= {f"reports/{file}": content for file, content in drawings.items()}
    return write_files(root, {**files, **(more or {})})


def preview(root: Path, *words: str) -> tuple[int, str]:
    """(exit status, all that was said)."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        status = run(specthis, "specthis", ["preview", "-C", str(root), *words])
    return status, said.getvalue()


def rows(root: Path, *words: str) -> dict[str, Any]:
    """Entry to its row of `--json`."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        run(specthis, "specthis", ["preview", "-C", str(root), "--json", *words])
    return {row["entry"]: row for row in json.loads(out.getvalue())["rows"]}


def record_of(root: Path, file: str) -> Any:
    """What is recorded of the last picture of `reports/<file>`."""
    found = sorted((root / ".specthis/previews").glob(f"reports-{file.replace('.', '-')}-*.json"))
    record, problem = parse_record(found[0].read_bytes())
    assert record is not None, problem
    return record


def pdf(text: str = "Hello") -> bytes:
    """A small PDF file with one page."""
    stream = f"BT /F1 12 Tf 10 20 Td ({text}) Tj ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 50]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj{one}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(body)
    body += f"xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    return body.encode()
