"""`entries.json`: the rows of the index of entries for scripts, with the address of each page.

The states are those of `specthis status --json`; commands are left out, for the file is published.
"""

from collections.abc import Mapping
from json import dumps

from mkdocs_specthis.core.entry_address import entry_source
from mkdocs_specthis.core.views.lookups import Lookups
from mkdocs_specthis.core.views.status_json import BLOCKERS_SHOWN, VERSION, entry_view


def render_entries_json(lookups: Lookups, urls: Mapping[str, str]) -> str:
    """Canonical JSON: entries in the order of the project."""
    snapshot = lookups.snapshot
    rows = []
    for name, status in snapshot.statuses.items():
        row = entry_view(snapshot, status, lookups.blockers.get(name, ())[:BLOCKERS_SHOWN])
        row.pop("repair", None)
        rows.append({**row, "feeds": lookups.feeds[name], "url": urls[entry_source(name)]})
    shown = {"version": VERSION, "counts": dict(sorted(snapshot.counts.items())), "entries": rows}
    return dumps(shown, indent=1, ensure_ascii=False) + "\n"
