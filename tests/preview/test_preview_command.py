"""`specthis preview`: what is drawn, what stays, what is said of what cannot be drawn. A real LaTeX draws."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import write_files
from drawings import DRAWING, PAPER, needs_latex, pdf, preview, project, record_of, rows
from jsonschema_rs import validator_for

from mkdocs_specthis.core.model.preview import Role
from mkdocs_specthis.effects.schemas import read_schema

pytestmark = needs_latex


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drawing with the paper's own command, data that it reads, and a PDF file, all drawn."""
    table = "\\begin{tikzpicture}\\begin{axis}\\addplot table {points.dat};\\end{axis}\\end{tikzpicture}\n"
    files = {"fig-a.tex": DRAWING, "fig-b.tex": table, "fig-c.pdf": pdf(), "num.tex": "\\newcommand{\\x}{1}\n"}
    root = project(tmp_path_factory.mktemp("drawn"), files, {"reports/points.dat": "0 1\n1 2\n"})
    status, said = preview(root)
    assert status == 0, said
    assert said.endswith("Three drawn.\n")
    return root


def test_a_picture_is_lines_of_the_papers_own_making(drawn: Path) -> None:
    record = record_of(drawn, "fig-a.tex")
    picture = (drawn / rows(drawn)["fig-a"]["picture"]).read_text()
    assert picture.startswith("<?xml") and "<path" in picture and record.picture.suffix == ".svg"
    assert [str(part.role) for part in record.parts] == ["preamble", "settings", "source"]
    assert "TeX" in record.program


def test_what_latex_read_is_recorded(drawn: Path) -> None:
    parts = {str(part.role): part.path for part in record_of(drawn, "fig-b.tex").parts}
    assert parts["file"] == "reports/points.dat"


def test_nothing_is_drawn_twice_and_definitions_are_no_picture(drawn: Path) -> None:
    assert {row["outcome"] for row in rows(drawn).values()} == {"there"}
    assert "num" not in rows(drawn)


def copied(drawn: Path, root: Path) -> Path:
    subprocess.run(["cp", "-r", str(drawn), str(root / "copy")], check=True)
    return root / "copy"


@pytest.mark.parametrize(
    ("path", "old", "new", "word"),
    [
        ("reports/fig-b.tex", "addplot", "addplot+", "from an earlier version of this file"),
        ("reports/points.dat", "1 2", "1 3", "before `reports/points.dat` changed"),
        ("reports/paper.tex", "ppm", "mm", "before the preamble of `reports/paper.tex` changed"),
        ("specthis.toml", "[paper]", "[preview]\nengine = 'lualatex'\n[paper]", "under other settings"),
        ("reports/paper.tex", "\\section{Rain}", "\\section{Snow}", None),
    ],
)
def test_what_moves_has_it_drawn_anew(drawn: Path, tmp_path: Path, path: str, old: str, new: str, word: str) -> None:
    """What stands behind the preamble moves nothing."""
    root = copied(drawn, tmp_path)
    (root / path).write_text((root / path).read_text().replace(old, new))
    row = rows(root, "fig-b", "--dry-run")["fig-b"]
    assert row["outcome"] == ("there" if word is None else "drawn")
    assert (word or "") in row["text"]


def test_a_file_of_lines_too_many_becomes_dots(drawn: Path, tmp_path: Path) -> None:
    root = copied(drawn, tmp_path)
    (root / "specthis.toml").write_text('[preview]\nformat = "png"\ndpi = 40\n')
    status, said = preview(root, "fig-c")
    assert status == 0, said
    picture = root / rows(root)["fig-c"]["picture"]
    assert picture.suffix == ".png" and picture.read_bytes().startswith(b"\x89PNG")


def test_latex_errors_name_file_and_line_and_the_others_are_drawn(tmp_path: Path) -> None:
    broken = "\\begin{tikzpicture}\n\\draw (0,0) -- (1,1);\n\\nosuchthing\n\\end{tikzpicture}\n"
    lost = "\\begin{tikzpicture}\\end{tikzpicture}\n\\input{nowhere}\n"
    root = project(tmp_path, {"fig-a.tex": broken, "fig-b.tex": lost, "fig-c.tex": DRAWING, "fig-d.pdf": b"no PDF"})
    status, said = preview(root, "-j", "2")
    assert status == 1
    assert "reports/fig-a.tex:3: preview error: undefined control sequence `\\nosuchthing`\n  hint: define it" in said
    assert "reports/fig-b.tex:2: preview error: LaTeX Error: File `nowhere.tex' not found" in said
    assert "reports/fig-d.pdf: preview error: its page cannot be drawn: " in said
    assert said.endswith("One drawn and three failed.\n")
    log = next(line for line in said.splitlines() if "fig-a-tex" in line).split("is in ")[1]
    assert "nosuchthing" in (root / log).read_text()


