"""What may go into a cache, and what may come out of one: every decision about trust, none about transport.

Pure: told the project, a receipt and a record. That bytes have the digest they should have is seen where they arrive.
"""

from dataclasses import replace

from mkdocs_specthis.core.contracts.varying import rules_of
from mkdocs_specthis.core.dependencies.consumes import Consumption
from mkdocs_specthis.core.digest import SCHEME
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.ledger import Contradiction, Receipt
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.model.state import Certification, Realization
from mkdocs_specthis.core.parse.paths import fold_path, is_below, matches_pattern
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.states.standing import Standing, as_clause


def push_problem(standing: Standing, receipt: Receipt | None, settings: Settings) -> str:
    """Why an entry's artefact may not be pushed, as a clause; empty if it may.

    Only what was made from today's content, and is here byte for byte, is worth its signature.
    """
    if standing.realization not in (Realization.FRESH, Realization.ABSENT) or receipt is None:
        return as_clause(standing.realizing[0].text) if standing.realizing else "there is no record of a run"
    if standing.lacks_outputs:
        return "its bytes are not on this machine"
    if standing.errors:
        return "it has errors of its own"
    if receipt.origin == "trial" and standing.certification is not Certification.CERTIFIED:
        return "it ran on trial, and nobody has certified that content"
    if receipt.origin == "adopted" and not settings.accept_adopted:
        return "it was adopted, and the project's policy does not accept that"
    return ""


def pin_of(project: Project, contract: Contract) -> Receipt | None:
    """The receipt that says which digests today's signature stands for; None if no receipt does."""
    receipt = project.receipts.get(contract.entry)
    is_of_today = receipt is not None and receipt.scheme == SCHEME and receipt.signature == contract.signature
    return receipt if is_of_today else None


def fetch_problem(project: Project, consumption: Consumption, contract: Contract, record: Receipt) -> str:
    """Why a record of today's signature may not be taken for an entry, as a clause; empty if it may."""
    pin = pin_of(project, contract)
    if record.scheme != SCHEME or record.signature != contract.signature:
        return "its record is of another signature"
    if pin is not None and pin.outputs != record.outputs:
        return "its record has other digests than the receipt here"
    if record.origin == "adopted" and not project.settings.accept_adopted:
        return "it was adopted, and the project's policy does not accept that"
    return _paths_problem(project, consumption, contract, record)


def disproved_by(project: Project, receipt: Receipt, record: Receipt | None) -> Receipt | None:
    """`receipt` with a note of the run that gave what a cache's record holds; None if that disproves nothing.

    Bytes that somebody adopted say nothing about what a run gives.
    """
    entry = project.entries.get(receipt.entry)
    is_of_runs = record is not None and "adopted" not in (receipt.origin, record.origin)
    if record is None or entry is None or not is_of_runs or project.settings.nondeterminism == "accept":
        return None
    outputs = {path: made for path, made in record.outputs.items() if receipt.outputs.get(path) != made}
    against = Contradiction(outputs=outputs, rules=rules_of(entry), ts=record.ts, platform=record.platform)
    return replace(receipt, contradicted=against)


def _paths_problem(project: Project, consumption: Consumption, contract: Contract, record: Receipt) -> str:
    lacking = [path for path in contract.outputs if path not in record.outputs]
    lacking += [glob for glob in contract.output_globs if not any(matches_pattern(p, glob) for p in record.outputs)]
    if lacking:
        return f"its record lacks `{lacking[0]}`, which the spec declares"
    stray = next((path for path in record.outputs if not _is_declared(project, consumption, contract, path)), None)
    if stray is not None:
        return f"its record holds `{shown(stray)}`, which the spec does not declare"
    if len({fold_path(path) for path in record.outputs}) < len(record.outputs):
        return "its record holds two paths that differ only in case"
    return ""


def _is_declared(project: Project, consumption: Consumption, contract: Contract, path: str) -> bool:
    """Named, or matched by a declared glob and nobody else's."""
    named = path in contract.outputs or any(matches_pattern(path, glob) for glob in contract.output_globs)
    settings = project.settings
    is_artefact = is_below(path, settings.results) or is_below(path, settings.reports)
    return named and is_artefact and not consumption.maker(path, besides=contract.entry)
