"""Settings that were read, held to what they can mean: paths that stay inside, words that are known.

Knows values, and no text that they came from. What is wrong goes back to its default, with a finding.
"""

from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.cache_place import endpoint_problem, parse_cache_url
from mkdocs_specthis.core.parse.engine_place import DASK, address_problem, security_problem
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.paths import is_below, normalise_path, path_problem
from mkdocs_specthis.core.parse.settings_keys import FILES, FOLDERS, SETTINGS_FILE, WORDS
from mkdocs_specthis.core.parse.shown import shown

FOLDER = "paths are written from the project root, as in `results`"
OWN_FOLDER = "give it a folder of its own, such as `.specthis/cache`"
DRAWS = 'as in `command = ["latexmk", "-pdf", "{source}"]`'
ONE_FILE = {"version_file": "reports/VERSION", "preview_preamble": "reports/preview-preamble.tex"}
"""Settings that are one path in the project, with an example of it."""
_DEFAULTS = Settings()


def check_settings(settings: Settings) -> tuple[Settings, list[Finding]]:
    """`settings` with what is wrong in them put back to its default, and a finding for each."""
    checker = _Checker()
    for check in (
        checker.folders,
        checker.apart,
        checker.files,
        checker.words,
        checker.cache,
        checker.preview,
        checker.engine,
    ):
        settings = check(settings)
    return settings, checker.findings


@dataclass(slots=True)
class _Checker:
    """Each check gives the settings back as they may stay."""

    findings: list[Finding] = field(default_factory=list)

    def fault(self, settings: Settings, message: str, hint: str, *names: str) -> None:
        """`names`: the settings that it is about; the first line of theirs is shown."""
        line = min((settings.lines[name] for name in names if name in settings.lines), default=0)
        location = Location(path=settings.sources.get(names[0], SETTINGS_FILE), line=line)
        self.findings.append(
            Finding(
                rule="settings-invalid",
                severity=Severity.ERROR,
                location=location,
                message=message,
                hint=hint,
                scope=Scope.PROJECT,
            )
        )

    def folders(self, settings: Settings) -> Settings:
        changes: dict[str, object] = {}
        for name in FOLDERS:
            folder = getattr(settings, name)
            problem = path_problem(folder)
            if problem:
                self.fault(settings, f"`{shown(folder)}` for `{name}` {problem}", FOLDER, name)
            changes[name] = getattr(_DEFAULTS, name) if problem else normalise_path(folder).rstrip("/")
        return replace(settings, **changes)  # type: ignore[arg-type]

    def apart(self, settings: Settings) -> Settings:
        folders = (settings.specs, settings.results, settings.reports)
        if any(a != b and is_below(a, b) for a in folders for b in folders) or len(set(folders)) < 3:
            message = "`specs`, `results` and `reports` are three folders, none inside another"
            hint = "give each a folder of its own, or leave the table out for the usual names"
            self.fault(settings, message, hint, *FOLDERS)
            return replace(settings, specs=_DEFAULTS.specs, results=_DEFAULTS.results, reports=_DEFAULTS.reports)
        return settings

    def files(self, settings: Settings) -> Settings:
        changes: dict[str, object] = {name: self._files(settings, name) for name in FILES}
        for name, example in ONE_FILE.items():
            changes[name] = self._file(settings, name, example)
        return replace(settings, **changes)  # type: ignore[arg-type]

    def _files(self, settings: Settings, name: str) -> tuple[str, ...]:
        kept = []
        for path in getattr(settings, name):
            problem = "" if path in (".", "./") else path_problem(path)
            if problem:
                self.fault(settings, f"`{shown(path)}` {problem}", FOLDER, name)
            else:
                kept.append(normalise_path(path).rstrip("/"))
        return tuple(kept)

    def _file(self, settings: Settings, name: str, example: str) -> str:
        path = getattr(settings, name)
        problem = path_problem(path) if path else ""
        if problem:
            hint = f"paths are written from the project root, as in `{example}`"
            self.fault(settings, f"`{shown(path)}` {problem}", hint, name)
        return normalise_path(path).rstrip("/") if path and not problem else ""

    def words(self, settings: Settings) -> Settings:
        for name, words in WORDS.items():
            value = getattr(settings, name)
            if value not in words:
                hint = did_you_mean(value, words, otherwise="it is one of " + ", ".join(f"`{word}`" for word in words))
                key = name.removeprefix("preview_")
                self.fault(settings, f"`{shown(value)}` is no value of `{key}`", hint, name)
                settings = replace(settings, **{name: words[0]})  # type: ignore[arg-type]
        return settings

    def cache(self, settings: Settings) -> Settings:
        """Places that can be one. A faulty one is shown only where it holds no credentials."""
        settings = self._without("cache", settings, "cache_url", _cache_problem(settings))
        endpoint = endpoint_problem(settings.cache_endpoint_url)
        return self._without("cache", settings, "cache_endpoint_url", endpoint)

    def preview(self, settings: Settings) -> Settings:
        """A command that knows what to draw, and a picture that somebody can look at."""
        command = settings.preview_command
        if command and not any("{source}" in word or "{name}" in word for word in command):
            problem = f"does not say what to draw; {DRAWS}"
            settings = self._without("preview", settings, "preview_command", problem)
        if not 20 <= settings.preview_dpi <= 1200:
            problem = "is too few dots to an inch, or too many; from 20 to 1200"
            settings = self._without("preview", settings, "preview_dpi", problem)
        return settings

    def engine(self, settings: Settings) -> Settings:
        """A way to other machines that nobody else can use; of other packages' engines they know themselves."""
        if settings.engine_name != DASK:
            return settings
        place = address_problem(settings.engine_address, insecure=settings.engine_insecure)
        settings = self._without("engine", settings, "engine_address", place)
        return self._without("engine", settings, "engine_security", security_problem(settings.engine_security))

    def _without(self, table: str, settings: Settings, name: str, problem: str) -> Settings:
        """What has a problem (a clause, `; `, a hint; empty if it has none) goes back to its default."""
        if not problem:
            return settings
        what, _, hint = problem.partition("; ")
        self.fault(settings, f"`{name.removeprefix(f'{table}_')}` of `[{table}]` {what}", hint, name)
        return replace(settings, **{name: getattr(_DEFAULTS, name)})


def _cache_problem(settings: Settings) -> str:
    """Why `[cache] url` can be no cache, as a clause; empty if it can."""
    place, problem = parse_cache_url(settings.cache_url)
    folder = normalise_path(place.folder) if place.folder else ""
    own = (settings.specs, settings.results, settings.reports)
    taken = next((name for name in own if folder == name or is_below(folder, name)), "")
    return problem or (
        f"is in `{taken}`, where a cache would be taken for what belongs there; {OWN_FOLDER}" if taken else ""
    )
