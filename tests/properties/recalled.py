"""A process that reads a project again and again: what did not change is the same object, and is worked out once."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.recall import Recall
from mkdocs_specthis.core.snapshot import Snapshot, analyze


class Recalled:
    def __init__(self) -> None:
        self._recall = Recall()
        self._before: Project | None = None

    def check(self, snapshot: Snapshot) -> None:
        """What is worked out with what is remembered is what is worked out without."""
        project = _as_before(self._before, snapshot.project)
        again = analyze(project, self._recall)
        for field in fields(Snapshot):
            assert getattr(again, field.name) == getattr(snapshot, field.name), field.name
        self._before = project


def _as_before(before: Project | None, now: Project) -> Project:
    """The same values; where they were the same before, the objects of before."""
    if before is None:
        return now
    return replace(
        now, **{field.name: _old(getattr(before, field.name), getattr(now, field.name)) for field in fields(Project)}
    )


def _old(before: Any, now: Any) -> Any:
    if isinstance(now, Mapping):
        return {key: _old(before.get(key), value) for key, value in now.items()}
    return before if before == now else now
