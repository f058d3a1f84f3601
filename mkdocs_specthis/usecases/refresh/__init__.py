"""Refresh: what is out of date is made, in order, as the lock allows."""

from mkdocs_specthis.usecases.refresh.brake import Brake
from mkdocs_specthis.usecases.refresh.exit import exit_status_of, exit_status_of_plan
from mkdocs_specthis.usecases.refresh.planning import explain, plan
from mkdocs_specthis.usecases.refresh.refresh import refresh
from mkdocs_specthis.usecases.refresh.request import Progress, RefreshRequest, Silence

__all__ = [
    "Brake",
    "Progress",
    "RefreshRequest",
    "Silence",
    "exit_status_of",
    "exit_status_of_plan",
    "explain",
    "plan",
    "refresh",
]