def test_a_fault_in_the_preamble_is_told_with_the_papers_line(tmp_path: Path) -> None:
    paper = PAPER.replace("\\newcommand", "\\nocommand")
    root = project(tmp_path, {"fig-a.tex": DRAWING}, {"reports/paper.tex": paper})
    assert "reports/paper.tex:4: preview error: undefined control sequence `\\nocommand`" in preview(root)[1]


def test_files_that_go_up_or_are_named_by_a_macro_are_found(tmp_path: Path) -> None:
    text = (
        "\\newcommand{\\where}{below}\\begin{tikzpicture}\\node{\\input{\\where/word.tex}};"
        "\\node at (2,0) {\\input{../shared/word.tex}};\\end{tikzpicture}\n"
    )
    more = {"reports/below/word.tex": "here\n", "shared/word.tex": "\\unitname\n"}
    root = project(tmp_path, {"fig-a.tex": text}, more)
    status, said = preview(root)
    assert status == 0, said
    paths = [part.path for part in record_of(root, "fig-a.tex").parts if str(part.role) == "file"]
    assert paths == ["reports/below/word.tex", "shared/word.tex"]


def test_a_table_that_the_site_does_not_understand_is_drawn(tmp_path: Path) -> None:
    good = "\\begin{tabular}{ll} a & b \\\\ c & d \\\\ \\end{tabular}\n"
    odd = "\\begin{tabular}{ll} a & \\raisebox{2pt}[0pt]{\\unknown{b}} \\\\ c & d & e \\\\ \\end{tabular}\n"
    root = project(tmp_path, {"tab-a.tex": good, "tab-b.tex": odd})
    assert list(rows(root, "--dry-run")) == ["tab-b"]


def test_a_whole_document_is_drawn_as_it_is(tmp_path: Path) -> None:
    text = "\\documentclass{article}\\usepackage{tikz}\\pagestyle{empty}\\begin{document}\n" + DRAWING.replace(
        "\\unitname", "x"
    )
    root = project(tmp_path, {"fig-a.tex": text + "\\end{document}\n"})
    assert preview(root)[0] == 0
    assert [str(part.role) for part in record_of(root, "fig-a.tex").parts] == ["settings", "source"]


def test_the_projects_own_command_and_preamble(tmp_path: Path) -> None:
    toml = '[preview]\ncommand = ["pdflatex", "-interaction=batchmode", "{source}"]\npreamble = "tex/own.tex"\n'
    own = "\\documentclass{article}\\usepackage{tikz}\\newcommand{\\unitname}{own}\n"
    root = project(tmp_path, {"fig-a.tex": DRAWING}, {"specthis.toml": toml, "tex/own.tex": own})
    status, said = preview(root)
    assert status == 0, said
    assert "tex/own.tex" in [part.path for part in record_of(root, "fig-a.tex").parts]


def test_files_that_the_projects_own_command_names_come_along(tmp_path: Path) -> None:
    toml = '[preview]\ncommand = ["sh", "./tools/draw.sh", "{source}"]\n'
    script = "pdflatex -recorder -interaction=batchmode $1\n"
    plain = DRAWING.replace("\\unitname", "ppm")
    root = project(tmp_path, {"fig-a.tex": plain}, {"specthis.toml": toml, "tools/draw.sh": script})
    status, said = preview(root)
    assert status == 0, said
    assert "tools/draw.sh" in [part.path for part in record_of(root, "fig-a.tex").parts]
    assert rows(root, "--dry-run")["fig-a"]["outcome"] == "there"
    (root / "tools/draw.sh").write_text(f"{script}# moved\n")
    assert rows(root, "--dry-run")["fig-a"]["outcome"] == "drawn"


