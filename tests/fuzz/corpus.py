"""What the fuzzer starts from: every real input of the kinds that specthis reads, out of the test projects and cases.

Knows where they lie and of which kind they are; changes nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
PROJECTS = (REPOSITORY / "example_site", REPOSITORY / "tests" / "projects" / "sweep")
CASES = REPOSITORY / "tests" / "cases"
_FENCE = re.compile(r"^(`{3,}|~{3,})[ ]*\S+[ ]+(\S*[./]\S*)[ ]*\n(.*?)^\1[ ]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    kind: str
    """`spec`, `settings`, `local`, `lock`, `receipt`, `events` or `latex`."""
    path: str
    """Where a project has it."""
    content: bytes


def kind_of(path: str, content: bytes) -> str | None:
    """Which reader takes the file; None if it is no input of ours."""
    name = path.rsplit("/", 1)[-1]
    if path.endswith(".md") and content.startswith(b"---\n"):
        return "spec"
    if path.endswith(".json") and "/_runs/" in path:
        return "receipt"
    named = {"specthis.toml": "settings", "local.toml": "local", "_lock.json": "lock", "events.jsonl": "events"}
    return "latex" if path.endswith(".tex") else named.get(name)


@cache
def corpus() -> tuple[Sample, ...]:
    """All samples, in an order that is the same everywhere."""
    found: dict[tuple[str, bytes], Sample] = {}
    for path, content in _contents():
        kind = kind_of(path, content)
        if kind and content:
            found.setdefault((kind, content), Sample(kind=kind, path=path, content=content))
    return tuple(sorted(found.values(), key=lambda sample: (sample.kind, sample.path, sample.content)))


def _contents() -> Iterator[tuple[str, bytes]]:
    for root in (*PROJECTS, HERE / "samples"):
        for file in sorted(root.rglob("*")):
            if file.is_file() and not {"results", "site", ".cache"} & set(file.relative_to(root).parts):
                yield file.relative_to(root).as_posix(), file.read_bytes()
    for file in sorted(CASES.rglob("*.md")):
        for _, path, text in _FENCE.findall(file.read_text(encoding="utf-8")):
            yield path, text.encode("utf-8")
