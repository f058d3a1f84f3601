"""What is a drawing, which files it names, what LaTeX's words mean, and how old a picture is: texts alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_specthis.core.digest import digest_text
from mkdocs_specthis.core.model.preview import Picture, PreviewKind, PreviewPart, PreviewRecord, Role
from mkdocs_specthis.core.preview.age import age_in_words, moved_parts
from mkdocs_specthis.core.preview.drawing import is_document, is_drawing
from mkdocs_specthis.core.preview.latex_log import faults_of, missing_files, read_files
from mkdocs_specthis.core.preview.named_files import from_root, graphics_folders, named_files, places_of
from mkdocs_specthis.core.preview.record import address_of, parse_record, render_record

TEX = st.text(alphabet="\\{}[]%#abinput.,/ \n\"'`:!l1=~", max_size=120)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\\begin{tikzpicture}\\end{tikzpicture}", True),
        ("{\\small\\resizebox{3cm}{!}{\\begin{tikzpicture}\\end{tikzpicture}}}", True),
        ("\\newcommand{\\a}{b}\\begin{axis}\\end{axis}", True),
        ("\\includegraphics{x.pdf}", True),
        ("\\tikz \\draw (0,0);", True),
        ("% \\begin{tikzpicture}", False),
        ("\\newcommand{\\a}[1]{\\begin{axis}#1\\end{axis}}\n\\def\\b#1{\\begin{x}\\{}", False),
        ("\\newenvironment{a}{\\begin{b}}{\\end{b}}", False),
        ("\\newcommand{\\N}{12}\n", False),
        ("12.5", False),
        ("\\tikzset{a/.style={draw}}", False),
        ("100\\% \\begin{equation}x\\end{equation}", True),
    ],
)
def test_what_is_a_drawing(text: str, expected: bool) -> None:
    assert is_drawing(text) is expected


def test_what_is_a_document() -> None:
    assert is_document("% a\n\\documentclass{x}") and not is_document("% \\documentclass{x}\n\\documentclassy")


def test_names_with_the_suffixes_of_their_commands() -> None:
    text = (
        "\\usepackage[x]{own, other}\\input{a}\\include {b}\\includegraphics[width=1cm]{c}% \\input{no}\n"
        "\\input d \\addplot table {data/e.csv};\\openin3=VERSION \\usetikzlibrary{f}\\input{\\g/h}"
    )
    found = named_files(text)
    expected = ("own.sty", "other.sty", "a", "a.tex", "b.tex", "c.pdf", "c", "d.tex", "data/e.csv", "VERSION")
    assert {*expected, "tikzlibraryf.code.tex"} <= set(found)
    assert not [name for name in found if "no" in name or "\\" in name]


def test_no_name_leads_out() -> None:
    assert list(places_of("../../x", ("a",))) == [] and list(places_of("/etc/passwd", ("a",))) == []
    assert list(places_of("../x", ("a", "."))) == ["x"]
    assert from_root("\\input{../s/x}\\input{../../y}", "a") == "\\input{s/x}\\input{../../y}"
    assert graphics_folders("\\graphicspath{{figs/} {more/}}") == ("figs/", "more/")


LOG = """\
! LaTeX Error: File `nowhere.tex' not found.

Type X to quit.

./reports/fig.tex:3: Emergency stop.
<read *>
l.3 \\input{nowhere}
./reports/fig.tex:3:  ==> Fatal error occurred, no output PDF file produced!
"""


def test_a_message_without_a_place_takes_the_next_one() -> None:
    (fault,) = faults_of(LOG, lambda file, line: (file, line))
    assert (fault.path, fault.line, fault.text) == ("reports/fig.tex", 3, "LaTeX Error: File `nowhere.tex' not found")
    assert missing_files(LOG) == ("nowhere.tex",)


NO_FONT = """\
!pdfTeX error: /usr/bin/pdflatex (file ecrm1000): Font ecrm1000 at 600 not found
 ==> Fatal error occurred, no output PDF file produced!
"""


