"""What `specthis.toml` and `.specthis/local.toml` set, with the defaults.

Knows no file: the parser of settings makes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mkdocs_specthis.core.model.silence import Silence

BUILT_IN_INTERPRETERS: Mapping[str, str] = MappingProxyType(
    {
        ".py": "python {script}",
        ".sh": "sh {script}",
        ".R": "Rscript {script}",
        ".r": "Rscript {script}",
        ".jl": "julia {script}",
        ".do": "stata -b do {script}",
        ".ipynb": "jupyter nbconvert --to notebook --execute --stdout {script}",
        ".js": "node {script}",
    }
)
"""Suffix of a script to the command that runs it. Part of scheme 1 of the digests: a change needs a new scheme."""

BUILT_IN_ENVIRONMENT: Mapping[str, str] = MappingProxyType(
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "315532800"}
)
"""What a run's environment holds unless `[run] env` says otherwise."""

PREVIEW_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    specs: str = "specs"
    """POSIX path of the folder of specs from the project root; so are `results` and `reports`."""
    results: str = "results"
    reports: str = "reports"
    command: str = ""
    """`[run] command`; empty: the interpreter for the script's suffix."""
    interpreters: Mapping[str, str] = field(default_factory=dict)
    """Suffix to command, as the project wrote them; the built-in ones apply where it says nothing."""
    env: Mapping[str, str] = field(default_factory=dict)
    pass_env: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    """Files, POSIX from the project root, whose content enters every run signature."""
    timeout: float | None = None
    """Seconds; None: no limit."""
    retries: int = 0
    observe: str = "auto"
    require_certified: bool = False
    accept_adopted: bool = False
    nondeterminism: str = "fail"
    """`fail` or `accept`."""
    silence: tuple[Silence, ...] = ()
    python_roots: tuple[str, ...] = ()
    host_docs: tuple[str, ...] = ()
    version_file: str = ""
    section_version: bool = False
    preview_engine: str = "pdflatex"
    preview_command: tuple[str, ...] = ()
    """The project's own way to draw, in words; empty: the engine."""
    preview_preamble: str = ""
    """File, POSIX from the project root, whose text stands before a drawing; empty: the paper's preamble."""
    preview_timeout: float | None = None
    """Seconds for one picture; None: `PREVIEW_SECONDS`."""
    preview_format: str = "svg"
    """`svg` or `png`."""
    preview_dpi: int = 200
    cache_url: str = ""
    cache_endpoint_url: str = ""
    cache_push: bool = False
    cache_fetch: bool = True
    cache_profile: str = ""
    """This machine's: name of the AWS profile with the credentials; empty: the usual chain."""
    diff_absolute: float = 0.0
    """Numbers of artefacts that differ by no more than this are equal when they are shown; no state asks."""
    diff_relative: float = 0.0
    """The same as a share of the larger one."""
    diff_ignore: tuple[str, ...] = ()
    """Patterns of keys that are left out there, as `Varies` writes them."""
    engine_name: str = "local"
    engine_address: str = ""
    engine_security: Mapping[str, str] = field(default_factory=dict)
    """`ca`, `cert` and `key` to paths of PEM files, from the project root unless absolute."""
    engine_insecure: bool = False
    engine_workers: int | None = None
    engine_resources: Mapping[str, float] = field(default_factory=dict)
    """What there is of each resource for the runs of this machine, memory in bytes."""
    roots: Mapping[str, str] = field(default_factory=dict)
    """This machine's named data roots: name to folder."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Name of a setting to the 1-based line of its file where it stands."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Name of a setting to the file that set it."""
