"""Run one command and write down its cost: seconds, seconds of the processor, memory as the system counts it, status.

python -S benchmarks/cost.py REPORT COMMAND…

It is a script of its own, and imports next to nothing, because the system counts the memory of the process that starts
another towards the other's peak.
"""

import os
import sys
import time

report, *command = sys.argv[1:]
begun = time.perf_counter()
child = os.posix_spawn(command[0], command, os.environ)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - begun
with open(report, "w") as file:  # noqa: PTH123 - pathlib is not next to nothing
    file.write(f"{seconds} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss} {os.waitstatus_to_exitcode(status)}")
