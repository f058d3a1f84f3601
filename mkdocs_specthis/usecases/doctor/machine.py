"""Probes of the machine as a project sees it: digests, the state folder, the file system."""

import hashlib
import os
import time
from collections.abc import Iterator

from mkdocs_specthis.core.digest import digest_bytes
from mkdocs_specthis.core.model.check import Check, Verdict
from mkdocs_specthis.effects.records.state_folder import STATE
from mkdocs_specthis.effects.tree.file_system import NETWORKS, folds_case, kind_of
from mkdocs_specthis.usecases.doctor.patient import Patient

GROUP = "machine"
SAMPLE = b"abc"
SAMPLE_DIGEST = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
"""Source: FIPS 180-2, appendix B.1."""
MEASURED = 16 * 1024 * 1024
"""Bytes that are digested to say how fast that goes."""


def digests(patient: Patient) -> Iterator[Check]:
    """A known sample, and the speed."""
    if digest_bytes(SAMPLE) != SAMPLE_DIGEST:
        text = "the SHA-256 of a known text comes out wrong, so no state can be trusted"
        yield Check(group=GROUP, name="digests", verdict=Verdict.BROKEN, text=text, hint="install Python anew")
        return
    began = time.perf_counter()
    hashlib.sha256(bytes(MEASURED)).digest()
    speed = MEASURED / 1_000_000 / max(time.perf_counter() - began, 1e-6)
    text = f"a known sample comes out right; {speed:,.0f} MB a second"
    yield Check(group=GROUP, name="digests", verdict=Verdict.OK, text=text)


def state_folder(patient: Patient) -> Iterator[Check]:
    assert patient.root is not None
    folder = patient.root / STATE
    where = folder if os.path.lexists(folder) else patient.root
    if not os.path.isdir(where):
        hint = "remove it: specthis makes a folder of that name"
        yield Check(
            group=GROUP, name=STATE, verdict=Verdict.BROKEN, text="it is no folder", hint=hint, place=str(where)
        )
    elif not os.access(where, os.W_OK | os.X_OK):
        hint = "look at its permissions; reading commands work, refresh and lock do not"
        text = "it cannot be written to" if where == folder else "it cannot be made here"
        yield Check(group=GROUP, name=STATE, verdict=Verdict.BROKEN, text=text, hint=hint, place=str(where))
    else:
        text = "it can be written to" if where == folder else "not here yet; it is made on first use"
        yield Check(group=GROUP, name=STATE, verdict=Verdict.OK, text=text, place=str(folder))


def file_system(patient: Patient) -> Iterator[Check]:
    assert patient.root is not None and patient.snapshot is not None
    settings = patient.snapshot.project.settings
    kinds = {name: kind_of(patient.root / name) for name in (".", settings.results, settings.reports)}
    networks = {name: kind for name, kind in kinds.items() if kind in NETWORKS}
    if kinds["."] in NETWORKS:
        text = f"the project lies on a network file system ({kinds['.']}), where a lock may not reach other machines"
        hint = "let only one machine at a time refresh or judge in this tree"
        yield Check(group=GROUP, name="file system", verdict=Verdict.NOTE, text=text, hint=hint)
    elif networks:
        name, kind = next(iter(networks.items()))
        text = f"`{name}` lies on a network file system ({kind}): slower, and otherwise well"
        yield Check(group=GROUP, name="file system", verdict=Verdict.NOTE, text=text)
    else:
        yield Check(
            group=GROUP, name="file system", verdict=Verdict.OK, text=kinds["."] or "local, as far as can be seen"
        )
    yield _case(folds_case(patient.root))


def _case(folds: bool | None) -> Check:
    if folds:
        text = "`A.json` and `a.json` are one file here; the audit holds such pairs as errors everywhere"
        return Check(group=GROUP, name="case", verdict=Verdict.NOTE, text=text)
    text = "names in another case are other files" if folds is False else "nothing here shows whether case matters"
    return Check(group=GROUP, name="case", verdict=Verdict.OK, text=text)
