"""`specthis declare`: the lines that declare what entries use, shown as a difference or written."""

import difflib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.output import tell, write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options
from mkdocs_specthis.frontends.cli.selection import select

if TYPE_CHECKING:
    from mkdocs_specthis.usecases.declare import Proposal


@click.command()
@click.argument("entries", nargs=-1, metavar="[ENTRY]...")
@click.option("--write", "writes", is_flag=True, help="Put the lines into the specs.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: declare.schema.json).")
@project_options
@click.pass_obj
def declare(invocation: Invocation, entries: tuple[str, ...], writes: bool, as_json: bool) -> int:
    """Show or write the lines that declare what entries use.

    That is: project files that their runs were seen to open, and files that their scripts name.

    ENTRY is a name or a glob; without any, all entries are looked at. Data goes to `Inputs`, code and settings to
    `Workflows`, what another entry makes to `Consumes`. The contract is another one then: it has to be judged again,
    and the entry run again.

    \b
    Examples:
      specthis declare trend              show what would change
      specthis declare trend --write
      specthis declare --json
    """
    from mkdocs_specthis.frontends.cli.status_exit import whole_exit
    from mkdocs_specthis.usecases.declare import propose, write_proposals
    from mkdocs_specthis.usecases.load import load_snapshot

    root = invocation.root()
    snapshot = load_snapshot(root)
    names = select(entries, snapshot.entries) if entries else tuple(snapshot.entries)
    proposals = propose(root, snapshot, names)
    written = write_proposals(root, snapshot, proposals) if writes else ()
    if as_json:
        write_json(_view(proposals, written))
    else:
        _show(proposals, written)
    left = any(proposal.by_hand or any(one.refused for one in proposal.additions) for proposal in proposals)
    whole = exit_status.OK if entries else whole_exit(snapshot)
    return exit_status.first_of([whole, exit_status.FAILED] if left else [whole])


def _show(proposals: "Sequence[Proposal]", written: tuple[str, ...]) -> None:
    for proposal in proposals:
        if lines := "\n".join(_difference(proposal)):
            write(lines)
        for line in _left(proposal):
            tell(line)
    if not proposals:
        tell("specthis: nothing to declare")
    elif written:
        tell(f"specthis: wrote {', '.join(written)}; judge what changed, then `specthis refresh`")
    elif any(proposal.after != proposal.before for proposal in proposals):
        tell("specthis: nothing is written yet: `--write` does it")


def _difference(proposal: "Proposal") -> Iterator[str]:
    old, new = (content.decode("utf-8", "replace").splitlines() for content in (proposal.before, proposal.after))
    yield from difflib.unified_diff(old, new, f"a/{proposal.spec}", f"b/{proposal.spec}", lineterm="", n=2)


def _left(proposal: "Proposal") -> Iterator[str]:
    """What a person has to do."""
    from mkdocs_specthis.core.questions.additions import OWN_NOTE

    for additions in proposal.additions:
        for path, why in additions.refused:
            mend = "let it lie below `$SPECTHIS_SCRATCH`" if why == OWN_NOTE else "rename it"
            yield f"{proposal.spec}: `{path}`, which `{additions.entry}` opens, cannot be declared: it {why}; {mend}"
        if additions.entry in proposal.by_hand:
            lines = (f"{key}: {', '.join(names)}" for key, names in additions.names.items())
            yield f"{proposal.spec}: write into the block of `{additions.entry}`: {'; '.join(lines)}"


def _view(proposals: "Sequence[Proposal]", written: tuple[str, ...]) -> dict[str, Any]:
    return {
        "version": 1,
        "entries": [
            {
                "entry": additions.entry,
                "spec": proposal.spec,
                "add": {key: list(names) for key, names in additions.names.items()},
                "refused": [{"path": path, "why": why} for path, why in additions.refused],
                "by_hand": additions.entry in proposal.by_hand,
            }
            for proposal in proposals
            for additions in proposal.additions
        ],
        "diff": "\n".join(line for proposal in proposals for line in _difference(proposal)),
        "written": list(written),
    }
