"""Reading LaTeX never raises, keeps lines, takes time linear in the text, and always comes to an end."""

import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mkdocs_specthis.core.model.document import Document, Trouble
from mkdocs_specthis.core.model.latex import CommandKind, Elsewhere, LatexFile
from mkdocs_specthis.core.paper.documents import MAX_VISITS, read_document
from mkdocs_specthis.core.paper.latex_paths import artefacts_of, expanded, places, spellings
from mkdocs_specthis.core.parse.latex import parse_latex

COMMANDS = [
    *(
        "section",
        "chapter",
        "paragraph",
        "label",
        "caption",
        "input",
        "include",
        "subfile",
        "import",
        "includegraphics",
    ),
    *("graphicspath", "newcommand", "def", "newenvironment", "NewDocumentCommand", "let", "newif", "iffalse", "iftrue"),
    *("ifx", "else", "fi", "ifthenelse", "verb", "lstinline", "url", "begin{verbatim}", "end{verbatim}", "endinput"),
    *("iftoggle{a}", "newtoggle{a}", "toggletrue{a}", "ifdraft", "drafttrue", "newif\\ifdraft", "includeonly"),
    *("begin{document}", "end{document}", "begin{figure}", "end{figure}", "sectionversion", "excludecomment", "mine"),
]
parts = st.one_of(
    st.sampled_from([f"\\{name}" for name in COMMANDS]),
    st.sampled_from(
        ["{", "}", "[", "]", "%", "\\", "\\%", "\\\\", "*", "|", "#1", "~", "\n", "\n\n", " ", "\r\n", "\r"]
    ),
    st.sampled_from(["{a}", "{a/b.tex}", "[x]", "{{p/}{q/}}", "{\\x}", "text", "é", "\0", "\u2028", "\x0c", "<2->"]),
    st.text(max_size=5),
)
texts = st.lists(parts, max_size=60).map("".join)
contents = st.one_of(texts.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=300))


@given(contents)
@example(b"\\newcommand")
@example(b"\\verb")
@example(b"\\begin{verbatim}\\begin{verbatim}")
def test_no_bytes_make_it_raise(content: bytes) -> None:
    file = parse_latex(content)
    lines = content.count(b"\n") + content.count(b"\r") + 1
    assert all(1 <= command.line <= lines for command in file.commands)
    assert [command.line for command in file.commands] == sorted(command.line for command in file.commands)


PADDING = [
    "",
    "words",
    "% a comment",
    "\\emph{x} \\\\",
    "{",
    "}",
    "$x_{1}$",
    "\\% 5",
    "\\verb|%|",
    "\\url{a%b}",
    "[0, 1)",
]
CONSTRUCTS = {
    "\\section{Here}": CommandKind.HEADING,
    "\\subsection*\n  {Here}": CommandKind.HEADING,
    "\\label{here}": CommandKind.LABEL,
    "\\input here": CommandKind.INPUT,
    "\\import{a/}%\n{b}": CommandKind.INPUT,
    "\\includegraphics[width=1cm]{here}": CommandKind.SHOW,
    "\\caption[Here]{Here}": CommandKind.CAPTION,
    "\\sectionversion{1}": CommandKind.VERSION,
    "\\begin{figure}": CommandKind.BEGIN,
}


@given(
    st.lists(st.sampled_from(PADDING), max_size=30),
    st.lists(st.sampled_from(PADDING), max_size=5),
    st.sampled_from(sorted(CONSTRUCTS)),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_construct_is_found_on_its_line(before: list[str], after: list[str], construct: str, end: str) -> None:
    text = "\n".join([*before, construct, *after]) + "\n"
    commands = parse_latex(text.replace("\n", end).encode()).commands
    assert [(one.kind, one.line) for one in commands if one.kind is not CommandKind.OTHER] == [
        (CONSTRUCTS[construct], len(before) + 1)
    ]


@given(st.lists(st.sampled_from(PADDING), max_size=10), st.sampled_from(sorted(CONSTRUCTS)))
@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("\\begin{verbatim}", "\\end{verbatim}"),
        ("\\begin{comment}", "\\end{comment}"),
        ("\\iffalse", "\\fi"),
        ("\\iffalse \\ifx\\a\\b", "\\fi \\fi"),
        ("\\iftrue \\else", "\\fi"),
        ("\\end{document}", ""),
        ("\\endinput", ""),
    ],
)
def test_what_is_passed_over_holds_nothing(opening: str, closing: str, padding: list[str], construct: str) -> None:
    hidden = "\n".join([opening, *(line for line in padding if line not in "{}"), construct, closing])
    commands = parse_latex(f"\\label{{before}}\n{hidden}\n".encode()).commands
    assert [one.text for one in commands if one.kind is not CommandKind.OTHER] == ["before"]


