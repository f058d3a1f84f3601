"""What the doctor found, as lines of text.

Works on the very values that `--json` prints.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from mkdocs_specthis.core.views.sentence import in_words, sentence
from mkdocs_specthis.core.views.settings import set_by_somebody
from mkdocs_specthis.frontends.cli.tables import INDENT, aligned, table, widths_of

_NUMBER = re.compile(r"\d+(?:\.\w+)+")
AILING = ("missing", "broken")


def lines(view: Mapping[str, Any], *, everything: bool) -> Iterator[str]:
    """The checks by group, the settings, and the sum."""
    rows = {id(check): _cells(check) for check in view["checks"]}
    widths = widths_of([row[:3] for row in rows.values()])
    for group, checks in groupby(view["checks"], key=lambda check: check["group"]):
        yield sentence(group).rstrip(".")
        for check in checks:
            *cells, text = rows[id(check)]
            yield f"{INDENT}{aligned((*cells, text), (*widths, 0))}"
            if check["hint"]:
                yield f"{INDENT}{INDENT}hint: {check['hint']}"
    if view["project"] is not None:
        yield from _settings(view, everything=everything)
    yield ""
    yield _sum(view)


def _cells(check: Mapping[str, str]) -> tuple[str, str, str, str]:
    number = _NUMBER.search(check["version"])
    version = number.group() if number else check["version"][:20]
    told = [check["text"], check["place"] if check["group"] in ("tools", "software") else ""]
    return (check["verdict"], check["name"], version, "; ".join(part for part in told if part))


def _settings(view: Mapping[str, Any], *, everything: bool) -> Iterator[str]:
    shown = view["settings"] if everything else list(set_by_somebody(view["settings"]))
    yield "Settings" if everything else "Settings that somebody has set (`--all` shows all)"
    yield from (f"{INDENT}{row}" for row in table([_setting(row) for row in shown]) if shown)
    if not shown:
        yield f"{INDENT}none: the defaults are in force"


def _setting(row: Mapping[str, Any]) -> tuple[str, str, str]:
    source = f"{row['source']}:{row['line']}" if row["line"] else row["source"]
    return (row["key"], source, json.dumps(row["value"], ensure_ascii=False))


def _sum(view: Mapping[str, Any]) -> str:
    ailing = sum(check["verdict"] in AILING for check in view["checks"])
    where = "" if view["project"] else "; there is no project here, so nothing else was looked at"
    if not ailing:
        return sentence(f"all that is needed is here{where}")
    return sentence(f"{in_words(ailing)} {'thing is' if ailing == 1 else 'things are'} missing or broken{where}")
