"""An answer about a project: remembered where nothing moved since it was given, else worked out.

Knows neither the question nor the answer. A remembered answer is the very text that working it out gave.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from mkdocs_specthis.effects.remembered.looks import clock_of_stamps, looking
from mkdocs_specthis.effects.remembered.memory import Answer, recall_answer, remember_answer, software
from mkdocs_specthis.effects.remembered.shelf import distrusted

__all__ = ["Answer", "answered"]


def answered(root: Path, question: Sequence[object], work: Callable[[], Answer], *, paranoid: bool = False) -> Answer:
    """What `work` gives. `question` holds all that it depends on besides the files that it looks at.

    With `paranoid` everything is read, and nothing remembered.
    """
    if paranoid:
        with distrusted():
            return work()
    asked = "\n".join((software(), *map(repr, question)))
    known = recall_answer(root, asked)
    if known is not None:
        return known
    began = clock_of_stamps()
    with looking() as looks:
        answer = work()
    if looks.settled(began):
        remember_answer(root, asked, looks, answer)
    return answer
