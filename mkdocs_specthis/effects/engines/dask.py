"""The engine of a dask scheduler that runs already, which is how Slurm, PBS, Kubernetes and clouds are reached.

Knows no graph. dask is imported here alone, when the engine is opened; it comes with `mkdocs-specthis[dask]`.
"""

import contextlib
import logging
import os
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor
from importlib.metadata import version
from typing import Any

from mkdocs_specthis import __version__
from mkdocs_specthis.core.parse.engine_place import FILES, SECURITY, address_problem
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.effects.engines.interface import DASK_INSTALL, EngineRequest, EngineUnavailable
from mkdocs_specthis.effects.runs.remote import look_around

CONNECT_SECONDS = 10
CLOSE_SECONDS = 5
ASK_SECONDS = 30
LOOK_SECONDS, GLANCE_SECONDS = 15, 2
"""How often it is seen whether there are workers, and how long that may take."""
_AS_HERE = "workers, scheduler and this machine need the same versions: give them one environment"


def open_dask(request: EngineRequest) -> "DaskEngine":
    """Connect, and see that its workers can do what is wanted. Raises EngineUnavailable."""
    client = _connect(request)
    try:
        engine = DaskEngine(client, request)
        engine.check()
        return engine
    except BaseException:
        with contextlib.suppress(Exception):
            client.close(CLOSE_SECONDS)
        raise


class DaskEngine:
    name = "dask"
    is_remote = True

    def __init__(self, client: Any, request: EngineRequest) -> None:
        self._client, self._request = client, request
        self._executors: dict[tuple[tuple[str, float], ...], Executor] = {}
        self._unmet: set[str] = set()
        self._next_look = time.monotonic() + LOOK_SECONDS

    @property
    def room(self) -> int:
        """As many as there are threads now."""
        return self._request.jobs or max(1, sum(int(worker["nthreads"]) for worker in self._workers().values()))

    def executor_for(self, resources: Mapping[str, float]) -> Executor:
        key = tuple(sorted(self._asked(resources).items()))
        if key not in self._executors:
            wanted = {"resources": dict(key)} if key else {}
            self._executors[key] = self._client.get_executor(pure=False, retries=0, **wanted)
        return self._executors[key]

    def notice(self) -> str:
        """That nobody is there to run anything, as it is when all jobs have reached their time limit."""
        if time.monotonic() < self._next_look:
            return ""
        self._next_look = time.monotonic() + LOOK_SECONDS
        try:
            identity = self._client.scheduler.identity
            workers = self._client.sync(identity, n_workers=1, callback_timeout=GLANCE_SECONDS)["workers"]
        except Exception:
            return f"the dask scheduler at {self._place} does not answer"
        return "" if workers else f"the dask scheduler at {self._place} has no worker now; what is sent waits for one"

    def stop(self) -> None:
        """Drop what waits. What runs is ended by the lease, because dask cannot interrupt it."""
        for executor in self._executors.values():
            with contextlib.suppress(Exception):
                executor.shutdown(wait=False)

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._client.close(CLOSE_SECONDS)

    def check(self) -> None:
        """Every worker that is there sees the project and has our version. Raises EngineUnavailable."""
        self._check_versions()
        answers = self._ask_all() if self._workers() else {"a worker": self._ask_first()}
        for worker, answer in answers.items():
            self._check_answer(worker, answer)

    def _workers(self) -> dict[str, Any]:
        with self._refusals("does not tell its workers"):
            return dict(self._client.scheduler_info(n_workers=-1)["workers"])

    def _check_versions(self) -> None:
        with self._refusals("does not tell its version"):
            found = self._client.sync(self._client.scheduler.versions, callback_timeout=ASK_SECONDS)
        theirs, ours = found["packages"].get("distributed"), version("distributed")
        if theirs != ours:
            message = f"the dask scheduler has distributed {shown(str(theirs))}, and this machine {ours}"
            raise EngineUnavailable(message, hint=_AS_HERE)

    def _ask_all(self) -> dict[str, Any]:
        with self._refusals("does not let its workers be asked"):
            asked = (self._client.run, look_around, self._request.folder)
            answers: dict[str, Any] = self._client.sync(*asked, on_error="return", callback_timeout=ASK_SECONDS)
        return answers

    def _ask_first(self) -> Any:
        """The answer of the first worker that comes, however long that takes: queues have their own time."""
        self._request.tell(f"the dask scheduler at {self._place} has no worker yet; waiting for one")
        future = self._client.get_executor(pure=False, retries=0).submit(look_around, self._request.folder)
        try:
            return future.result()
        except CancelledError:
            raise EngineUnavailable(f"the dask scheduler at {self._place} is gone", hint=_hint()) from None
        except Exception as error:
            return error

    def _check_answer(self, worker: str, answer: Any) -> None:
        where = f"the dask worker {shown(worker)}" if "://" in worker else f"{worker} of the dask scheduler"
        if isinstance(answer, BaseException):
            hint = f"install mkdocs-specthis {__version__} where the workers' Python is; {_AS_HERE}"
            raise EngineUnavailable(f"{where} has no mkdocs-specthis, or another one: {_said(answer)}", hint=hint)
        version, sees = answer
        if version != __version__:
            message = f"{where} has mkdocs-specthis {shown(version)}, and this machine {__version__}"
            raise EngineUnavailable(message, hint=_AS_HERE)
        if not sees:
            root = os.path.dirname(os.path.dirname(os.path.dirname(self._request.folder)))
            hint = "put the project into a folder that all machines share, under the same path on each"
            raise EngineUnavailable(f"{where} does not see this project at {shown(root)}", hint=hint)

    def _asked(self, resources: Mapping[str, float]) -> dict[str, float]:
        """Those that some worker has a number for; of the others it is said, once, that they are not looked at.

        Raises EngineUnavailable if no worker has as much as is needed.
        """
        if not resources:
            return {}
        declared = [worker.get("resources") or {} for worker in self._workers().values()]
        asked = {name: amount for name, amount in resources.items() if any(name in one for one in declared)}
        for name in sorted(resources.keys() - asked.keys() - self._unmet):
            self._unmet.add(name)
            self._request.tell(f"no dask worker says how much `{name}` it has, so `Resources` does not look at it")
        if asked and not any(all(one.get(name, 0) >= asked[name] for name in asked) for one in declared):
            wanted = ", ".join(f"{name}={amount:g}" for name, amount in sorted(asked.items()))
            raise EngineUnavailable(
                f"no dask worker has {wanted}", hint="start one with `--resources`, or ask for less"
            )
        return asked

    @property
    def _place(self) -> str:
        return shown(self._request.address)

    @contextlib.contextmanager
    def _refusals(self, what: str) -> Iterator[None]:
        try:
            yield
        except EngineUnavailable:
            raise
        except Exception as error:
            raise EngineUnavailable(
                f"the dask scheduler at {self._place} {what}: {_said(error)}", hint=_hint()
            ) from error


