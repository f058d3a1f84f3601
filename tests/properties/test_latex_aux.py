"""Reading `.aux` files never raises, takes time linear in the text, and gives numbers that are numbers."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mkdocs_specthis.core.exhibits.aux_places import MOST_FILES, aux_places, joined
from mkdocs_specthis.core.exhibits.caption import caption_text
from mkdocs_specthis.core.model.paper import AuxFile
from mkdocs_specthis.core.parse.latex_aux import parse_aux

words = st.sampled_from(
    [
        *(
            "\\newlabel",
            "\\contentsline ",
            "\\numberline ",
            "\\@input",
            "\\@writefile",
            "{",
            "}",
            "{{",
            "}}",
            "%",
            "\n",
        ),
        *("{tab:x}", "{{1}{2}}", "{table}", "{\\numberline {1}T}", "{A.1}", "{a.aux}", "\\relax", "sub@", "@cref", "é"),
    ]
)
texts = st.lists(st.one_of(words, st.text(max_size=4)), max_size=60).map("".join)


@given(st.one_of(texts.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=200)))
@example(b"\\newlabel{a}{{\\write18{x}}{1}}")
@example(b"\\newlabel{a}{{<b>}{../x}}")
@example(b"\\contentsline {table}{\\numberline {1}")
def test_no_bytes_make_it_raise(content: bytes) -> None:
    found = parse_aux(content)
    for one in (*found.labels.values(), *found.lines):
        assert all(len(text) <= 30 and not set(text) & set("<>{}\\/\n") for text in (one.number, one.page))


@given(st.integers(1, 99), st.integers(1, 99), st.sampled_from(["", "{T}", "{T}{table.1}{}", "{}{}{}"]))
def test_a_label_keeps_its_number_and_page(number: int, page: int, rest: str) -> None:
    found = parse_aux(f"\\relax\n\\newlabel{{tab:x}}{{{{{number}}}{{{page}}}{rest}}}\n".encode())
    assert (found.labels["tab:x"].number, found.labels["tab:x"].page) == (str(number), str(page))


@pytest.mark.parametrize("unit", ["\\newlabel{a}{", "\\newlabel{a}{{1}{2}}\n", "\\contentsline {t}{", "{", "\\@input{"])
def test_time_is_linear(unit: str) -> None:
    small, large = (min(_seconds(unit * number) for _ in range(2)) for number in (5_000, 20_000))
    assert large < 9 * small + 0.25


def _seconds(text: str) -> float:
    start = time.process_time()
    parse_aux(text.encode())
    return time.process_time() - start


@given(st.lists(st.text(max_size=20), max_size=5))
def test_no_part_leads_out_of_the_project(written: list[str]) -> None:
    asked: list[str] = []

    def look(path: str) -> AuxFile | None:
        asked.append(path)
        return AuxFile()

    reads = tuple((f"{path}.aux", 0) for path in (*written, "../../x", "/etc/x", "paper"))
    joined("reports/paper.aux", AuxFile(reads=reads), look)
    assert not any(path.startswith(("/", "../")) or path == "reports/paper.aux" for path in asked)


def test_many_parts_are_cut() -> None:
    asked: list[str] = []
    reads = tuple((f"p{number}.aux", 0) for number in range(10 * MOST_FILES))
    joined("paper.aux", AuxFile(reads=reads), lambda path: asked.append(path))
    assert len(asked) == MOST_FILES


@given(st.text(max_size=30))
def test_every_place_is_in_the_project(name: str) -> None:
    assert not any(place.startswith(("/", "../")) for place in aux_places(f"reports/{name}.tex"))


@given(
    st.lists(st.one_of(words, st.text(max_size=5), st.sampled_from(["\\a", "\\b", "$x_2$", "#1"])), max_size=20),
    st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(["\\a\\a", "\\b", "{x}", "\\def\\a{}", "$"])),
)
@example(["\\a"], {"a": "\\a\\a"})
def test_no_caption_makes_it_raise(parts: list[str], definitions: dict[str, str]) -> None:
    start = time.process_time()
    assert "\n" not in caption_text("".join(parts), definitions)
    assert time.process_time() - start < 5
