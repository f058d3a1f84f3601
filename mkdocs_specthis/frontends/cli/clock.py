"""The time of day, for what a command writes down."""

from datetime import UTC, datetime


def utc_now() -> str:
    """UTC ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
