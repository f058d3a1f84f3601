"""The two files that show a paper the states of its exhibits: a package, and what it reads. Made, compared, written.

Decides no state. Never writes over a file of somebody else's.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename, dirname, join

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.parse.paths import matches_pattern, normalise_path, path_problem
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.parse.site_url import parse_site_url
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.paper_states import PaperStates, paper_states
from mkdocs_specthis.core.views.paper_status import MARK, Home, Standpoint, paper_status
from mkdocs_specthis.effects.git.repository import read_tree_state
from mkdocs_specthis.effects.site_settings import read_site_settings
from mkdocs_specthis.effects.templates import read_template
from mkdocs_specthis.effects.tree.atomic import inside, write_whole
from mkdocs_specthis.effects.tree.generated import read_generated
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.paper import read_papers

STATUS, PACKAGE = "specthis-status.tex", "specthis.sty"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.tex\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFile:
    path: str
    """POSIX from the project root."""
    content: bytes
    """As it would be written now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What LaTeX is told of the papers."""

    states: PaperStates
    standpoint: Standpoint
    files: tuple[PaperFile, ...]
    """Packages and status files by turns."""


def find_home(root: Path, written: str) -> Home:
    """Where the site is: as `written`, else as `mkdocs.yml` says. Raises SpecthisError for what is no address."""
    settings = read_site_settings(root)
    place = "`--site-url`" if written else f"{settings.file}:{settings.line}: `site_url`"
    text = written or settings.url
    if not text:
        return Home(url="", directory_urls=settings.directory_urls)
    url, problem = parse_site_url(text)
    if problem:
        raise SpecthisError(f"{place} {problem}", hint="as in `https://example.org/rain/`")
    return Home(url=url, directory_urls=settings.directory_urls)


def status_paths(root: Path, snapshot: Snapshot, out: str) -> tuple[str, ...]:
    """Where the status files go: `out`, else beside each host document. Raises SpecthisError where they can't."""
    paths = (_checked(out),) if out else _beside_papers(root, snapshot)
    if not paths:
        hint = "name it in `[paper] host_docs` of specthis.toml, or say where with `--out FILE`"
        raise SpecthisError("no host document of the paper can be read", hint=hint)
    for path in paths:
        for one in (path, _package_beside(path)):
            _see_that_free(snapshot, one)
    return paths


def _beside_papers(root: Path, snapshot: Snapshot) -> tuple[str, ...]:
    """Where no paper is known, because the spec that names it cannot be read, one that was written may not stay."""
    documents = snapshot.project.documents.values()
    folders = {dirname(document.path) for document in documents if document.problem is None}
    reports = snapshot.project.settings.reports
    if not folders and (root / reports / STATUS).is_file():
        folders = {reports}
    return tuple(join(folder, STATUS) for folder in sorted(folders))


def _checked(out: str) -> str:
    problem = path_problem(out)
    if problem:
        raise SpecthisError(
            f"`{shown(out)}` {problem}", hint=f"a path from the project's root, as in `reports/{STATUS}`"
        )
    path = normalise_path(out)
    if not _NAME.match(basename(path)):
        raise SpecthisError(
            f"`{shown(out)}` is no name for the status file",
            hint="its name has letters, digits, `.`, `_` and `-`, and ends with `.tex`",
        )
    return path


def _package_beside(path: str) -> str:
    return join(dirname(path), PACKAGE)


def _see_that_free(snapshot: Snapshot, path: str) -> None:
    """A generated file that an entry takes in, or makes, would move its state each time that it is written."""
    for entry in snapshot.entries.values():
        for value in (*entry.declared_outputs, *entry.inputs, *entry.workflows, *entry.scripts):
            if value.text == path or matches_pattern(path, value.text):
                hint = "name another place with `--out FILE`, or narrow what the entry declares"
                raise SpecthisError(f"`{path}` would be a file of the entry `{entry.name}`", hint=hint)


def make(root: Path, snapshot: Snapshot, paths: tuple[str, ...], home: Home) -> Marks:
    """Every file as it would be now."""
    found = paper_states(snapshot, read_papers(root, snapshot).values())
    written = tuple(one for path in paths for one in (_package_beside(path), path))
    tree = read_tree_state(root, besides=(".specthis", *written))
    standpoint = Standpoint(commit=tree.commit, dirty=tree.dirty)
    sums = _sums(root, snapshot, found)
    files = tuple(file for path in paths for file in _pair(path, found, home, standpoint, sums))
    return Marks(states=found, standpoint=standpoint, files=files)


def _pair(
    path: str, found: PaperStates, home: Home, standpoint: Standpoint, sums: Mapping[str, str]
) -> Iterator[PaperFile]:
    package = read_template(f"paper/{PACKAGE}", {"STATUS": basename(path)})
    yield PaperFile(path=_package_beside(path), content=package)
    text = paper_status(found, home, standpoint, sums, dirname(path))
    yield PaperFile(path=path, content=text.encode("utf-8"))


def _sums(root: Path, snapshot: Snapshot, found: PaperStates) -> dict[str, str]:
    """MD5, which LaTeX can compute, of the files of fresh exhibits; of what has just moved one that nothing has."""
    workspace = Workspace(root=root, settings=snapshot.project.settings)
    sums = {}
    for path in dict.fromkeys(path for row in found.exports if row.is_fresh for path in row.files):
        fact = snapshot.project.files.get(path)
        content = workspace.read(path, fact.size) if fact is not None and fact.is_here else None
        same = content is not None and fact is not None and _is(content, fact.digest)
        sums[path] = hashlib.md5(content or b"", usedforsecurity=False).hexdigest() if same else "0" * 32
    return sums


def _is(content: bytes, digest: str) -> bool:
    return f"sha256:{hashlib.sha256(content).hexdigest()}" == digest


def differs(root: Path, file: PaperFile) -> str:
    """How the file on disk differs from what it would be, as a clause; empty if it does not."""
    there = read_generated(root, file.path, file.content)
    if there == file.content:
        return ""
    return "is out of date" if (root / file.path).exists() else "is missing"


def write(root: Path, files: tuple[PaperFile, ...]) -> tuple[PaperFile, ...]:
    """Write those that differ, all or none of which are ours. Raises SpecthisError, LeadsOutside, WriteFailed."""
    for file in files:
        _see_that_ours(root, file)
    changed = tuple(file for file in files if differs(root, file))
    for file in changed:
        write_whole(root, file.path, file.content)
    return changed


def _see_that_ours(root: Path, file: PaperFile) -> None:
    place = inside(root, root / dirname(file.path)) / basename(file.path)
    if not place.exists() and not place.is_symlink():
        return
    there = read_generated(root, file.path, MARK.encode())
    if there is None or not there.startswith(MARK.encode()):
        hint = "name another place with `--out FILE`, or move that file away"
        raise SpecthisError(f"`{file.path}` is there and was not written by `specthis tex`", hint=hint)
