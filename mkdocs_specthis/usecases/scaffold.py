"""`init` and `install`: put the files of a new project, or the roles of agents, where nothing is yet.

Joins templates, what is there, and the decisions of `core/scaffold.py`.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from mkdocs_specthis import __version__
from mkdocs_specthis.core import scaffold as core
from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.finding import Severity
from mkdocs_specthis.core.model.scaffold import Found, Outcome, Place, Placement, Scaffold
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.spec import parse_spec
from mkdocs_specthis.effects.git.repository import read_prefix
from mkdocs_specthis.effects.templates import read_template
from mkdocs_specthis.effects.tree.places import holds_something, look_at, write_placements
from mkdocs_specthis.effects.tree.spec_files import find_spec_files, read_spec_file
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.load import read_settings

DEFAULT_FOLDERS = Settings()
SITE_FILES = (core.SITE_FILE, "mkdocs.yaml")
NEW_DOCS = ("docs", "specs-docs")
NEW_SITE = ("site", "specs-site")


@dataclass(frozen=True, slots=True, kw_only=True)
class InitRequest:
    sample: bool = True
    """Whether a pair of specs to try comes with it."""
    pages: bool = False
    """Whether a workflow for GitHub Pages comes with it."""
    force: bool = False
    """Whether files that are there are replaced."""


def plan_project(root: Path, request: InitRequest) -> Scaffold:
    """What becomes of `root`, which need not be there. Writes nothing.

    Raises LeadsOutside, SpecthisError where something is in the way.
    """
    plan = _Plan(root=root, request=request, settings=_settings(root))
    return Scaffold(placements=tuple(plan.placements()), plugin_lines=plan.plugin_lines(), next_steps=plan.next_steps())


def plan_agents(folder: Path, below: str, names: Iterable[str], *, force: bool) -> Scaffold:
    """The roles of agents, in `below` of `folder`."""
    placements = [
        core.place_file(template, read_template(template.source, {}), look_at(folder, template.target), force=force)
        for template in core.agent_files(names, below)
    ]
    return Scaffold(placements=tuple(placements))


def carry_out(root: Path, scaffold: Scaffold) -> None:
    """Write what was planned. Raises LeadsOutside, WriteFailed."""
    write_placements(root, scaffold.written)


def _settings(root: Path) -> Settings:
    """Raises SpecthisError where there are settings that can't be read: what they name would be guessed."""
    settings, findings = read_settings(root)
    fault = next((one for one in findings if one.severity is Severity.ERROR), None)
    if fault is not None:
        raise SpecthisError(f"{fault.location}: {fault.message}", hint=fault.hint or "mend the settings first")
    return settings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    root: Path
    request: InitRequest
    settings: Settings

    def placements(self) -> Iterator[Placement]:
        yield from self._files(core.guides(self.settings.specs), left_alone=self._has_specs())
        if self.request.sample:
            yield from self._sample()
        yield self._settings_file()
        yield from self._site()
        yield core.place_lines(core.IGNORED, self._ignored(), self._look(".gitignore"))
        yield core.place_lines(core.BYTES, core.attribute_lines(self.settings), self._look(".gitattributes"))
        if self.request.pages:
            yield self._workflow()

    def plugin_lines(self) -> str:
        there = self._configuration()
        return core.PLUGIN_LINES if there and not core.names_plugin(there.content) else ""

    def next_steps(self) -> tuple[tuple[str, str], ...]:
        serve = ("specthis serve", "see it as a site")
        if self._has_specs():
            return (
                ("specthis audit", "say what the specs that are there lack"),
                ("specthis refresh --dry-run", "say what would be run"),
                serve,
            )
        if self.request.sample and self._sample_in_the_way() is None:
            return (
                ("specthis refresh", "run the two scripts of the sample"),
                ("specthis status", "say where the two entries stand, and what to do"),
                serve,
            )
        return (
            ("specthis status", "say where the project stands: no entry yet"),
            ("specthis install", "put the roles of agents into .claude/agents"),
            serve,
        )

    def _files(self, templates: Iterable[core.Template], *, left_alone: bool = False) -> Iterator[Placement]:
        for template in templates:
            place = self._look(template.target)
            if left_alone and place.found is Found.NOTHING and not self.request.force:
                yield core.skipped(template.target, f"{self.settings.specs}/ holds specs already, and is left alone")
            else:
                yield core.place_file(template, self._text(template), place, force=self.request.force)

    def _sample(self) -> Iterator[Placement]:
        reason = self._sample_in_the_way()
        if reason is None:
            yield from self._files(core.SAMPLE)
        else:
            yield from (core.skipped(template.target, reason) for template in core.SAMPLE)

    def _sample_in_the_way(self) -> str | None:
        """Why the sample is left out: a part of it would not run, or not be seen for what it is."""
        if self._has_specs():
            return f"{self.settings.specs}/ holds specs already"
        if any(
            getattr(self.settings, name) != getattr(DEFAULT_FOLDERS, name) for name in ("specs", "results", "reports")
        ):
            return f"{core.SETTINGS_FILE} names other folders than the sample"
        there = next((place.path for place in self._sample_places() if place.found is not Found.NOTHING), None)
        return f"{there} is there already, and the sample is left out" if there else None

    def _sample_places(self) -> Iterator[Place]:
        return (self._look(template.target) for template in core.SAMPLE)

    def _settings_file(self) -> Placement:
        """Settings that are there are never replaced: what they say is known to nobody else."""
        place = self._look(core.SETTINGS_FILE)
        return core.place_file(core.SETTINGS, self._text(core.SETTINGS), place, force=False)

    def _site(self) -> Iterator[Placement]:
        there = self._configuration()
        if there is not None:
            plugin = "it names the plugin already" if core.names_plugin(there.content) else "add the lines below to it"
            yield core.skipped(there.path, f"it is there already, and yours; {plugin}")
        else:
            for template in core.site_files(self._free(NEW_DOCS)):
                yield core.place_file(template, self._text(template), self._look(template.target), force=False)

    def _configuration(self) -> Place | None:
        places = (self._look(name) for name in SITE_FILES)
        return next((place for place in places if place.found is not Found.NOTHING), None)

    def _ignored(self) -> tuple[str, ...]:
        """With a configuration of the author's, a folder `site` that is there may be anything."""
        ours = self._configuration() is None or not holds_something(self.root, NEW_SITE[0])
        return core.ignored_lines(self.settings, self._free(NEW_SITE) if ours else "")

    def _workflow(self) -> Placement:
        prefix = read_prefix(self.root)
        if prefix:
            reason = f"the project lies in {prefix} of its repository, and a workflow belongs to the top"
            return core.skipped(core.WORKFLOW_FILE, reason)
        place = self._look(core.WORKFLOW_FILE)
        return core.place_file(core.WORKFLOW, self._text(core.WORKFLOW), place, force=self.request.force)

    def _has_specs(self) -> bool:
        """Whether anything but prose lies among them; what cannot be read may be a spec."""
        workspace = Workspace(root=self.root, settings=self.settings)
        paths, _ = find_spec_files(workspace)
        guides = {template.target for template in core.guides(self.settings.specs)}
        return any(not self._is_prose(workspace, path) for path in paths if path not in guides)

    def _is_prose(self, workspace: Workspace, path: str) -> bool:
        content = read_spec_file(workspace, path).content
        spec = parse_spec(content, path, self.settings)[0] if content is not None else None
        return spec is not None and not (spec.has_frontmatter or spec.unreadable)

    def _look(self, path: str) -> Place:
        return look_at(self.root, path)

    def _free(self, names: tuple[str, str]) -> str:
        """A folder in which nothing of the author's can be."""
        numbered = (f"{names[-1]}-{number}" for number in count(2))
        return next(name for name in chain(names, numbered) if not holds_something(self.root, name))

    def _text(self, template: core.Template) -> bytes:
        name = self.root.absolute().name
        values = {
            "NAME": json.dumps(name if name and name.isprintable() else "Specs", ensure_ascii=False),
            "DOCS": self._free(NEW_DOCS),
            "SITE": self._free(NEW_SITE),
            "PLUGINS": core.PLUGIN_LINES,
            "VERSION": __version__,
        }
        return read_template(template.source, values)


def counts(scaffold: Scaffold) -> dict[Outcome, int]:
    """How many files had each outcome."""
    return {outcome: sum(one.outcome is outcome for one in scaffold.placements) for outcome in Outcome}
