"""What an entry rests on today, part by part, with the two digests composed of it.

Holds what was composed; how is `core/contracts/contract.py`. Whether a part moved is decided in
`core/states/reasons.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One row of a composed digest."""

    role: str
    """`block`, `prose`, `kind`, `schema`, `script`, `module`, `workflow`, `command`, `output`, `input`, `undeclared`,
    `listing`, `sought`, `environment`, `variable`, `upstream` or `upstream-spec`."""
    path: str = ""
    """POSIX path, or the name of what it is; empty where the role says it all or a name must not count."""
    digest: str
    label: str = ""
    """What the ledgers call it where `path` must not enter the digest."""

    @property
    def name(self) -> str:
        """As the ledgers name it: `script scripts/x.py`, `command`."""
        subject = self.label or self.path
        return f"{self.role} {subject}" if subject else self.role


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What one entry rests on today."""

    entry: str
    certified_parts: tuple[Part, ...] = ()
    """Sorted; what a judgment covers."""
    run_parts: tuple[Part, ...] = ()
    """Sorted; what a run's signature covers."""
    inputs_certified: str = ""
    signature: str = ""
    vocabulary: Mapping[str, str] = field(default_factory=dict)
    """Name of each definitions, templates or meta spec within reach to its digest."""
    unread: tuple[str, ...] = ()
    """Names of the specs within reach through `depends_on` that cannot be read."""
    scripts: tuple[str, ...] = ()
    """POSIX paths, in the order declared."""
    modules: tuple[str, ...] = ()
    """Project modules that the scripts import, directly or not, sorted."""
    workflows: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    """Files of data, globs resolved, sorted; outputs of other entries are not among them."""
    missing_inputs: tuple[str, ...] = ()
    """Inputs, or input globs without a match, whose bytes are not here."""
    outputs: tuple[str, ...] = ()
    """Declared output files that are no glob, in the order declared."""
    output_globs: tuple[str, ...] = ()
    command: str = ""
    """As written, or the interpreter's template; not expanded."""
    consumes: tuple[str, ...] = ()
    """Direct upstream nodes: entries, and `spec:<path>` for whole specs; sorted."""
