"""The engine of a refresh that has nothing to run: nothing is connected to, and nothing starts.

Knows no graph.
"""

from collections.abc import Mapping
from concurrent.futures import Executor

from mkdocs_specthis.core.model.errors import SpecthisError


class IdleEngine:
    is_remote = False
    room = 1

    def __init__(self, name: str) -> None:
        self.name = name

    def executor_for(self, resources: Mapping[str, float]) -> Executor:
        raise SpecthisError("nothing was to be run when this refresh began; start it again")

    def notice(self) -> str:
        return ""

    def stop(self) -> None:
        pass

    def close(self) -> None:
        pass
