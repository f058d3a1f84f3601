"""Probes of the programs that a project's runs call, and of those that we call ourselves.

Knows which program is for what; where programs are is seen by `effects/runs/programs.py`.
"""

import os
import platform
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mkdocs_specthis.core.model.check import Check, Verdict
from mkdocs_specthis.core.model.facts import Presence
from mkdocs_specthis.core.model.preview import PreviewKind
from mkdocs_specthis.core.model.settings import BUILT_IN_INTERPRETERS
from mkdocs_specthis.core.model.spec import SpecKind
from mkdocs_specthis.effects.drawing import confine
from mkdocs_specthis.effects.drawing.draw import PDFTOCAIRO
from mkdocs_specthis.effects.runs.observation import find_strace
from mkdocs_specthis.effects.runs.programs import Program, find_program, lies_in
from mkdocs_specthis.effects.runs.run_environment import environment_of, resolve_program
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.doctor.patient import Patient
from mkdocs_specthis.usecases.preview.subjects import SubjectReader

GROUP = "tools"
PYTHONS = ("python", "python3")
TEX = ("pdflatex", "lualatex", "xelatex", "latexmk", "tectonic")
NAMED = 3
"""Entries named as users of a program."""


@dataclass(frozen=True, slots=True)
class Known:
    """A program that we know how to ask and where to get."""

    flag: str
    """Asks for the version; empty: it is not asked."""
    get: str


def _apt(package: str, brew: str = "") -> str:
    return f"`apt install {package}` on Debian and Ubuntu, `brew install {brew or package}` on macOS"


KNOWN: Mapping[str, Known] = {
    "git": Known("--version", _apt("git")),
    "git-lfs": Known("--version", _apt("git-lfs")),
    "make": Known("--version", _apt("make")),
    "gmake": Known("--version", _apt("make")),
    "sh": Known("", "every Unix has it: look at the PATH"),
    "bash": Known("--version", _apt("bash")),
    "perl": Known("--version", _apt("perl")),
    "ruby": Known("--version", _apt("ruby")),
    "awk": Known("", _apt("gawk")),
    "node": Known("--version", _apt("nodejs", "node")),
    "Rscript": Known("--version", _apt("r-base-core", "r")),
    "julia": Known("--version", "julialang.org/downloads, or `brew install julia` on macOS"),
    "jupyter": Known("--version", "`python -m pip install nbconvert ipykernel` where the notebooks' packages are"),
    "stata": Known("", "it is sold by StataCorp; another command for `.do` goes into `[run] interpreters`"),
    "strace": Known("-V", "`apt install strace` on Debian and Ubuntu"),
    "pdflatex": Known("--version", _apt("texlive-latex-recommended", "--cask mactex-no-gui")),
    "lualatex": Known("--version", _apt("texlive-luatex", "--cask mactex-no-gui")),
    "xelatex": Known("--version", _apt("texlive-xetex", "--cask mactex-no-gui")),
    "pdftocairo": Known("-v", _apt("poppler-utils", "poppler")),
    "tectonic": Known("--version", "tectonic-typesetting.github.io, or `brew install tectonic` on macOS"),
}


def git(patient: Patient) -> Iterator[Check]:
    yield _check(_found("git", patient), "it keeps the ledgers' history")


def python(patient: Patient) -> Iterator[Check]:
    """The interpreter that `python` means in a command; ours is not called, it is running."""
    users = _users(patient)
    using = [entry for name in PYTHONS for entry in users.get(name, ())]
    if not using:
        yield _unneeded("python", "no command of this project begins with it")
        return
    (place, *_) = resolve_program(("python",), _run_environment(patient))
    why = f"for {_named(using)}; {_chosen_by(patient, place)}"
    if place == sys.executable:
        version = platform.python_version()
        yield Check(group=GROUP, name="python", verdict=Verdict.OK, text=why, version=version, place=place)
    else:
        yield _check(_found(place, patient, flag="--version"), why, name="python")


