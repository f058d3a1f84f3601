"""What `init` and `install` did, as the value behind their text and their JSON.

Knows no file; says nothing that the Scaffold doesn't.
"""

from typing import Any

from mkdocs_specthis.core.model.scaffold import Scaffold

VERSION = 1


def scaffold_view(scaffold: Scaffold, folder: str, *, dry_run: bool) -> dict[str, Any]:
    """`folder` is the absolute path that all paths are below."""
    return {
        "version": VERSION,
        "folder": folder,
        "dry_run": dry_run,
        "files": [{"path": one.path, "outcome": str(one.outcome), "reason": one.reason} for one in scaffold.placements],
        "plugin_lines": scaffold.plugin_lines,
        "next": [{"command": command, "text": text} for command, text in scaffold.next_steps],
    }
