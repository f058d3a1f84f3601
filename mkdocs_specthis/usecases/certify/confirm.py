"""Confirm: the certificate still holds although words that it rests on moved.

Writes a certificate of the same content with today's vocabulary. Knows no host.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from mkdocs_specthis.core.model.errors import UnknownName
from mkdocs_specthis.core.model.ledger import Judgment, Verdict
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.questions.looked_at import looked_at_vocabulary
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.reasons import judgment_in_force
from mkdocs_specthis.effects.git.repository import read_tree_state
from mkdocs_specthis.effects.records.ledgers import append_judgments
from mkdocs_specthis.usecases.certify.judge import (
    check_at,
    check_author,
    check_judgeable,
    check_ledger,
    judgment_of,
    spelt_out,
)
from mkdocs_specthis.usecases.certify.request import ConfirmRequest, JudgeResult
from mkdocs_specthis.usecases.load import load_snapshot


def confirm(root: Path, request: ConfirmRequest, *, now: Callable[[], str]) -> JudgeResult:
    """Raises UnknownName, LedgerUnreadable, Refused. Where nothing moved, nothing is written."""
    snapshot = load_snapshot(root)
    check_ledger(snapshot)
    check_author(request.author)
    moved = to_confirm(snapshot, request.names)
    digest = looked_at_vocabulary(snapshot, moved)
    again = f"specthis lock confirm {spelt_out(request.names)} --dry-run"
    check_at(request.at, digest, tuple(moved) or request.names, again=again)
    if not moved:
        return JudgeResult(judgments={}, at=digest)
    check_judgeable(snapshot, moved, errors_matter=True)
    commit = read_tree_state(root).commit
    judgments = {
        name: _confirmed(
            snapshot,
            judgment_of(snapshot, name, Verdict.CERTIFIED, request.author, request.via, request.note, now(), commit),
            name,
            specs,
        )
        for name, specs in moved.items()
    }
    append_judgments(root, snapshot.project.settings.specs, judgments)
    return JudgeResult(judgments=judgments, at=digest)


def to_confirm(snapshot: Snapshot, names: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Entry to the vocabulary specs that moved under it, as far as `names` ask for them. Raises UnknownName."""
    found: dict[str, dict[str, None]] = {}
    for name in names:
        for entry, specs in _asked(snapshot, name).items():
            found.setdefault(entry, {}).update(dict.fromkeys(specs))
    return {entry: tuple(specs) for entry, specs in found.items() if specs}


def _asked(snapshot: Snapshot, name: str) -> Mapping[str, tuple[str, ...]]:
    moved = {entry: status.vocabulary_moved for entry, status in snapshot.statuses.items()}
    if name in moved:
        return {name: moved[name]}
    spec = snapshot.specs_by_name.get(name.rsplit("/", 1)[-1].removesuffix(".md"))
    if spec is None:
        known = (*snapshot.entries, *snapshot.specs_by_name)
        hint = did_you_mean(name, known, otherwise="`specthis status` lists the entries")
        raise UnknownName(f"there is no entry or spec `{shown(name)}`", hint=hint)
    if spec.kind.is_vocabulary or any(spec.name in specs for specs in moved.values()):
        return {entry: (spec.name,) for entry, specs in moved.items() if spec.name in specs}
    return {entry.name: moved[entry.name] for entry in spec.entries if entry.name in moved}


def _confirmed(snapshot: Snapshot, judgment: Judgment, name: str, specs: tuple[str, ...]) -> Judgment:
    """What moved and was not asked for stays as it was when the entry was certified."""
    standing = judgment_in_force(snapshot.project.judgments.get(name, ()), snapshot.contracts[name])
    before = standing.vocabulary if standing else {}
    left = [spec for spec in snapshot.statuses[name].vocabulary_moved if spec not in specs]
    kept = {spec: digest for spec, digest in judgment.vocabulary.items() if spec not in left}
    return replace(judgment, vocabulary={**kept, **{spec: before[spec] for spec in left if spec in before}})