UNITS = [
    *("{", "}", "[", "]", "\\", "%", "%\n", "\\begin", "\\begin{figure}", "\\begin{verbatim}", "\\if", "\\iffalse"),
    *("\\fi", "\\else", "\\section{", "\\section[", "\\caption{\\caption[", "\\def\\x{", "\\newcommand\\x["),
    *("\\newcommand{\\x}[1]", "\\NewDocumentCommand\\x{", "\\input", "\\input ", "\\verb|", "\\url{", "\\let\\if"),
    *("\\newif\\if", "\\label{", "\\x\n\n\n", "\\lstinline[", "\\graphicspath{{", "\\import{a", "\\x{a}", "\\x% \n"),
    *(
        "\\iftoggle{a}{",
        "\\ifdraft{",
        "\\toggletrue{",
        "\\ifthenelse{\\boolean{a}}{}{",
        "\\iftrue\\else",
        "\\ifx\\endinput\\fi",
    ),
    *("\\excludecomment{a}\\begin{a}", "\\newenvironment{a}{", "\\includegraphics<", "\\mintinline[", "\\caption"),
]


@pytest.mark.parametrize("unit", UNITS)
def test_time_is_linear_in_hostile_text(unit: str) -> None:
    """Four times the text takes about four times as long; of quadratic time it would be sixteen."""
    small, large = (min(_seconds(unit * number) for _ in range(2)) for number in (5_000, 20_000))
    assert large < 9 * small + 0.25


def _seconds(text: str) -> float:
    content, start = text.encode(), time.process_time()
    parse_latex(content)
    return time.process_time() - start


def test_a_hundred_thousand_of_anything_is_read_in_seconds() -> None:
    start = time.process_time()
    for unit in ("{", "\\begin", "\\if", "\\section{"):
        parse_latex((unit * 100_000).encode())
    assert time.process_time() - start < 30


def document_of(files: Mapping[str, str], artefacts: tuple[str, ...] = ()) -> Document:
    parsed = {path: parse_latex(text.encode()) for path, text in files.items()}

    def look(path: str, elsewhere: Elsewhere) -> LatexFile | Trouble:
        return parsed.get(path, Trouble.MISSING)

    return read_document("main.tex", look, parsed.__contains__, artefacts_of(artefacts))


NAMES = ["main", "a", "b", "c"]
files = st.fixed_dictionaries(
    {
        f"{name}.tex": st.lists(
            st.sampled_from(
                [*(f"\\input{{{other}}}" for other in NAMES), "\\section{S}", "\\label{l}", "\\end{document}"]
            ),
            max_size=5,
        ).map("\n".join)
        for name in NAMES
    }
)


@given(files)
def test_a_tree_of_any_shape_comes_to_an_end(files: Mapping[str, str]) -> None:
    document = document_of(files)
    assert all(0 <= section.end <= len(document.sections) for section in document.sections)
    assert all(label.section < len(document.sections) for label in document.labels)
    assert {trouble.trouble for trouble in document.obstacles} <= {Trouble.CYCLE, Trouble.TOO_MANY}


def test_a_tree_that_doubles_at_every_level_is_cut() -> None:
    files = {f"f{n}.tex": f"\\input{{f{n + 1}}}\\input{{f{n + 1}}}\n\\label{{l}}" for n in range(40)}
    document = document_of({"main.tex": "\\input{f0}", **files, "f40.tex": ""})
    assert Trouble.TOO_MANY in {obstacle.trouble for obstacle in document.obstacles}
    assert len(document.labels) <= MAX_VISITS


def test_a_chain_of_inputs_deeper_than_tex_allows_is_cut() -> None:
    document = document_of({"main.tex": "\\input{f0}", **{f"f{n}.tex": f"\\input{{f{n + 1}}}" for n in range(300)}})
    assert [obstacle.trouble for obstacle in document.obstacles] == [Trouble.TOO_MANY]