def _chosen_by(patient: Patient, place: str) -> str:
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        folder = patient.environment.get(variable)
        if folder and place.startswith(folder.rstrip("/") + "/"):
            return f"chosen by ${variable}"
    return "the one that runs specthis"


def runners(patient: Patient) -> Iterator[Check]:
    """Every other program that a command begins with."""
    assert patient.root is not None
    for name, entries in sorted(_users(patient).items()):
        if name in PYTHONS:
            continue
        why = f"for {_named(entries)}"
        if "/" in name:
            yield _by_path(name, why, patient)
        else:
            yield _check(_found(name, patient), why)


def _by_path(name: str, why: str, patient: Patient) -> Check:
    """A program that a command names by its path, from the project root."""
    assert patient.root is not None
    place = os.path.join(patient.root, name)
    if os.access(place, os.X_OK) and os.path.isfile(place):
        text = (
            f"{why}; {'it lies in the project, and was not called' if lies_in(place, patient.root) else 'not called'}"
        )
        return Check(group=GROUP, name=name, verdict=Verdict.OK, text=text, place=place)
    there = os.path.lexists(place)
    hint = f"`chmod +x {shlex.quote(name)}`" if there else "correct the command, or put the program there"
    verdict = Verdict.BROKEN if there else Verdict.MISSING
    return Check(
        group=GROUP, name=name, verdict=verdict, text=f"{why}; it cannot be executed" * there or why, hint=hint
    )


def unused_runners(patient: Patient) -> Iterator[Check]:
    """Interpreters that are built in and that no command here begins with."""
    users = _users(patient)
    suffixes: dict[str, list[str]] = {}
    for suffix, command in BUILT_IN_INTERPRETERS.items():
        suffixes.setdefault(command.split()[0], []).append(suffix)
    for name, found in {"make": [], **suffixes}.items():
        if name not in users and name not in PYTHONS:
            scripts = f"no script of this project needs it for {' or '.join(f'`{one}`' for one in found)}"
            yield _unneeded(name, scripts if found else "no command of this project begins with it")


def strace(patient: Patient) -> Iterator[Check]:
    assert patient.snapshot is not None
    wanted = patient.snapshot.project.settings.observe
    if platform.system() != "Linux":
        yield _unneeded("strace", "it is a program of Linux")
    elif wanted not in ("auto", "strace"):
        yield _unneeded("strace", f'`[run] observe` is "{wanted}"')
    else:
        yield _strace_for(wanted, _found("strace", patient))


def _strace_for(wanted: str, found: Program) -> Check:
    """Whether it is there, and may look at what it starts: in many containers it may not."""
    why = f'`[run] observe` is "{wanted}"'
    refusal = find_strace().refusal if found.place and not (found.in_project or found.problem) else ""
    if not refusal:
        return _check(found, why, absent=Verdict.MISSING if wanted == "strace" else Verdict.NOTE)
    verdict = Verdict.BROKEN if wanted == "strace" else Verdict.NOTE
    hint = "let it trace, as with `docker run --cap-add SYS_PTRACE`; else only what Python opens is seen"
    return Check(group=GROUP, name="strace", verdict=verdict, text=f"{why}; {refusal}", hint=hint, place=found.place)


def latex(patient: Patient) -> Iterator[Check]:
    """Needed by whoever compiles the paper, not by us."""
    assert patient.snapshot is not None
    project = patient.snapshot.project
    host_docs = {spec.host_doc for spec in project.specs if spec.kind is SpecKind.REPORT and spec.host_doc}
    documents = sorted(host_docs | set(project.settings.host_docs))
    used = _users(patient).keys() & set(TEX)
    if used:
        return  # a run calls it, so it is among the runners
    if not documents:
        yield _unneeded("LaTeX", "no spec names a host document")
        return
    why = (
        f"to compile {documents[0]}"
        + (f" and {len(documents) - 1} more" if documents[1:] else "")
        + "; specthis doesn't"
    )
    programs = (_found(name, patient) for name in ("pdflatex", "tectonic"))
    first = next((program for program in programs if program.place), Program(name="pdflatex"))
    yield _check(first, why, absent=Verdict.NOTE)


