"""Where the commands of one refresh run: the engine of the settings, the way to it, and the lease if it is elsewhere.

Opens and closes them; starts nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.effects.engines.dispatch import Dispatch, dispatch_to
from mkdocs_specthis.effects.engines.idle import IdleEngine
from mkdocs_specthis.effects.engines.interface import Engine, engine_request, is_known, open_engine, unknown
from mkdocs_specthis.effects.runs.lease import Lease

LOCAL = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    engine: Engine
    dispatch: Dispatch


@contextmanager
def workplace(
    root: Path, settings: Settings, run: str, *, jobs: int, is_used: bool, tell: Callable[[str], None]
) -> Iterator[Workplace]:
    """Nothing runs any more when it is left. What is not `is_used` is not connected to.

    `run`: identifier of the refresh. Raises UnknownEngine, EngineUnavailable.
    """
    if not is_known(settings.engine_name):
        raise unknown(settings.engine_name)
    with ExitStack() as stack:
        request = engine_request(settings, root=str(root), jobs=jobs)
        if request.name == LOCAL:
            lease, engine = None, open_engine(request)
        elif not is_used:
            lease, engine = None, IdleEngine(request.name)
        else:
            lease = Lease(root, run)
            stack.callback(lease.close)
            engine = open_engine(replace(request, folder=lease.folder, tell=tell))
        dispatch = dispatch_to(engine, lease if engine.is_remote else None)
        stack.callback(dispatch.close)
        yield Workplace(engine=engine, dispatch=dispatch)
