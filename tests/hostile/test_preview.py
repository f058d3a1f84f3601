"""Drawings that want more than to be drawn: a shell, other people's files, all of the time, all of the disk."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from drawings import DRAWING, PAPER, needs_latex, preview, project, record_of

from mkdocs_specthis.effects.drawing import confine

pytestmark = needs_latex
SECRET = "xyzzy-1984-plugh"
needs_landlock = pytest.mark.skipif(not confine.landlock_version(), reason="needs Landlock in the kernel")
needs_lua = pytest.mark.skipif(not os.path.exists("/usr/bin/lualatex"), reason="needs LuaLaTeX")


def around(text: str) -> str:
    return f"\\begin{{tikzpicture}}\\draw (0,0) -- (1,1);\\end{{tikzpicture}}\n{text}\n"


def test_no_shell_is_let_out(tmp_path: Path) -> None:
    target = tmp_path / "pwned"
    text = around(f"\\immediate\\write18{{touch {target}}}\\immediate\\write18{{touch pwned}}")
    root = project(tmp_path / "project", {"fig-a.tex": text})
    assert preview(root)[0] == 0
    assert not target.exists() and not list(root.rglob("pwned"))


@pytest.mark.parametrize("name", ["/etc/passwd", "{up}/secret.tex", "link.tex"])
def test_no_file_of_elsewhere_is_read(tmp_path: Path, name: str) -> None:
    """By a path, by going up, through a link of the project."""
    (tmp_path / "secret.tex").write_text(SECRET)
    text = around("\\input{" + name.replace("{up}", "../..") + "}")
    root = project(tmp_path / "project", {"fig-a.tex": text})
    (root / "reports/link.tex").symlink_to(tmp_path / "secret.tex")
    status, said = preview(root)
    assert status == 1 and "reports/fig-a.tex:2: preview error: LaTeX Error: File `" in said
    assert SECRET not in "".join(file.read_text(errors="replace") for file in (root / ".specthis").rglob("*.*g"))


@needs_landlock
def test_no_file_is_slipped_into_the_page(tmp_path: Path) -> None:
    """pdfTeX's `\\pdfobj file` asks LaTeX's own rules for nothing; the kernel refuses it."""
    (tmp_path / "secret").write_text(SECRET)
    text = around("\\immediate\\pdfobj stream file{" + str(tmp_path / "secret") + "}")
    root = project(tmp_path / "project", {"fig-a.tex": text})
    assert preview(root)[0] == 1


@needs_landlock
@needs_lua
def test_lua_reads_and_writes_nothing_of_elsewhere(tmp_path: Path) -> None:
    secret, target = tmp_path / "secret", tmp_path / "written"
    secret.write_text(SECRET)
    lua = (
        f"local f=io.open('{secret}'); if f then tex.error('READ') end;"
        f"local g=io.open('{target}','w'); if g then g:write('x') g:close() end;"
        "if os.execute and os.execute('true') then tex.error('RAN') end"
    )
    text = around("\\directlua{" + lua + "}")
    toml = '[preview]\nengine = "lualatex"\ntimeout = "120s"\n'
    paper = PAPER.replace("\\usepackage{pgfplots}\n", "")
    root = project(tmp_path / "project", {"fig-a.tex": text}, {"specthis.toml": toml, "reports/paper.tex": paper})
    status, said = preview(root)
    assert status == 0, said
    assert not target.exists()


@pytest.mark.parametrize(
    "text",
    [
        "\\def\\x{\\x}\\x",
        "\\def\\x{\\message{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}\\x}\\x",
        "\\newcount\\n\\loop\\advance\\n by 1 \\ifnum0=0 \\repeat",
    ],
)
def test_what_never_ends_is_ended(tmp_path: Path, text: str) -> None:
    root = project(tmp_path, {"fig-a.tex": around(text)})
    status, said = preview(root, "--timeout", "4s")
    # What talks all the time may meet the limit of its log first.
    ends = ("it was not done after 4.0 s", "it wrote a file of more than 67 MB")
    assert status == 1 and any(end in said for end in ends), said
    assert not list((root / ".specthis/drawing/now").iterdir())
    assert sum(file.stat().st_size for file in root.rglob("*") if file.is_file()) < 5_000_000


def test_what_writes_without_end_meets_a_limit(tmp_path: Path) -> None:
    line = "a" * 4000
    text = around("\\newwrite\\o\\immediate\\openout\\o=big.txt \\def\\x{\\immediate\\write\\o{" + line + "}\\x}\\x")
    root = project(tmp_path, {"fig-a.tex": text})
    status, said = preview(root, "--timeout", "120s")
    assert status == 1 and "it wrote a file of more than 67 MB, and was ended" in said, said
    assert not list(root.rglob("big.txt"))


def test_nothing_of_the_project_is_written(tmp_path: Path) -> None:
    text = around("\\newwrite\\o\\immediate\\openout\\o=reports/points.dat \\immediate\\write\\o{x}\\input{points.dat}")
    root = project(tmp_path, {"fig-a.tex": text}, {"reports/points.dat": "1 2\n"})
    preview(root)
    assert (root / "reports/points.dat").read_text() == "1 2\n"


def test_a_recorder_that_lies_counts_for_nothing_more_than_its_own_picture(tmp_path: Path) -> None:
    text = around("\\newwrite\\o\\immediate\\openout\\o=specthis-preview.fls \\immediate\\write\\o{PWD /}\\input{word}")
    root = project(tmp_path, {"fig-a.tex": text}, {"reports/word.tex": "word\n"})
    status, said = preview(root)
    assert status == 0, said
    assert record_of(root, "fig-a.tex").source


def test_a_folder_that_leads_out_is_refused(tmp_path: Path) -> None:
    root = project(tmp_path / "project", {"fig-a.tex": DRAWING})
    (root / ".specthis").mkdir()
    (root / ".specthis/previews").symlink_to(tmp_path)
    status, said = preview(root)
    assert status == 2 and "leads out of the project" in said
    assert [one.name for one in tmp_path.iterdir()] == ["project"]


@needs_landlock
def test_what_is_confined_reaches_its_folder_alone(tmp_path: Path) -> None:
    """The launcher itself, with a plain program."""
    (tmp_path / "in").mkdir()
    (tmp_path / "out").write_text(SECRET)
    wish = (
        '{"read": ["/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache"], "write": ["%s"], '
        '"file_bytes": 1000, "memory_bytes": 4000000000, "seconds": 20}' % (tmp_path / "in")
    )
    script = "cat ../out; echo a > mine; echo b > ../theirs; ln -s /etc l; head -c 5000 /dev/zero > big; wc -c < big"
    command = [sys.executable, "-I", "-S", confine.__file__, wish, "/bin/sh", "-c", script]
    done = subprocess.run(command, cwd=tmp_path / "in", capture_output=True, text=True, check=False)
    assert SECRET not in done.stdout
    assert (tmp_path / "in/mine").read_text() == "a\n"
    assert not (tmp_path / "theirs").exists() and not (tmp_path / "in/l").is_symlink()
    assert (tmp_path / "in/big").stat().st_size <= 1000