def test_a_book_of_fifty_files_is_read_in_order() -> None:
    chapters = {
        f"chapters/{n:02}/text.tex": f"\\chapter{{C{n}}}\\label{{ch:{n}}}\n\\input{{chapters/{n:02}/table}}\n"
        for n in range(50)
    }
    tables = tuple(f"chapters/{n:02}/table.tex" for n in range(50))
    main = (
        "\\begin{document}\n" + "".join(f"\\include{{chapters/{n:02}/text}}\n" for n in range(50)) + "\\end{document}"
    )
    document = document_of({"main.tex": main, **chapters}, tables)
    assert [section.title for section in document.sections] == [f"C{n}" for n in range(50)]
    shown = [(one.section, one.exports) for one in document.inclusions if one.exports]
    assert shown == [(n, (tables[n],)) for n in range(50)]
    assert document.obstacles == ()


@given(texts, st.dictionaries(st.text(alphabet="ab", min_size=1, max_size=2), texts, max_size=3))
@example("\\a", {"a": "\\a\\a"})
def test_no_path_leads_out_of_the_project(written: str, macros: Mapping[str, str]) -> None:
    path = expanded(written, macros)
    if path is not None:
        for place in places(("", "a/b", "../c"), spellings("input", path)):
            assert not place.startswith(("/", "../", "~"))
            assert ".." not in place.split("/")


SWITCHES = {
    "ifa": ("\\newif\\ifa ", "\\a%s ", "\\ifa %s\\else %s\\fi "),
    "ifb": ("\\newbool{b}", "\\setbool{b}{%s}", "\\ifbool{b}{%s}{%s}"),
    "ifc": ("\\newif\\ifc ", "\\setboolean{c}{%s}", "\\ifthenelse{\\not\\boolean{c}}{}{%s}\\ifc\\else %s\\fi "),
    "d": ("\\newtoggle{d}", "\\toggle%s{d}", "\\iftoggle{d} {%s}\n{%s}"),
    "e": ("\\providetoggle{e}", "\\settoggle{e}{%s}", "\\nottoggle{e}{}{%s}\\nottoggle{e}{%s}{}"),
}
"""How each is made, set and asked for."""
Step = tuple[str, Any, Any]
leaves: st.SearchStrategy[Any] = st.one_of(
    st.tuples(st.just("label"), st.integers(0, 99), st.just(0)),
    st.tuples(st.just("set"), st.sampled_from(sorted(SWITCHES)), st.booleans()),
    st.tuples(
        st.just("file"), st.lists(st.tuples(st.just("label"), st.integers(0, 99), st.just(0)), max_size=2), st.just(0)
    ),
)
trees: st.SearchStrategy[Any] = st.recursive(
    st.lists(leaves, max_size=4),
    lambda inner: st.lists(st.one_of(leaves, st.tuples(st.sampled_from(sorted(SWITCHES)), inner, inner)), max_size=4),
    max_leaves=12,
)


class Paper:
    """Steps as LaTeX in several files, and as what TeX would do."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self.values = dict.fromkeys(SWITCHES, False)
        self.labels: list[str] = []

    def written(self, steps: list[Step]) -> str:
        return "".join(self._written(*step) for step in steps)

    def _written(self, kind: str, first: Any, second: Any) -> str:
        if kind == "label":
            return f"\\label{{l{first}}}"
        if kind == "set":
            return SWITCHES[first][1] % str(second).lower()
        if kind == "file":
            name = f"f{len(self.files)}"
            self.files[f"{name}.tex"] = self.written(first)
            return f"\\input{{{name}}}"
        return SWITCHES[kind][2] % (self.written(first), self.written(second))

    def do(self, steps: list[Step]) -> None:
        for kind, first, second in steps:
            if kind == "label":
                self.labels.append(f"l{first}")
            elif kind == "set":
                self.values[first] = second
            elif kind == "file":
                self.do(first)
            else:
                self.do(first if self.values[kind] else second)


@given(trees)
def test_branches_are_taken_as_tex_takes_them(steps: list[Step]) -> None:
    """Whatever is set outside of braces is known, through all files; what is set inside makes nobody certain."""
    paper = Paper()
    body = paper.written(steps)
    paper.files["main.tex"] = "".join(made for made, _, _ in SWITCHES.values()) + body
    document = document_of(paper.files)
    paper.do(steps)
    found = [label.name for label in document.labels]
    if _sets_in_braces(steps):
        assert not Counter(paper.labels) - Counter(found)
    else:
        assert found == paper.labels


def _sets_in_braces(steps: list[Step], inside: bool = False) -> bool:
    return any(
        (kind == "set" and inside)
        or (kind in SWITCHES and any(_sets_in_braces(part, True) for part in (first, second)))
        for kind, first, second in steps
    )
