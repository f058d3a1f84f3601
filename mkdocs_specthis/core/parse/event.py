"""One line of the event log to an event, or to the clause that says why it is none.

Knows the shape of a line; not what an event means.
"""

import json

from mkdocs_specthis.core.model.event import Event

VERSION = 1
TEXTS = ("ts", "run", "actor", "event", "subject")


def parse_event(line: bytes) -> tuple[Event | None, str]:
    """The event and an empty text, or None and what is wrong with the line."""
    try:
        record = json.loads(line, parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        return None, "it is not UTF-8"
    except RecursionError:
        return None, "it is nested too deeply"
    except ValueError:
        return None, "it is not JSON"
    if not isinstance(record, dict):
        return None, "it is no JSON object"
    if record.get("v") != VERSION or isinstance(record["v"], bool):
        return None, f"`v` is not {VERSION}: a newer specthis wrote it, or something else"
    wrong = next((key for key in TEXTS if not isinstance(record.get(key), str)), None)
    if wrong is not None:
        return None, f"`{wrong}` is {'no text' if wrong in record else 'missing'}"
    if not isinstance(record.get("data"), dict):
        return None, f"`data` is {'no object' if 'data' in record else 'missing'}"
    return Event(**{key: record[key] for key in TEXTS}, data=record["data"]), ""


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")
