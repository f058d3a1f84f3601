"""`[diff] ignore` and `--ignore` mean what `Varies` means."""

from hypothesis import example, given
from hypothesis import strategies as st

from mkdocs_specthis.core.contracts.varying import tokens_of
from mkdocs_specthis.core.key_patterns import is_covered, is_meant
from mkdocs_specthis.core.model.entry import VariesRule

patterns = st.lists(st.sampled_from(["a", "b", "*", "**", "?", "0"]), min_size=1, max_size=5).map(".".join)
places = st.lists(st.sampled_from(["a", "b", "0"]), max_size=5)


@given(patterns, places)
@example("**", [])
@example("a.**.b", ["a", "b"])
def test_a_refresh_leaves_out_the_same_places(pattern: str, place: list[str]) -> None:
    """A number at a place, in objects alone, as a stream of events."""
    opened = [event for key in place for event in (("start_map", None), ("map_key", key))]
    events = [*opened, ("number", 1), *([("end_map", None)] * len(place))]
    left_out = any(token.kind == "varies" for token in tokens_of(events, (VariesRule(pattern=pattern),)))
    assert is_covered(pattern, place) == left_out
    near = any(token.kind == "near" for token in tokens_of(events, (VariesRule(pattern=pattern, tolerance=1.0),)))
    assert is_meant(pattern, place) == near
