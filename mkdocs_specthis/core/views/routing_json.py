"""What each host document shows in which section, for tools: the content of `specs/_routing.json`.

Knows no file. The same project gives the same value: no clock is in it.
What each key means is in `schemas/routing.schema.json`.
"""

from collections.abc import Iterable
from typing import Any

from mkdocs_specthis.core.digest import canonical_json, digest_bytes
from mkdocs_specthis.core.model.document import PREAMBLE, Document, Inclusion, Label, Section
from mkdocs_specthis.core.paper.routes import Place, Route, has_version, is_within, line_to_paste
from mkdocs_specthis.core.snapshot import Snapshot

VERSION = 1


def routing_json(snapshot: Snapshot) -> dict[str, Any]:
    """Host documents by path; in each, sections by every label that stands in them."""
    shown = {path: _document_view(document) for path, document in snapshot.project.documents.items()}
    routes = [_route_view(route) for found in snapshot.routes.by_entry.values() for route in found]
    content = {"routes": routes, **shown}
    return {"version": VERSION, "digest": digest_bytes(canonical_json(content)), **content}


def _document_view(document: Document) -> dict[str, Any]:
    preamble = [one for one in document.inclusions if one.section == PREAMBLE]
    return {
        "problem": str(document.problem) if document.problem else None,
        "files": dict(document.files),
        "sections": {label.name: _section_view(document, label) for label in reversed(document.labels)},
        "outline": [_heading_view(section) for section in document.sections],
        "preamble": _inclusions(preamble),
        "inclusions": [_inclusion_view(document, one) for one in document.inclusions],
        "obstacles": [
            {
                "file": one.location.path,
                "line": one.location.line,
                "trouble": str(one.trouble),
                "what": one.what,
            }
            for one in document.obstacles
        ],
    }


def _section_view(document: Document, label: Label) -> dict[str, Any]:
    """The section that a label stands in, with its subsections."""
    section = document.sections[label.section] if label.section >= 0 else None
    within = [one for one in document.inclusions if is_within(one.section, label, document)]
    return {
        "label_line": label.location.line,
        "label_file": label.location.path,
        "section_line": section.location.line if section else None,
        "section_file": section.location.path if section else None,
        "title": section.title if section else None,
        **_inclusions(within),
        "sectionversion_present_within_10_lines": has_version(document, label.section, label),
    }


def _inclusions(inclusions: Iterable[Inclusion]) -> dict[str, list[str]]:
    """Paths as they are written: what is read, and what is shown."""
    inclusions = tuple(inclusions)
    return {
        "inputs": [one.written for one in inclusions if one.reads],
        "includegraphics": [one.written for one in inclusions if not one.reads],
    }


def _heading_view(section: Section) -> dict[str, Any]:
    return {
        "name": section.name,
        "level": section.level,
        "title": section.title,
        "file": section.location.path,
        "line": section.location.line,
    }


def _inclusion_view(document: Document, one: Inclusion) -> dict[str, Any]:
    around = document.floats[one.float] if one.float >= 0 else None
    return {
        "file": one.location.path,
        "line": one.location.line,
        "command": one.command,
        "written": one.written,
        "path": one.target or None,
        "artefacts": list(one.exports),
        "ambiguous": list(one.ambiguous),
        "by_name": one.by_name,
        "conditions": [condition.text for condition in one.conditions],
        "environment": around.environment if around else None,
        "caption": around.caption if around else None,
        "label": around.label if around else None,
    }


def _route_view(route: Route) -> dict[str, Any]:
    return {
        "entry": route.entry,
        "path": route.path,
        "host_doc": route.host_doc or None,
        "section_label": route.section_label or None,
        "included": route.included,
        "certain": route.certain,
        "stands": route.stands,
        "other_format": route.other_format or None,
        "to_paste": line_to_paste(route) if route.host_doc else None,
        "places": [_place_view(place) for place in route.places],
    }


def _place_view(place: Place) -> dict[str, Any]:
    return {
        "document": place.document,
        "file": place.location.path,
        "line": place.location.line,
        "section": place.section.title if place.section else None,
        "section_label": place.section_label or None,
        "routed": place.routed,
        "conditions": [condition.text for condition in place.conditions],
    }
