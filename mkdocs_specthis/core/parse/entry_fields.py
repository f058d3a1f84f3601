"""What each field of an entry means: its values as attributes of the Entry, and what is wrong with them.

Knows one field at a time.
"""

from collections.abc import Callable, Mapping

from mkdocs_specthis.core.parse import values as read
from mkdocs_specthis.core.parse.entry_paths import inside, paths_of
from mkdocs_specthis.core.parse.entry_reading import EntryReading
from mkdocs_specthis.core.parse.fields import RawField
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown

COUNTED = ("cpus", "mem")
"""Resources that every machine has so many of."""


def _scripts(reading: EntryReading, raw: RawField) -> dict[str, object]:
    return {"scripts": paths_of(reading, raw, patterns=False)}


def _output(reading: EntryReading, raw: RawField) -> dict[str, object]:
    paths = paths_of(reading, raw, patterns=False)
    if len(raw.values) > 1:
        message = f"`Output` names {len(raw.values)} files; a compute entry has exactly one"
        reading.add("field-value", raw.values[1].line, message, "list the other files under `Sidecars`")
    for value in paths:
        if not value.text.lower().endswith(".json"):
            reading.add(
                "output-not-json",
                value.line,
                f"`{shown(value.text)}` is no JSON file",
                "an `Output` ends with `.json`; other files are `Sidecars`",
            )
    return {"outputs": inside(reading, raw, paths, reading.settings.results, "artefacts")[:1]}


def _export_outputs(reading: EntryReading, raw: RawField) -> dict[str, object]:
    return {
        "outputs": inside(reading, raw, paths_of(reading, raw, patterns=False), reading.settings.reports, "exports")
    }


def _sidecars(reading: EntryReading, raw: RawField) -> dict[str, object]:
    folder = reading.settings.results if reading.kind == "compute" else reading.settings.reports
    return {"sidecars": inside(reading, raw, paths_of(reading, raw, patterns=True), folder, "sidecar files")}


def _workflows(reading: EntryReading, raw: RawField) -> dict[str, object]:
    return {"workflows": paths_of(reading, raw, patterns=True)}


def _inputs(reading: EntryReading, raw: RawField) -> dict[str, object]:
    return {"inputs": paths_of(reading, raw, patterns=True, roots=True)}


def _keys(reading: EntryReading, raw: RawField) -> dict[str, object]:
    schemas = [value for value in raw.values if value.text.endswith(".json")]
    if not schemas:
        return {"keys": tuple(dict.fromkeys(value.text for value in raw.values))}
    if len(raw.values) > 1:
        reading.add(
            "field-value", raw.line, "`Keys` names a schema file and more", "give either keys or one JSON Schema file"
        )
    paths = paths_of(reading, raw, patterns=False)
    return {"schema": paths[0] if paths else None}


def _consumes(reading: EntryReading, raw: RawField) -> dict[str, object]:
    names = tuple({value.text: value for value in raw.values}.values())
    if any(value.text == "none" for value in names):
        if len(names) > 1:
            reading.add("field-value", raw.line, "`Consumes` says `none` and names entries", "keep one of the two")
        return {"consumes": tuple(value for value in names if value.text != "none")}
    return {"consumes": names}


def _run(_: EntryReading, raw: RawField) -> dict[str, object]:
    return {"run": raw.values[0] if raw.values else None}


def _status(reading: EntryReading, raw: RawField) -> dict[str, object]:
    text = raw.values[0].text if raw.values else ""
    status = read.read_status(text)
    if status is None:
        if text:
            hint = did_you_mean(
                text[:20],
                read.STATUSES,
                otherwise="write `script TBD` or `script ready`, with a note behind ` — ` if you like",
            )
            reading.add("status-value", raw.line, f"`{shown(text)}` is no status", hint)
        return {}
    return {"status": status.word, "status_note": status.note}


def _timeout(reading: EntryReading, raw: RawField) -> dict[str, object]:
    text = raw.values[0].text if raw.values else ""
    duration = read.read_duration(text)
    if duration.problem and text:
        message = f"`{shown(text)}` in `Timeout` {duration.problem}"
        reading.add("field-value", raw.line, message, f"as in {read.DURATIONS}")
    return {"timeout": duration.seconds}


def _retries(reading: EntryReading, raw: RawField) -> dict[str, object]:
    text = raw.values[0].text if raw.values else ""
    retries = read.read_retries(text)
    if retries is None and text:
        message = f"`{shown(text)}` in `Retries` is no whole number from 0 to {read.MAX_RETRIES}"
        reading.add("field-value", raw.line, message, "as in `Retries: 2`")
    return {"retries": retries}


def _resources(reading: EntryReading, raw: RawField) -> dict[str, object]:
    amounts: dict[str, str] = {}
    for value in raw.values:
        amount = read.read_amount(value.text)
        if amount is None:
            reading.add(
                "field-value",
                value.line,
                f"`{shown(value.text)}` in `Resources` is no `name=amount`",
                "as in `cpus=4, mem=8G`",
            )
        elif amount[0] in COUNTED and not read.is_number(amount[1]):
            message = f"`{shown(value.text)}` in `Resources` is no amount"
            reading.add("field-value", value.line, message, "as in `cpus=4`, `mem=8G`, `mem=512MiB`")
        else:
            amounts[amount[0]] = amount[1]
    return {"resources": tuple(sorted(amounts.items()))}


def _varies(reading: EntryReading, raw: RawField) -> dict[str, object]:
    rules = []
    for value in raw.values:
        rule = read.read_varies(value.text)
        if rule is None:
            reading.add(
                "field-value",
                value.line,
                f"`{shown(value.text)}` in `Varies` is no key with a tolerance",
                "as in `loss ~ 1e-6`",
            )
        else:
            rules.append(rule)
    return {"varies": tuple(rules)}


def _traces_to(_: EntryReading, raw: RawField) -> dict[str, object]:
    return {"traces_to": tuple(dict.fromkeys(value.text for value in raw.values))}


def _publish(reading: EntryReading, raw: RawField) -> dict[str, object]:
    """Whatever is not `yes` keeps the artefact off the site; as in frontmatter, `true` and `false` will do."""
    text = raw.values[0].text if raw.values else ""
    if text not in ("yes", "no", "true", "false") and text:
        message = f"`{shown(text)}` in `Publish` is neither `yes` nor `no`"
        reading.add("field-value", raw.line, message, "write `Publish: no` to keep the artefact off the site")
    return {"publish": text in ("yes", "true")}


READERS: Mapping[str, Callable[[EntryReading, RawField], dict[str, object]]] = {
    "Script": _scripts,
    "Export script": _scripts,
    "Output": _output,
    "Export outputs": _export_outputs,
    "Sidecars": _sidecars,
    "Workflows": _workflows,
    "Inputs": _inputs,
    "Keys": _keys,
    "Consumes": _consumes,
    "Run": _run,
    "Status": _status,
    "Timeout": _timeout,
    "Retries": _retries,
    "Resources": _resources,
    "Varies": _varies,
    "Traces to": _traces_to,
    "Publish": _publish,
}
"""Key to what it gives: attributes of the Entry by name."""
