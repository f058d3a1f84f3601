"""Examine this installation, this machine and a project: what is here, what is missing, how to get it."""

from mkdocs_specthis.usecases.doctor.examine import Examination, examine

__all__ = ["Examination", "examine"]
