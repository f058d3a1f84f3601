"""What the JSON artefact of an entry holds, whether or not keys are demanded of it.

Decides nothing; what is wrong with it is said in `core/steps/product.py`.
"""

from pathlib import Path

from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.facts import JsonFacts
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.effects.artefacts.json_stream import read_json_facts
from mkdocs_specthis.effects.runs.moves import artefact_place


def artefact_facts(root: Path, project: Project, contract: Contract) -> JsonFacts | None:
    """None for a report or figure, whose artefacts are no JSON. Raises LeadsOutside."""
    entry = project.entries[contract.entry]
    if entry.exports or not entry.outputs or not contract.outputs:
        return None
    known = project.json.get(contract.outputs[0])
    if known is not None:
        return known
    try:
        return read_json_facts(artefact_place(root, project.settings, contract.outputs[0]), wanted=entry.keys)
    except OSError as error:
        return JsonFacts(error=error.strerror or "it cannot be read")
