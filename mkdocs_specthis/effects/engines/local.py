"""The engine of this machine: a pool of threads, each waiting for one command.

Knows no graph. Stopping it ends the commands' process groups.
"""

from concurrent.futures import Executor, ThreadPoolExecutor

from mkdocs_specthis.effects.process import allow_commands, stop_commands


class LocalEngine:
    name = "local"
    is_remote = False

    def __init__(self, jobs: int) -> None:
        allow_commands()
        self._pool = ThreadPoolExecutor(max_workers=max(1, jobs), thread_name_prefix="specthis-run")

    @property
    def executor(self) -> Executor:
        return self._pool

    def stop(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        stop_commands()

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
