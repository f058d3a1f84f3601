"""Record or reject: one judgment more for each entry, of what was looked at and nothing else.

Refuses rather than write what is not so. Knows no host.
"""

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from mkdocs_specthis.core.digest import PREFIX, SCHEME
from mkdocs_specthis.core.model.errors import LedgerUnreadable, Refused, UnknownName
from mkdocs_specthis.core.model.ledger import Judgment, Verdict
from mkdocs_specthis.core.parse.ledgers import RULE as LEDGER_UNREADABLE
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.questions.judgeable import obstacles
from mkdocs_specthis.core.questions.looked_at import SHORTEST, is_at, is_digest_prefix, looked_at
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.reasons import judgment_in_force
from mkdocs_specthis.effects.git.repository import read_tree_state
from mkdocs_specthis.effects.records.ledgers import append_judgments, lock_path
from mkdocs_specthis.usecases.certify.request import JudgeRequest, JudgeResult
from mkdocs_specthis.usecases.load import load_snapshot

USAGE = 2
NAMED = 5
"""More entries than this are not spelt out in a hint."""


def record(root: Path, request: JudgeRequest, *, now: Callable[[], str]) -> JudgeResult:
    """Certify. Raises UnknownName, LedgerUnreadable, and Refused for what may not be certified or moved since."""
    return _judge(root, request, Verdict.CERTIFIED, now)


def reject(root: Path, request: JudgeRequest, *, now: Callable[[], str]) -> JudgeResult:
    """Refuse. Raises as `record`; errors of an entry's own do not keep anybody from rejecting it."""
    return _judge(root, request, Verdict.REJECTED, now)


def _judge(root: Path, request: JudgeRequest, verdict: Verdict, now: Callable[[], str]) -> JudgeResult:
    snapshot = load_snapshot(root)
    names = tuple(dict.fromkeys(request.entries))
    check_names(snapshot, names)
    check_ledger(snapshot)
    check_author(request.author)
    check_judgeable(snapshot, names, errors_matter=verdict is Verdict.CERTIFIED)
    digest = looked_at(snapshot, names)
    check_at(request.at, digest, names, again=f"specthis lock status {spelt_out(names)}")
    commit = read_tree_state(root).commit
    judgments = {
        name: judgment_of(snapshot, name, verdict, request.author, request.via, request.note, now(), commit)
        for name in names
    }

    def guard(history: Mapping[str, tuple[Judgment, ...]]) -> None:
        if verdict is Verdict.CERTIFIED:
            _check_overruled(snapshot, history, request, names)

    append_judgments(root, snapshot.project.settings.specs, judgments, guard=guard)
    return JudgeResult(judgments=judgments, at=digest)


def judgment_of(
    snapshot: Snapshot, name: str, verdict: Verdict, author: str, via: str, note: str, ts: str, commit: str
) -> Judgment:
    """Today's content of an entry, judged."""
    entry, contract = snapshot.entries[name], snapshot.contracts[name]
    spec = snapshot.specs_by_path.get(entry.spec)
    return Judgment(
        scheme=SCHEME,
        inputs_certified=contract.inputs_certified,
        verdict=verdict,
        parts={part.name: part.digest for part in contract.certified_parts},
        vocabulary=dict(contract.vocabulary),
        depends_on=tuple(reference.name for reference in spec.depends_on) if spec else (),
        author=author,
        via=via,
        ts=ts,
        note=note,
        commit=commit,
        spec=entry.spec,
    )


def check_names(snapshot: Snapshot, names: Sequence[str]) -> None:
    """Raises UnknownName for the first name that is no entry, or if there is none at all."""
    if not names:
        raise UnknownName("no entry is named", hint="name the entries to judge")
    for name in names:
        if name not in snapshot.entries:
            hint = did_you_mean(name, snapshot.entries, otherwise="`specthis status` lists the entries")
            raise UnknownName(f"there is no entry `{shown(name)}`", hint=hint)


def check_ledger(snapshot: Snapshot) -> None:
    """Raises LedgerUnreadable with the finding that says where."""
    if snapshot.project.unreadable_judgments:
        path = lock_path(snapshot.project.settings.specs)
        for finding in snapshot.findings:
            if finding.rule == LEDGER_UNREADABLE and finding.location.path == path:
                raise LedgerUnreadable(finding)


def check_author(author: str) -> None:
    """Raises Refused for a judgment that nobody signs."""
    if not author.strip():
        hint = "say who judges: `--author 'Name <address>'`"
        raise Refused("a judgment needs an author", hint=hint, exit_status=USAGE)


def check_judgeable(snapshot: Snapshot, names: Iterable[str], *, errors_matter: bool) -> None:
    """Raises Refused with what stands in the way, of all entries at once."""
    problems = [problem for name in names for problem in obstacles(snapshot, name, errors_matter=errors_matter)]
    if problems:
        more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""
        raise Refused("; ".join(problems[:3]) + more, hint="mend that first: `specthis status` says where")


def check_at(at: str | None, digest: str, names: Sequence[str], *, again: str) -> None:
    """Raises Refused if what was looked at is not what is there now; the command `again` tells today's digest."""
    if at is None or is_at(at, digest):
        return
    if not is_digest_prefix(at):
        hint = f"give at least the first {SHORTEST} hex digits; `{again}` tells today's"
        raise Refused(f"`{shown(at)}` is no digest", hint=hint, exit_status=USAGE)
    what = f"`{names[0]}`" if len(names) == 1 else f"what these {len(names)} entries rest on"
    hint = f"`{again}` tells today's digest: read script and spec once more before you sign it"
    message = f"{what} moved since you looked: you saw {at_digits(at)}, today it is {at_digits(digest)}"
    raise Refused(message, hint=hint)


def spelt_out(names: Sequence[str]) -> str:
    """Names as a command line takes them; of many only that they belong there."""
    return shlex.join(names) if len(names) <= NAMED else "ENTRY…"


def at_digits(digest: str) -> str:
    """As many hex digits as `lock status` prints and `--at` takes."""
    return digest.removeprefix(PREFIX)[:SHORTEST]


def _check_overruled(
    snapshot: Snapshot, history: Mapping[str, tuple[Judgment, ...]], request: JudgeRequest, names: Iterable[str]
) -> None:
    """Raises Refused for a certificate over a rejection of the same content, unless it says so and why."""
    for name in names:
        standing = judgment_in_force(history.get(name, ()), snapshot.contracts[name])
        if standing is None or standing.verdict is not Verdict.REJECTED:
            continue
        if not request.overrule or not request.note.strip():
            note = f": {standing.note}" if standing.note else ""
            hint = "change it, or overrule with `--overrule` and a `--note` that says why"
            raise Refused(f"{standing.author or 'somebody'} rejected exactly this content of `{name}`{note}", hint=hint)