def _connect(request: EngineRequest) -> Any:
    """A client of the scheduler. Raises EngineUnavailable."""
    if not request.address:
        hint = "start one, and write its address: `address` under `[engine]`, also in .specthis/local.toml"
        raise EngineUnavailable("`dask` needs the address of a scheduler that runs already", hint=hint)
    problem = address_problem(request.address, insecure=request.insecure)
    if problem:
        what, _, hint = problem.partition("; ")
        raise EngineUnavailable(f"`address` of `[engine]` {what}", hint=hint)
    client_class = _client_class()
    options = {
        "timeout": CONNECT_SECONDS,
        "security": _security(request),
        "set_as_default": False,
        "name": "specthis",
    }
    request.tell(f"connecting to the dask scheduler at {shown(request.address)}")
    try:
        return _in_time(lambda: client_class(request.address.rstrip("/"), **options))
    except Exception as error:
        said = (
            f"does not answer within {CONNECT_SECONDS} seconds"
            if _is_timeout(error)
            else f"cannot be used: {_said(error)}"
        )
        raise EngineUnavailable(f"the dask scheduler at {shown(request.address)} {said}", hint=_hint()) from error


def _in_time(make: Callable[[], Any]) -> Any:
    """What is made, by another thread: a client that meets no scheduler may wait on for ever. Raises TimeoutError."""
    made: list[Any] = []
    problems: list[Exception] = []

    def work() -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                made.append(make())
        except Exception as error:
            problems.append(error)

    thread = threading.Thread(target=work, name="specthis-connect", daemon=True)
    thread.start()
    thread.join(CONNECT_SECONDS)
    for problem in problems:
        raise problem
    if not made:
        raise TimeoutError
    return made[0]


def _client_class() -> Callable[..., Any]:
    try:
        from distributed import Client as client_class
    except ImportError:
        raise EngineUnavailable("the engine `dask` is not installed", hint=DASK_INSTALL) from None
    for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is said by us, in one line
    made: Callable[..., Any] = client_class
    return made


def _security(request: EngineRequest) -> Any:
    """For `tls://`, the three files and nothing unencrypted. Raises EngineUnavailable."""
    if not request.address.startswith("tls://"):
        return None
    if not request.security:
        raise EngineUnavailable("a scheduler behind `tls://` needs `security` under `[engine]`", hint=f"write {FILES}")
    for name in SECURITY:
        path = request.security[name]
        if not os.access(path, os.R_OK):
            hint = f"mend `security` under `[engine]`, which names it as `{name}`"
            raise EngineUnavailable(f"{shown(path)} is not there, or cannot be read", hint=hint)
    from distributed.security import Security

    files = request.security
    return Security(
        tls_ca_file=files["ca"], tls_client_cert=files["cert"], tls_client_key=files["key"], require_encryption=True
    )


def _is_timeout(error: BaseException) -> bool:
    return isinstance(error, TimeoutError) or "imed out" in str(error)


def _hint() -> str:
    return "see that it runs and that `[engine]` names it; `specthis doctor` tries to reach it"


def _said(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return shown(lines[-1] if lines else type(error).__name__, 200)