def test_a_font_that_is_not_there_is_named() -> None:
    (fault,) = faults_of(NO_FONT, lambda file, line: (file, line))
    assert fault.text == "pdfTeX error (file ecrm1000): Font ecrm1000 at 600 not found"


def test_words_of_an_engine_without_file_and_line() -> None:
    (fault,) = faults_of("! Undefined control sequence.\nl.7 a \\foo\n", lambda file, line: (file, line))
    assert (fault.path, fault.line, fault.text) == ("", 7, "undefined control sequence `\\foo`")


def test_a_recorder_that_is_none_counts_for_nothing() -> None:
    assert read_files("PWD /a\nINPUT ./x.tex\nINPUT ./x.tex\nOUTPUT y\n") == ("x.tex",)
    assert read_files("INPUT x.tex\n") is None and read_files("") is None


@given(TEX)
def test_no_text_is_too_odd(text: str) -> None:
    is_drawing(text)
    is_document(text)
    faults_of(text, lambda file, line: (file, line))
    read_files(missing_files(text)[0] if missing_files(text) else text)
    for name in named_files(text):
        assert all(not path.startswith(("/", "..")) for path in places_of(name, ("a", ".", "b/c")))


ROLES = st.sampled_from([Role.PREAMBLE, Role.FILE, Role.SETTINGS])
PARTS = st.lists(st.tuples(ROLES, st.sampled_from("abc")), max_size=5, unique=True)


def a_record(more: list[tuple[Role, str]]) -> PreviewRecord:
    rows = [(Role.SOURCE, "fig.tex"), *more]
    parts = tuple(PreviewPart(role=role, path=path, digest=digest_text(role + path)) for role, path in rows)
    picture = Picture(suffix=".svg", digest=digest_text("x"), size=1)
    address = address_of(PreviewKind.LATEX, parts)
    return PreviewRecord(
        address=address, kind=PreviewKind.LATEX, parts=parts, picture=picture, ts="2026-11-03T10:00:00Z"
    )


@given(PARTS)
def test_a_record_comes_back_as_it_was(more: list[tuple[Role, str]]) -> None:
    record = a_record(more)
    back, problem = parse_record(render_record(record))
    assert back is not None and not problem
    assert render_record(back) == render_record(record) and set(back.parts) == set(record.parts)
    assert address_of(back.kind, back.parts) == record.address


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd_for_a_record(content: bytes) -> None:
    assert parse_record(content)[0] is None


def test_a_picture_is_of_today_until_one_part_moves() -> None:
    record = a_record([(Role.PREAMBLE, "paper.tex"), (Role.FILE, "a.dat"), (Role.SETTINGS, "")])
    fixed = tuple(part for part in record.parts if part.role is not Role.FILE)
    same = {part.path: part.digest for part in record.parts}
    assert moved_parts(record, fixed, lambda path: same[path]) == ()
    for number, part in enumerate(fixed):
        other = PreviewPart(role=part.role, path=part.path, digest=digest_text("other"))
        moved = moved_parts(record, (*fixed[:number], other, *fixed[number + 1 :]), lambda path: same[path])
        assert moved == (other,)
        assert moved_parts(record, (*fixed[:number], *fixed[number + 1 :]), lambda path: same[path]) == (part,)
    gone = moved_parts(record, fixed, lambda path: "")
    assert age_in_words(record, gone) == "Drawn on 3 Nov 2026, before `a.dat` changed"


def test_the_name_of_the_source_is_in_no_address() -> None:
    parts = a_record([]).parts
    renamed = tuple(PreviewPart(role=part.role, path="other.tex", digest=part.digest) for part in parts)
    assert address_of(PreviewKind.LATEX, parts) == address_of(PreviewKind.LATEX, renamed)
    assert address_of(PreviewKind.LATEX, parts) != address_of(PreviewKind.PDF, parts)
