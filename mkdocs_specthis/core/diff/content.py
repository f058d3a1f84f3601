"""How two contents of one file differ, told in the form that its kind asks for.

Knows bytes and the name of a file; not which state is whose.
"""

import json

from mkdocs_specthis.core.diff.cells import diff_cells
from mkdocs_specthis.core.diff.lines import diff_lines
from mkdocs_specthis.core.diff.values import diff_values, parse_values
from mkdocs_specthis.core.digest import notebook_source
from mkdocs_specthis.core.model.difference import Difference, Form, Measure
from mkdocs_specthis.core.views.sentence import bytes_in_words


def diff_content(path: str, before: bytes, after: bytes, measure: Measure) -> Difference:
    """`path` says by its suffix what the bytes are; what does not keep the promise is compared line by line."""
    if max(len(before), len(after)) > measure.largest:
        return told_by_digests(f"More than {bytes_in_words(measure.largest)}: only digests are compared.")
    was, now = _text(before), _text(after)
    if was is None or now is None:
        sizes = " before, ".join(bytes_in_words(len(content)) for content in (before, after))
        return told_by_digests(f"It is binary: {sizes} after.")
    if path.endswith(".json"):
        return _values(before, after, measure) or _lines(was, now, measure)
    if path.endswith(".tex"):
        return diff_cells(was, now, measure.most) or _lines(was, now, measure)
    if path.endswith(".ipynb"):
        cells = notebook_text(before), notebook_text(after)
        if cells[0] is None or cells[1] is None:
            return told_by_digests("It is no notebook that can be read: only digests are compared.")
        return _lines(cells[0], cells[1], measure)
    return _lines(was, now, measure)


def told_by_digests(note: str) -> Difference:
    return Difference(form=Form.DIGESTS, note=note)


def _text(content: bytes) -> str | None:
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _lines(before: str, after: str, measure: Measure) -> Difference:
    return diff_lines(before, after, measure.most)


def _values(before: bytes, after: bytes, measure: Measure) -> Difference | None:
    """None where one of them is no JSON."""
    (a, problem_a), (b, problem_b) = parse_values(before), parse_values(after)
    return None if problem_a or problem_b else diff_values(a, b, measure)


def notebook_text(content: bytes) -> str | None:
    """Sources of a notebook's cells, each below a line that says what it is; None if it is no notebook."""
    source = notebook_source(content)
    if source == content:
        return None
    cells = (f"# {kind} cell\n{body}" for kind, body in json.loads(source))
    return "\n\n".join(cells) + "\n"