@pytest.mark.parametrize("package", ["{specthis}", "[marks]\n{specthis}", "{booktabs,\nspecthis}"])
def test_the_marks_of_a_paper_make_no_picture_older(package: str, tmp_path: Path) -> None:
    """The package looks at every exhibit's file, and its status file is another one at each commit."""
    paper = PAPER.replace("\\usepackage{tikz}", f"\\usepackage{package}\n\\usepackage{{tikz}}\n\\specthisline")
    marked = DRAWING.replace("\\unitname", "\\unitname \\specthismark{fig:a}")
    root = project(tmp_path, {"fig-a.tex": marked, "fig-b.tex": DRAWING}, {"reports/paper.tex": paper})
    assert subprocess.run([sys.executable, "-m", "mkdocs_specthis", "tex"], cwd=root, check=False).returncode == 0
    status, said = preview(root)
    assert status == 0, said
    files = [part.path for part in record_of(root, "fig-a.tex").parts if part.role is Role.FILE]
    assert files == []
    (root / "reports/fig-b.tex").write_text(DRAWING + "% moved\n")
    (root / "reports/specthis-status.tex").write_text("% another commit\n")
    found = {name: row["outcome"] for name, row in rows(root, "--dry-run").items()}
    assert found == {"fig-a": "there", "fig-b": "drawn"}


SETTINGS = "[paper]\nhost_docs = ['reports/paper.tex']\n[preview]\nengine = '{}'\n"


@pytest.mark.parametrize(("engine", "needs"), [("xelatex", "xelatex.ini"), ("lualatex", "luaotfload-main.lua")])
def test_other_engines_draw_with_fonts_of_their_own(engine: str, needs: str, tmp_path: Path) -> None:
    """LuaLaTeX writes what it makes of a font, and may write nowhere but in the folder of the drawing."""
    found = subprocess.run(["kpsewhich", needs, "lmroman10-regular.otf"], capture_output=True, text=True, check=False)
    if not shutil.which(engine) or len(found.stdout.split()) < 2:
        pytest.skip(f"needs {engine} and Latin Modern")
    root = project(tmp_path, {"fig-a.tex": DRAWING.replace("\\unitname", "Größe \\unitname")})
    paper = PAPER.replace("\\usepackage{tikz}", "\\usepackage{fontspec}\\usepackage{tikz}")
    write_files(root, {"reports/paper.tex": paper, "specthis.toml": SETTINGS.format(engine)})
    status, said = preview(root)
    assert status == 0, said
    assert rows(root)["fig-a"]["outcome"] == "there" and (root / rows(root)["fig-a"]["picture"]).stat().st_size > 2000


def test_json_follows_its_schema(drawn: Path, tmp_path: Path) -> None:
    root = copied(drawn, tmp_path)
    (root / "reports/fig-a.tex").write_text("\\begin{tikzpicture}\\nosuch\\end{tikzpicture}\n")
    done = subprocess.run(["specthis", "preview", "--json"], cwd=root, capture_output=True, text=True)
    assert done.returncode == 1 and not done.stderr
    value = json.loads(done.stdout)
    validator_for(read_schema("preview")).validate(value)
    assert value["counts"]["failed"] == 1 and value["rows"][0]["faults"][0]["line"] == 1


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project(tmp_path, {"fig-a.tex": DRAWING})
    monkeypatch.setenv("PATH", str(tmp_path))
    status, said = preview(root)
    assert status == 1 and "there is no program `pdflatex` on the PATH\n  hint: `specthis doctor` says" in said


@pytest.mark.parametrize("words", [["--timeout", "never"], ["nobody"], ["--jobs", "0"]])
def test_bad_words_are_usage(tmp_path: Path, words: list[str]) -> None:
    assert preview(project(tmp_path, {"fig-a.tex": DRAWING}), *words)[0] == 2


def test_an_interrupted_one_ends_at_once_and_leaves_nothing_running(tmp_path: Path) -> None:
    root = project(tmp_path, {"fig-a.tex": "\\begin{tikzpicture}\\def\\x{\\x}\\x\\end{tikzpicture}\n"})
    child = subprocess.Popen(
        [sys.executable, "-m", "mkdocs_specthis", "preview"], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said = root / ".specthis/drawing/now"
    deadline = time.monotonic() + 30
    while not list(said.glob("*/specthis-preview.log")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(child.pid, signal.SIGINT)
    out = child.communicate(timeout=20)[0].decode()
    assert child.returncode == 130 and "interrupted" in out
    assert not list(said.glob("*"))
