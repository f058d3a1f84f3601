"""Starts one command and says what it took: wall seconds, peak memory, exit status, as one line of JSON.

A process of its own and a small one: a child's peak counts from the size of the process that forked it. So a peak
below that of this one, some 9 MB, cannot be told.
"""

import os
import sys
import time

_started = time.perf_counter()
_child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, _status, _usage = os.wait4(_child, 0)
_seconds = time.perf_counter() - _started
_peak = _usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
_cpu = _usage.ru_utime + _usage.ru_stime
_code = os.waitstatus_to_exitcode(_status)
os.write(
    int(os.environ["BENCHMARK_REPORT"]),
    f'{{"seconds": {_seconds}, "cpu": {_cpu}, "megabytes": {_peak}, "status": {_code}}}'.encode(),
)
