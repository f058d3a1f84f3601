"""The tables and keys of `specthis.toml` and `.specthis/local.toml`, and the words that some of them take.

Knows no value: how one is read is `settings_values.py`, whether it can be meant `settings_checks.py`.
"""

from collections.abc import Mapping

SETTINGS_FILE = "specthis.toml"
LOCAL_FILE = ".specthis/local.toml"

PROJECT_KEYS: Mapping[str, Mapping[str, str]] = {
    "paths": {"specs": "specs", "results": "results", "reports": "reports"},
    "run": {
        "command": "command",
        "interpreters": "interpreters",
        "env": "env",
        "pass_env": "pass_env",
        "environment": "environment",
        "timeout": "timeout",
        "retries": "retries",
        "observe": "observe",
    },
    "policy": {
        "require_certified": "require_certified",
        "accept_adopted": "accept_adopted",
        "nondeterminism": "nondeterminism",
        "silence": "silence",
    },
    "python": {"roots": "python_roots"},
    "paper": {"host_docs": "host_docs", "version_file": "version_file", "section_version": "section_version"},
    "preview": {
        "engine": "preview_engine",
        "command": "preview_command",
        "preamble": "preview_preamble",
        "timeout": "preview_timeout",
        "format": "preview_format",
        "dpi": "preview_dpi",
    },
    "cache": {"url": "cache_url", "endpoint_url": "cache_endpoint_url", "push": "cache_push", "fetch": "cache_fetch"},
    "diff": {"absolute": "diff_absolute", "relative": "diff_relative", "ignore": "diff_ignore"},
    "engine": {
        "name": "engine_name",
        "address": "engine_address",
        "security": "engine_security",
        "insecure": "engine_insecure",
        "workers": "engine_workers",
        "resources": "engine_resources",
    },
}
"""Table and key to the name of the setting."""

LOCAL_KEYS: Mapping[str, Mapping[str, str]] = {
    "roots": {},
    "run": {"jobs": "engine_workers"},
    "cache": {"profile": "cache_profile"},
    "engine": {
        "name": "engine_name",
        "address": "engine_address",
        "security": "engine_security",
        "insecure": "engine_insecure",
        "resources": "engine_resources",
    },
}
WORDS: Mapping[str, tuple[str, ...]] = {
    "nondeterminism": ("fail", "accept"),
    "observe": ("auto", "strace", "python", "off"),
    "preview_engine": ("pdflatex", "lualatex", "xelatex", "tectonic"),
    "preview_format": ("svg", "png"),
}
"""Settings that are one of a few words, the default first."""
FOLDERS = ("specs", "results", "reports")
"""Settings that are a folder of the project."""
FILES = ("environment", "python_roots", "host_docs")
"""Settings that are a list of paths in the project."""
