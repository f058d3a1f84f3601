"""The engine of this machine: a pool of threads, each waiting for one command.

Knows no graph. Stopping it ends the commands' process groups.
"""

from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor

from mkdocs_specthis.effects.runs.process import allow_commands, stop_commands


class LocalEngine:
    name = "local"
    is_remote = False

    def __init__(self, jobs: int) -> None:
        allow_commands()
        self.room = max(1, jobs)
        self._pool = ThreadPoolExecutor(max_workers=self.room, thread_name_prefix="specthis-run")

    def executor_for(self, resources: Mapping[str, float]) -> Executor:
        return self._pool

    def notice(self) -> str:
        return ""

    def stop(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        stop_commands()

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
