"""Pictures of the artefacts of some entries: what is of today stays, the rest comes from the cache or is drawn.

One that cannot be drawn holds up no other.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from mkdocs_specthis.core.model.errors import CacheUnavailable, SpecthisError
from mkdocs_specthis.core.model.preview import (
    PreviewKind,
    PreviewOutcome,
    PreviewRecord,
    PreviewReport,
    PreviewRow,
)
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.caches.interface import ContentMoved, Store
from mkdocs_specthis.effects.drawing.draw import PDFTOCAIRO, latex_environment
from mkdocs_specthis.effects.drawing.previews import (
    keep_log,
    keep_picture,
    make_folders,
    picture_path,
    sweep,
)
from mkdocs_specthis.effects.runs.process import allow_commands, stop_commands
from mkdocs_specthis.effects.runs.programs import find_program
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.preview.draw import Draughtsman, NotDrawn
from mkdocs_specthis.usecases.preview.request import PreviewProgress, PreviewRequest
from mkdocs_specthis.usecases.preview.share import fetch_picture, push_picture
from mkdocs_specthis.usecases.preview.subjects import Subject, SubjectReader, address_today, standing

GRACE_SECONDS = 1.0


def preview(
    root: Path,
    snapshot: Snapshot,
    request: PreviewRequest,
    *,
    store: Store | None,
    environment: Mapping[str, str],
    now: Callable[[], str],
    progress: PreviewProgress,
) -> PreviewReport:
    """`store`: the cache that is asked first, and that takes what is drawn. Raises LeadsOutside, WriteFailed."""
    reader = SubjectReader(snapshot=snapshot, workspace=Workspace(root=root, settings=snapshot.project.settings))
    subjects = tuple(one for name in request.names for one in reader.of_entry(name))
    if request.dry_run:
        return PreviewReport(rows=tuple(_foreseen(root, reader, one, request) for one in subjects), dry_run=True)
    progress.began(len(subjects))
    studio = _Studio(
        root=root,
        request=request,
        store=store,
        now=now,
        draughtsman=Draughtsman(
            reader=reader, folder=make_folders(root), environment=environment, timeout=request.timeout
        ),
        programs=_programs(root, snapshot, environment, subjects),
    )
    report = studio.take(subjects, progress)
    sweep(root)
    return report


def _foreseen(root: Path, reader: SubjectReader, subject: Subject, request: PreviewRequest) -> PreviewRow:
    record, why = standing(root, reader, subject)
    if record is not None and not why and not request.force:
        return _row(subject, PreviewOutcome.THERE, picture=picture_path(record.picture))
    return _row(subject, PreviewOutcome.DRAWN, text=why)


def _programs(
    root: Path, snapshot: Snapshot, environment: Mapping[str, str], subjects: tuple[Subject, ...]
) -> Mapping[PreviewKind, str]:
    """What the programs that are going to draw call themselves."""
    settings = snapshot.project.settings
    names = {
        PreviewKind.LATEX: (settings.preview_command or (settings.preview_engine,))[0],
        PreviewKind.PDF: PDFTOCAIRO,
    }
    flags = {PreviewKind.LATEX: "" if settings.preview_command else "--version", PreviewKind.PDF: "-v"}
    ours = {**latex_environment(environment, root, ()), "PATH": environment.get("PATH", os.defpath)}
    found = {}
    for kind in dict.fromkeys(subject.kind for subject in subjects):
        program = find_program(names[kind], root, ours, flags[kind])
        found[kind] = program.version or names[kind]
    return found


def _row(subject: Subject, outcome: PreviewOutcome, **more: object) -> PreviewRow:
    row = PreviewRow(entry=subject.entry, path=subject.path, kind=subject.kind, outcome=outcome)
    return replace(row, **more)  # type: ignore[arg-type]


@dataclass(kw_only=True)
class _Studio:
    root: Path
    request: PreviewRequest
    store: Store | None
    now: Callable[[], str]
    draughtsman: Draughtsman
    programs: Mapping[PreviewKind, str]
    notes: dict[str, None] = field(default_factory=dict)
    stopped: bool = False

    def take(self, subjects: tuple[Subject, ...], progress: PreviewProgress) -> PreviewReport:
        """Several at once; the rows come in the order of the subjects."""
        allow_commands()
        interrupted = False
        rows: list[PreviewRow] = []
        with ThreadPoolExecutor(self.request.jobs, thread_name_prefix="specthis-preview") as pool:
            waiting = [(one, pool.submit(self._one, one)) for one in subjects]
            try:
                for subject, future in waiting:
                    rows.append(self._ended(subject, future))
                    progress.finished(rows[-1])
            except KeyboardInterrupt:
                interrupted = self.stopped = True
                stop_commands(GRACE_SECONDS)
        if interrupted:
            rows += [self._ended(subject, future) for subject, future in waiting[len(rows) :]]
        return PreviewReport(rows=tuple(rows), notes=tuple(self.notes), interrupted=interrupted)

    def _ended(self, subject: Subject, future: "Future[PreviewRow]") -> PreviewRow:
        try:
            return future.result()
        except (SpecthisError, OSError) as error:
            text = error.message if isinstance(error, SpecthisError) else (error.strerror or str(error))
            return _row(subject, PreviewOutcome.FAILED, text=text, hint=getattr(error, "hint", ""))

    def _one(self, subject: Subject) -> PreviewRow:
        if self.stopped:
            return _row(subject, PreviewOutcome.INTERRUPTED)
        reader = self.draughtsman.reader
        record, why = standing(self.root, reader, subject)
        if record is not None and not why and not self.request.force:
            self._share(record)
            return _row(subject, PreviewOutcome.THERE, picture=picture_path(record.picture), program=record.program)
        address, files = address_today(reader, subject)
        return self._fetched(subject, address) or self._drawn(subject, address, files)

    def _fetched(self, subject: Subject, address: str) -> PreviewRow | None:
        """None where the cache is not asked, or has nothing."""
        if self.store is None or self.request.force or not self._settings.cache_fetch:
            return None
        with self._without_cache():
            found = fetch_picture(self.store, address, subject.parts, self.draughtsman.reader.digest_of)
            if found is not None:
                record, content = found
                keep_picture(self.root, subject.path, record, content)
                place = picture_path(record.picture)
                return _row(subject, PreviewOutcome.FETCHED, picture=place, program=record.program)
        return None

    def _drawn(self, subject: Subject, address: str, files: tuple[str, ...]) -> PreviewRow:
        began = time.monotonic()
        drawn = self.draughtsman.draw(subject, files)
        seconds = round(time.monotonic() - began, 3)
        if isinstance(drawn, NotDrawn):
            return self._failed(subject, drawn, seconds)
        record = PreviewRecord(
            address=address,
            kind=subject.kind,
            parts=(*subject.parts, *drawn.files),
            picture=drawn.picture,
            program=self.programs[subject.kind],
            ts=self.now(),
            seconds=seconds,
        )
        keep_picture(self.root, subject.path, record, drawn.content)
        self._share(record)
        place = picture_path(record.picture)
        return _row(subject, PreviewOutcome.DRAWN, picture=place, program=record.program, seconds=seconds)

    def _failed(self, subject: Subject, why: NotDrawn, seconds: float) -> PreviewRow:
        if why.interrupted:
            return _row(subject, PreviewOutcome.INTERRUPTED)
        log = keep_log(self.root, subject.path, why.said) if why.said.strip() else ""
        return _row(
            subject,
            PreviewOutcome.FAILED,
            text=why.text,
            hint=why.hint,
            faults=why.faults,
            log=log,
            seconds=seconds,
        )

    def _share(self, record: PreviewRecord) -> None:
        if self.store is not None and self._settings.cache_push:
            with self._without_cache():
                push_picture(self.root, self.store, record)

    @property
    def _settings(self) -> Settings:
        return self.draughtsman.reader.workspace.settings

    @contextmanager
    def _without_cache(self) -> Iterator[None]:
        """A cache that cannot be used is told of once, and keeps nothing from being drawn."""
        try:
            yield
        except CacheUnavailable as error:
            self.notes.setdefault(f"{error.message} ({error.hint})" if error.hint else error.message)
            self.store = None
        except ContentMoved:
            pass
