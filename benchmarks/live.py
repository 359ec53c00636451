"""How long the live check takes in the browser: of a field, and of the whole portfolio, and what memory that needs.

python benchmarks/live.py FOLDER DAY prints JSON: the median milliseconds of both by the clock, from the request to the
whole answer, with what is typed kept on the disk each time; the same of the processor ("busy"), which other programs do
not make longer; and the largest memory of the program in MB. Nothing in the folder is changed.
"""

from __future__ import annotations

import base64
import datetime
import http.client
import json
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from coachfolio.web.desk import Desk
from coachfolio.web.server import Server

ROUNDS: Final = 15


def main(folder: str, day: str) -> None:
    os.environ["XDG_STATE_HOME"] = os.environ["LOCALAPPDATA"] = tempfile.mkdtemp()
    server = Server(Desk(Path(folder), today=datetime.date.fromisoformat(day)))
    ready = threading.Event()
    threading.Thread(target=server.serve, args=(ready.set,), daemon=True).start()
    ready.wait(20)
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    origin = f"http://127.0.0.1:{server.port}"
    connection.request("GET", server.address.removeprefix(origin))
    first = connection.getresponse()
    first.read()
    cookie = (first.headers["set-cookie"] or "").partition(";")[0]
    file = sorted(Path(folder).glob("sessions/**/*.yaml"))[0]
    since = base64.b64encode(file.read_bytes()).decode()
    form = {"_path": file.relative_to(folder).as_posix(), "_window": "benchmark", "_since": since}

    def asked(address: str, minutes: int) -> tuple[float, float]:
        body = urlencode({**form, "minutes": str(minutes), "purpose": f"What was typed, {minutes}."})
        headers = {"Cookie": cookie, "Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
        begun, busy = time.perf_counter(), time.process_time()
        connection.request("POST", address, body, headers)
        answer = connection.getresponse()
        found = answer.read()
        assert answer.status == 200, found
        assert json.loads(found)["kept"], found
        return 1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - busy)

    asked("/look?whole", 59)
    field = [asked("/look", 60 + number) for number in range(ROUNDS)]
    whole = [asked("/look?whole", 90 + number) for number in range(ROUNDS)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = {"memory": memory}
    for name, rounds in (("field", field), ("portfolio", whole)):
        clock, busy = zip(*rounds, strict=True)
        said |= {name: statistics.median(clock), f"{name} busy": statistics.median(busy)}
    json.dump({name: round(value, 1) for name, value in said.items()}, sys.stdout)
    server.end()


if __name__ == "__main__":
    main(*sys.argv[1:])
