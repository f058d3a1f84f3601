"""What the figures were measured on, in the lines above a table.

Reads this machine; measures nothing.
"""

import os
import platform
import time
from collections.abc import Iterable, Iterator


def machine_lines(versions: Iterable[str]) -> Iterator[str]:
    """Markdown list items: when, where, with which versions."""
    yield f"- {time.strftime('%Y-%m-%d', time.gmtime())}, {os.cpu_count()} cores, {_processor()}, {_memory()}"
    yield f"- {platform.system()} {platform.release()}, {platform.python_implementation()} {platform.python_version()}"
    yield f"- {', '.join(versions)}"
    load = os.getloadavg()[0]
    busy = "; other work ran on the machine meanwhile" if load > 1 else ""
    yield f"- load average when it began: {load:.1f}{busy}"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
