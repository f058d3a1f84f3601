"""What stops a command: the world failed, or it refuses to do what it was asked. Typed, for a host to print.

Knows no host. What a user wrote wrong in a file is a Finding; a ledger's finding travels inside `LedgerUnreadable`.
"""

from mkdocs_specthis.core.model.finding import Finding


class SpecthisError(Exception):
    """One sentence for a person, what to do about it, and the exit status that it stands for."""

    exit_status = 2

    def __init__(self, message: str, *, hint: str = "", exit_status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if exit_status is not None:
            self.exit_status = exit_status


class LedgerUnreadable(SpecthisError):
    """A ledger is there and cannot be read, so nothing may be written over it."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.location}: {finding.message}", hint=finding.hint)
        self.finding = finding


class LedgerBusy(SpecthisError):
    """Another program has held the ledgers' lock for longer than we wait."""


class LeadsOutside(SpecthisError):
    """A path that we would write to leads out of the project."""


class WriteFailed(SpecthisError):
    """The operating system refused a write."""


class DriverHeld(SpecthisError):
    """Another driver works in this tree, or where its artefacts are."""

    exit_status = 4

    def __init__(self, *, pid: int | None, since: str, command: str, place: str = "this project") -> None:
        who = f"`{command}`" if command else "another command"
        pid_text = f", process {pid}" if pid else ""
        since_text = f", since {since}" if since else ""
        super().__init__(
            f"{who} is at work in {place}{pid_text}{since_text}",
            hint="wait for it to end, or interrupt it; its lock frees itself when it is gone",
        )
        self.pid = pid
        self.since = since
        self.command = command


class CacheUnavailable(SpecthisError):
    """The cache cannot be reached, or refuses what is asked of it."""

    def __init__(self, message: str, *, hint: str = "", is_transient: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.is_transient = is_transient
        """True if the same request may succeed a moment later: a connection that broke, a time-out."""


class Refused(SpecthisError):
    """What was asked would make a ledger say something that is not so."""

    exit_status = 3


class UnknownName(SpecthisError):
    """An entry or a spec that the project does not have."""
