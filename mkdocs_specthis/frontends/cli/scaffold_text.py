"""What `init` and `install` say on a terminal: one line for each file, then what comes next.

Knows the view; decides nothing.
"""

import shlex
from collections.abc import Iterator, Mapping
from typing import Any


def file_lines(view: Mapping[str, Any]) -> Iterator[str]:
    """`created  specs/README.md  what a spec is`, in columns."""
    width = max((len(file["path"]) for file in view["files"]), default=0)
    for file in view["files"]:
        yield f"{file['outcome']}  {file['path']:{width}}  {file['reason']}"
    if view["dry_run"]:
        yield "Nothing was written."


def closing_lines(view: Mapping[str, Any], written: str) -> Iterator[str]:
    """`written` is the folder as it was named; empty for the one that we are in."""
    if view["plugin_lines"]:
        yield from ("", "Add this to mkdocs.yml, or the second item to the `plugins` that it has:", "")
        yield from (f"  {line}" for line in view["plugin_lines"].splitlines())
    if view["next"] and not view["dry_run"]:
        yield from ("", "Next:")
        first, *others = view["next"]
        go = f"cd {shlex.quote(written)} && " if written else ""
        rows = [(go + first["command"], first["text"]), *((one["command"], one["text"]) for one in others)]
        width = max(len(command) for command, _ in rows)
        yield from (f"  {command:{width}}   {text}" for command, text in rows)
