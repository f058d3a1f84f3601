"""What every probe may look at. Holds, and looks at nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mkdocs_specthis.core.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    environment: Mapping[str, str]
    """Ours."""
    root: Path | None = None
    """The project's folder, absolute; None outside of any."""
    snapshot: Snapshot | None = None
    """None outside of a project, or if it cannot even be looked at."""
