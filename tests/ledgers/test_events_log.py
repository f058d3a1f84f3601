"""What happened is a line each; a torn last line costs itself and nothing else."""

import json
import subprocess
import sys
from pathlib import Path

from mkdocs_specthis.core.model.event import Event
from mkdocs_specthis.core.model.project import Attempt
from mkdocs_specthis.effects.records.events import append_event, read_failures


def event(subject: str, what: str = "failed", ts: str = "2026-01-01T00:00:00Z", **data: object) -> Event:
    return Event(ts=ts, run="r", actor="refresh", event=what, subject=subject, data=data)


def test_the_last_attempt_counts_where_it_failed(tmp_path: Path) -> None:
    append_event(tmp_path, event("a", text="first"))
    append_event(tmp_path, event("a", ts="2026-01-02T00:00:00Z", text="second", log=".specthis/logs/a.log"))
    append_event(tmp_path, event("b", text="no"))
    append_event(tmp_path, event("b", "made"))
    append_event(tmp_path, event("a", "certified"))
    found = read_failures(tmp_path)
    attempt = Attempt(ts="2026-01-02T00:00:00Z", text="second", log=".specthis/logs/a.log")
    assert found.failures == {"a": attempt}
    assert found.findings == ()


def test_no_log_is_no_failure(tmp_path: Path) -> None:
    assert read_failures(tmp_path).failures == {}


def test_torn_and_bad_lines_are_findings_and_the_rest_reads(tmp_path: Path) -> None:
    append_event(tmp_path, event("a", text="x"))
    log = tmp_path / ".specthis/events.jsonl"
    with log.open("ab") as file:
        file.write(b"oops\n[1]\n\xff\n" + b'{"v":1,"ev')
    found = read_failures(tmp_path)
    assert [(one.rule, one.location.line) for one in found.findings] == [
        ("event-unreadable", 2),
        ("event-unreadable", 3),
        ("event-unreadable", 4),
        ("event-torn", 5),
    ]
    append_event(tmp_path, event("b", text="y"))
    assert set(read_failures(tmp_path).failures) == {"a", "b"}
    assert json.loads(log.read_bytes().splitlines()[-1])["subject"] == "b"


def test_writers_at_once_tear_no_line(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\nfrom mkdocs_specthis.core.model.event import Event\n"
        "from mkdocs_specthis.effects.records.events import append_event\n"
        "for n in range(20): append_event(Path(sys.argv[1]), Event(ts='t', run='r', actor='x', event='failed',"
        " subject=f'{sys.argv[2]}-{n}', data={'text': 'z' * 3000}))"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(me)]) for me in range(5)]
    assert [writer.wait(60) for writer in writers] == [0] * 5
    found = read_failures(tmp_path)
    assert len(found.failures) == 100
    assert found.findings == ()
