"""One entry of a spec: the contract of one computed thing, as written.

Compute entries and report or figure entries share one record: `scripts` and `outputs` hold
`Script`/`Output` or `Export script`/`Export outputs`. Nothing here is resolved against files.
"""

from dataclasses import dataclass, field

from mkdocs_specthis.core.model.location import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a field, where it was written."""

    text: str
    line: int
    """1-based line of the spec file."""
    quoted: bool = False
    """True if it stood in backticks, so that all of it is the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VariesRule:
    """A JSON key that may differ between equal runs."""

    pattern: str
    """Glob over the dotted path of the key."""
    tolerance: float | None = None
    """Largest absolute difference that counts as equal; None lets the value be anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    name: str
    spec: str
    """Path of the spec file, POSIX from the project root."""
    spec_name: str
    kind: str
    """`compute`, `report` or `figure`; `unknown` where the spec cannot be read."""
    location: Location
    """Of the heading."""
    end_line: int
    """1-based last line of the block."""
    block: str = ""
    """The block's text without its heading, line ends normalised."""
    block_digest: str = ""
    """`sha256:<hex>` of the block without the fields that no contract holds."""
    prose_digest: str = ""
    """The spec's shared prose, see `Spec.prose_digest`."""
    status: str = ""
    """The author's word on the script: `script TBD`, `script ready`, or empty if it says neither."""
    status_note: str = ""
    misplaced: tuple[str, ...] = ()
    """Paths of outputs that lie where none may: an error of their own, and nothing else."""
    scripts: tuple[Value, ...] = ()
    outputs: tuple[Value, ...] = ()
    keys: tuple[str, ...] = ()
    """Top-level keys that the JSON must have."""
    schema: Value | None = None
    """Path of a JSON Schema, POSIX from the project root, instead of `keys`."""
    sidecars: tuple[Value, ...] = ()
    workflows: tuple[Value, ...] = ()
    inputs: tuple[Value, ...] = ()
    consumes: tuple[Value, ...] | None = None
    """None: not written, so the default applies. Empty: written as `none`."""
    run: Value | None = None
    timeout: float | None = None
    """Seconds."""
    retries: int | None = None
    resources: tuple[tuple[str, str], ...] = ()
    """(name, amount) as written, sorted by name."""
    varies: tuple[VariesRule, ...] = ()
    traces_to: tuple[str, ...] = ()
    publish: bool = True
    """False if the site shows nothing of what its artefacts hold."""
    draft: bool = False
    """True if the spec is a draft."""
    unreadable: bool = False
    """True if the spec behind it cannot be read."""
    field_lines: tuple[tuple[int, int], ...] = field(default=())
    """(first, last) 1-based lines of the file that hold fields, in order."""

    @property
    def exports(self) -> bool:
        """True for report and figure entries."""
        return self.kind in ("report", "figure")

    @property
    def declared_outputs(self) -> tuple[Value, ...]:
        """Outputs and sidecars, as written."""
        return self.outputs + self.sidecars
