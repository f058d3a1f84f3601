"""Runs the command of each line of `commands`, two at once, and keeps of each what nobody could do with less.

Each command is isolated as ours are; of its output stand a digest in a file of its own and a line in a log, and all
three are on the disk before the next is begun. It knows no graph, looks at no input, and decides nothing.
"""

import hashlib
import json
import os
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

from mkdocs_specthis.effects.runs.process import CommandOutcome, CommandRequest, run_command

ROOT = os.getcwd()
RECEIPTS = "receipts"
LOG = "log.jsonl"


def request_of(command: str, output: str) -> CommandRequest:
    log = f"{ROOT}/logs/{Path(output).stem}.log"
    return CommandRequest(argv=tuple(command.split()), cwd=ROOT, env=os.environ, log=log)


def keep(output: str, outcome: CommandOutcome) -> None:
    assert outcome.status == 0, outcome
    with open(output, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    sync(os.path.dirname(output))
    record = {"output": output, "digest": digest, "seconds": outcome.seconds}
    place = f"{RECEIPTS}/{Path(output).stem}.json"
    write_through(f"{place}.new", json.dumps(record, indent=2), os.O_CREAT | os.O_TRUNC)
    os.replace(f"{place}.new", place)
    sync(RECEIPTS)
    write_through(LOG, json.dumps(record) + "\n", os.O_CREAT | os.O_APPEND)


def write_through(place: str, text: str, how: int) -> None:
    descriptor = os.open(place, os.O_WRONLY | how, 0o666)
    os.write(descriptor, text.encode())
    os.fsync(descriptor)
    os.close(descriptor)


def sync(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def main() -> None:
    os.makedirs(RECEIPTS, exist_ok=True)
    waiting = [tuple(line.split("\t")) for line in reversed(Path("commands").read_text().splitlines())]
    running: dict[Future[CommandOutcome], str] = {}
    with ThreadPoolExecutor(2) as pool:
        while waiting or running:
            while waiting and len(running) < 2:
                command, output = waiting.pop()
                running[pool.submit(run_command, request_of(command, output))] = output
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                keep(running.pop(future), future.result())


if __name__ == "__main__":
    main()
