"""Runs a command and measures it from outside: wall seconds, processor seconds, peak memory of it or any child.

Knows no tool.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launch.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    seconds: float
    cpu: float = 0.0
    """Processor seconds, user and system, of it and the children that it waited for."""
    megabytes: float = 0.0
    """Peak resident memory of its largest process."""
    status: int = 0
    output: str = ""
    """Standard output and error, as they came."""
    timed_out: bool = False


def measure(argv: Sequence[str], cwd: Path, env: Mapping[str, str], limit: float) -> Measured:
    """Run it to its end, or for `limit` seconds. Its whole process group is gone on return."""
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as output:
        launcher = subprocess.Popen(
            (sys.executable, "-I", "-S", str(LAUNCHER), *argv),
            cwd=cwd,
            env={**env, "BENCHMARK_REPORT": str(writing)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=(writing,),
            start_new_session=True,
        )
        os.close(writing)
        try:
            launcher.wait(limit)
        except BaseException as error:
            os.killpg(launcher.pid, signal.SIGKILL)
            launcher.wait()
            os.close(reading)
            if isinstance(error, subprocess.TimeoutExpired):
                return Measured(seconds=limit, timed_out=True)
            raise
        with open(reading, "rb") as report:
            told = json.loads(report.read() or b'{"seconds": 0, "status": 127}')
        output.seek(0)
        return Measured(**told, output=output.read().decode("utf-8", "replace"))
