"""Laws of lines that are added to a file of the author's: .gitignore, .gitattributes."""

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_specthis.core.model.scaffold import Found, Outcome, Place
from mkdocs_specthis.core.scaffold import names_plugin, place_lines

LINES = ("/.specthis/", "/site/", "/data/** -text")
FILES = st.one_of(
    st.binary(max_size=60),
    st.lists(st.sampled_from([*LINES, "site", "*.o", "", "# site", "data/**  -text", "!site/"]), max_size=6).map(
        lambda lines: "\r\n".join(lines).encode()
    ),
)


@given(FILES)
def test_what_was_there_stays_and_every_line_is_there_once(content: bytes) -> None:
    place = Place(path=".gitignore", found=Found.FILE, content=content)
    done = place_lines("Ours", LINES, place)
    after = done.content if done.outcome is Outcome.CHANGED else content
    assert after.startswith(content)
    assert (after == content) is (done.outcome is Outcome.SKIPPED)
    spelt = {line.strip("/") for line in after.decode("utf-8", "replace").splitlines()}
    assert {".specthis", "site", "data/** -text"} <= {" ".join(line.split()) for line in spelt}
    again = place_lines("Ours", LINES, Place(path=".gitignore", found=Found.FILE, content=after))
    assert again.outcome is Outcome.SKIPPED


def test_the_plugin_is_seen_where_it_is_named() -> None:
    named = ["plugins:\n- specthis\n", "plugins:\n  - search\n  - 'specthis':\n      nav: false\n"]
    named += ["plugins: [search, specthis]\n", "plugins: [specthis: {nav: false}]\n", "plugins:\r\n  - specthis\r\n"]
    assert all(names_plugin(text.encode()) for text in named)
    others = ["", "site_name: specthis\n", "plugins:\n  # - specthis\n", "plugins: [search] # specthis\n"]
    others += ["plugins:\n  - specthis-other\n", "nav:\n  - specthis.md\n"]
    assert not any(names_plugin(text.encode()) for text in others)