def pictures(patient: Patient) -> Iterator[Check]:
    """What `specthis preview` calls. A site is built without."""
    assert patient.snapshot is not None and patient.root is not None
    settings = patient.snapshot.project.settings
    reader = SubjectReader(snapshot=patient.snapshot, workspace=Workspace(root=patient.root, settings=settings))
    found = [subject for name in patient.snapshot.entries for subject in reader.of_entry(name)]
    drawings = [subject.entry for subject in found if subject.kind is PreviewKind.LATEX]
    if not found:
        yield _unneeded(PDFTOCAIRO, "no artefact that is here is a drawing or a PDF file")
        return
    if drawings:
        confined = confine.probe()
        why = f"for pictures of {_named(dict.fromkeys(drawings))}" + (f"; {confined}" if confined else "")
        engine = (settings.preview_command or (settings.preview_engine,))[0]
        yield _check(_found(engine, patient), why, name=f"{engine} (preview)", absent=Verdict.NOTE)
    users = _named(dict.fromkeys(subject.entry for subject in found))
    yield _check(_found(PDFTOCAIRO, patient), f"for pictures of {users}", absent=Verdict.NOTE)


def git_lfs(patient: Patient) -> Iterator[Check]:
    assert patient.snapshot is not None
    pointers = [path for path, fact in patient.snapshot.project.files.items() if fact.presence is Presence.POINTER]
    if not pointers:
        yield _unneeded("git-lfs", "no file that an entry names is a Git LFS pointer")
        return
    yield _check(
        _found("git-lfs", patient), f"{pointers[0]} is a pointer; `git lfs pull` brings the bytes of {len(pointers)}"
    )


def _users(patient: Patient) -> Mapping[str, list[str]]:
    """Program to the entries whose command begins with it."""
    assert patient.snapshot is not None
    found: dict[str, list[str]] = {}
    for name, contract in patient.snapshot.contracts.items():
        try:
            words = shlex.split(contract.command)
        except ValueError:
            continue  # a finding says so
        if words and "{" not in words[0]:
            found.setdefault(words[0], []).append(name)
    return found


def _run_environment(patient: Patient) -> dict[str, str]:
    """As a run on this machine finds it."""
    assert patient.snapshot is not None and patient.root is not None
    settings = patient.snapshot.project.settings
    return environment_of(settings, ours=patient.environment, is_remote=False, scratch=patient.root)


def _found(name: str, patient: Patient, flag: str = "") -> Program:
    known = KNOWN.get(os.path.basename(name))
    return find_program(name, patient.root, _run_environment(patient), flag or (known.flag if known else ""))


def _check(program: Program, why: str, *, name: str = "", absent: Verdict = Verdict.MISSING) -> Check:
    known = KNOWN.get(program.name)
    name = name or program.name
    if not program.place:
        hint = known.get if known else "install it, or name another program in `Run` or in `[run] interpreters`"
        return Check(group=GROUP, name=name, verdict=absent, text=f"{why}; it is not on the PATH", hint=hint)
    if program.problem:
        hint = f"install it anew: {known.get}" if known else f"see what `{program.place}` says"
        text = f"{why}; {program.problem}"
        return Check(group=GROUP, name=name, verdict=Verdict.BROKEN, text=text, hint=hint, place=program.place)
    text = f"{why}; it lies in the project, and was not called" if program.in_project else why
    return Check(group=GROUP, name=name, verdict=Verdict.OK, text=text, version=program.version, place=program.place)


def _unneeded(name: str, why: str) -> Check:
    return Check(group=GROUP, name=name, verdict=Verdict.NOT_NEEDED, text=why)


def _named(entries: Iterable[str]) -> str:
    every = list(entries)
    more = f" and {len(every) - NAMED} more" if len(every) > NAMED else ""
    return ", ".join(f"`{one}`" for one in every[:NAMED]) + more
