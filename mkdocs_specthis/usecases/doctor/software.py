"""Probes of this software and of the packages that it needs."""

import platform
import sys
from collections.abc import Iterator
from importlib import metadata

from mkdocs_specthis import __version__
from mkdocs_specthis.core.model.check import Check, Verdict
from mkdocs_specthis.effects.runs.run_environment import describe_platform
from mkdocs_specthis.usecases.doctor.patient import Patient

DISTRIBUTION = "mkdocs-specthis"
SUCCESSORS = {"mkdocs": "properdocs"}
"""A package to the one that may be installed in its place: it answers to the same name and takes the same plugins."""
AGAIN = "python -m pip install --upgrade mkdocs-specthis"


def specthis(patient: Patient) -> Iterator[Check]:
    yield Check(group="software", name="specthis", verdict=Verdict.OK, version=__version__)
    python = f"{platform.python_implementation()} on {describe_platform()}"
    version = platform.python_version()
    yield Check(group="software", name="Python", verdict=Verdict.OK, text=python, version=version, place=sys.executable)


def packages(patient: Patient) -> Iterator[Check]:
    """What the installed distribution says that it requires, against what is installed."""
    from packaging.requirements import Requirement

    try:
        written = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        hint = f"install it: `{AGAIN}`"
        text = "it runs from a folder and is not installed, so MkDocs will not find the plugin"
        yield Check(group="software", name=DISTRIBUTION, verdict=Verdict.BROKEN, text=text, hint=hint)
        return
    requirements = (Requirement(one) for one in written)
    needed = (one for one in requirements if one.marker is None or one.marker.evaluate({"extra": ""}))
    for requirement in sorted(needed, key=lambda one: one.name.lower()):
        yield _package(requirement.name, str(requirement.specifier), requirement.specifier.contains)


def _package(name: str, wanted: str, fits) -> Check:  # type: ignore[no-untyped-def]
    hint = f"`{AGAIN}` brings it"
    version, successor = _installed(name), SUCCESSORS.get(name, "")
    if version is None and successor and (found := _installed(successor)):
        return Check(group="software", name=name, verdict=Verdict.OK, text=f"{successor} {found} in its place")
    if version is None:
        return Check(group="software", name=name, verdict=Verdict.MISSING, text=f"needed: {wanted}", hint=hint)
    if not fits(version, prereleases=True):
        text = f"this version does not fit: needed is {wanted}"
        return Check(group="software", name=name, verdict=Verdict.BROKEN, text=text, hint=hint, version=version)
    return Check(group="software", name=name, verdict=Verdict.OK, version=version)


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
