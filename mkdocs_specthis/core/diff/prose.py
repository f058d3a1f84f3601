"""How prose differs, word by word. A paragraph that was only wrapped anew is the same.

Knows text; not where it comes from.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from mkdocs_specthis.core.diff.align import Run, align
from mkdocs_specthis.core.model.difference import Difference, Edit, Form, Passage, Piece

FORM_ALONE = "Only white space, line ends or the form of characters differ."
AROUND = 160
"""Characters of what stays that are shown before and behind what moved."""
_TOKEN = re.compile(r"\s+|\w+(?:[.,'’]\w+)*|[^\w\s]")
_OWN_LINE = re.compile(r"[-*+>|#`~]|\d+[.)]\s|[A-Z][\w ]{0,30}:")
"""What a line begins with that stands on a line of its own in Markdown."""
_PARAGRAPH, _LINE, _SPACE = "\n\n", "\n", " "


def diff_prose(before: str, after: str, most: int) -> Difference:
    """At most `most` passages are listed."""
    (a, keys_a), (b, keys_b) = _tokens(before), _tokens(after)
    runs = tuple(_readable(align(keys_a, keys_b), keys_a, keys_b))
    passages = tuple(_passages(_pieces(runs, a, b, keys_a, keys_b)))
    return Difference(
        form=Form.PROSE,
        note="" if passages else FORM_ALONE,
        passages=passages[:most],
        removed=_words(keys_a, (run.before for run in runs if run.edit is Edit.REMOVED)),
        added=_words(keys_b, (run.after for run in runs if run.edit is Edit.ADDED)),
        left_out=max(0, len(passages) - most),
    )


def _tokens(text: str) -> tuple[list[str], list[str]]:
    """Words, marks and white space in composed form, and what makes each equal to another: of a space what it means."""
    text = unicodedata.normalize("NFC", text)
    found = list(_TOKEN.finditer(text))
    tokens = [one.group() for one in found]
    keys = [
        _space(token, text[one.end() : one.end() + 40]) if token.isspace() else token
        for token, one in zip(tokens, found, strict=True)
    ]
    return tokens, keys


def _space(token: str, behind: str) -> str:
    breaks = token.count("\n")
    if breaks > 1:
        return _PARAGRAPH
    return _LINE if breaks and _OWN_LINE.match(behind) else _SPACE


def _words(keys: Sequence[str], ranges: Iterable[range]) -> int:
    return sum(1 for places in ranges for place in places if keys[place][0].isalnum())


def _readable(runs: Sequence[Run], before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    """Words that stay between two that moved, and say nothing by themselves, as moved: `of` between two new words."""
    gone, came = range(0), range(0)
    for place, run in enumerate(runs):
        is_between = 0 < place < len(runs) - 1
        if run.edit is Edit.SAME and not (is_between and _says_little([before[i] for i in run.before])):
            yield from _moved(gone, came)
            yield run
            gone, came = range(run.before.stop, run.before.stop), range(run.after.stop, run.after.stop)
        else:
            gone = range(gone.start, run.before.stop)
            came = range(came.start, run.after.stop)
    yield from _moved(gone, came)


def _moved(gone: range, came: range) -> Iterator[Run]:
    if gone:
        yield Run(Edit.REMOVED, gone, range(came.start, came.start))
    if came:
        yield Run(Edit.ADDED, range(gone.stop, gone.stop), came)


def _says_little(tokens: Sequence[str]) -> bool:
    return not any(len(token) > 3 for token in tokens) and len(tokens) <= 3 and not {_PARAGRAPH, _LINE} & {*tokens}


def _pieces(
    runs: Sequence[Run], a: Sequence[str], b: Sequence[str], keys_a: Sequence[str], keys_b: Sequence[str]
) -> Iterator[Piece | None]:
    """Text by edit; None where a passage ends and nothing moved."""
    for run in runs:
        if run.edit is not Edit.SAME:
            tokens = [a[i] for i in run.before] if run.edit is Edit.REMOVED else [b[j] for j in run.after]
            yield Piece(edit=run.edit, text="".join(tokens))
            continue
        text: list[str] = []
        for j in run.after:
            if keys_b[j] in (_PARAGRAPH, _LINE):
                yield Piece(edit=Edit.SAME, text="".join(text))
                yield None
                text = []
            else:
                text.append(b[j])
        yield Piece(edit=Edit.SAME, text="".join(text))


def _passages(pieces: Iterable[Piece | None]) -> Iterator[Passage]:
    """Those in which something moved."""
    current: list[Piece] = []
    for piece in (*pieces, None):
        if piece is not None:
            if piece.text:
                current.append(piece)
            continue
        if any(one.edit is not Edit.SAME for one in current):
            yield Passage(pieces=tuple(_shortened(_bare(current))))
        current = []


def _bare(pieces: Sequence[Piece]) -> list[Piece]:
    """Without empty lines at both ends."""
    first, last = pieces[0], pieces[-1]
    if first is last:
        return [replace(first, text=first.text.strip("\r\n"))]
    return [replace(first, text=first.text.lstrip("\r\n")), *pieces[1:-1], replace(last, text=last.text.rstrip("\r\n"))]


def _shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Long text that stays, cut where it is far from what moved."""
    last = len(pieces) - 1
    for place, piece in enumerate(pieces):
        if piece.edit is not Edit.SAME:
            yield piece
            continue
        head = piece.text[:AROUND] if place > 0 else ""
        tail = piece.text[-AROUND:] if place < last else ""
        cut = len(piece.text) > len(head) + len(tail) + AROUND
        yield Piece(edit=Edit.SAME, text=f"{head} … {tail}" if cut else piece.text)
