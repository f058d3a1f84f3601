"""Certify: what people and reviewers say of scripts and specs, written down, taken back, merged."""

from mkdocs_specthis.usecases.certify.clear import clear, gone_from, to_clear
from mkdocs_specthis.usecases.certify.confirm import confirm, to_confirm
from mkdocs_specthis.usecases.certify.judge import record, reject
from mkdocs_specthis.usecases.certify.request import (
    ClearRequest,
    ClearResult,
    ConfirmRequest,
    JudgeRequest,
    JudgeResult,
    Resolved,
    ResolveResult,
)
from mkdocs_specthis.usecases.certify.resolve import resolve

__all__ = [
    "ClearRequest",
    "ClearResult",
    "ConfirmRequest",
    "JudgeRequest",
    "JudgeResult",
    "ResolveResult",
    "Resolved",
    "clear",
    "confirm",
    "gone_from",
    "record",
    "reject",
    "resolve",
    "to_clear",
    "to_confirm",
]
