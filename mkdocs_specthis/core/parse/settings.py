"""`specthis.toml` and `.specthis/local.toml` to Settings. An unknown key is an error with the nearest valid spelling.

Knows no file: texts come in. One that cannot be read leaves the defaults and a finding that holds up every entry.
"""

import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace

from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.model.silence import Silence
from mkdocs_specthis.core.parse.cache_place import endpoint_problem, parse_cache_url
from mkdocs_specthis.core.parse.engine_place import DASK, address_problem, security_problem
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.paths import is_below, normalise_path, path_problem
from mkdocs_specthis.core.parse.settings_places import fault_line, lines_by_key
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.parse.values import amount_in_numbers, is_number, read_duration

SETTINGS_FILE = "specthis.toml"
LOCAL_FILE = ".specthis/local.toml"
MAX_CHARACTERS = 262_144
NONDETERMINISM = ("fail", "accept")
OBSERVE = ("auto", "strace", "python", "off")
ENGINES = ("pdflatex", "lualatex", "xelatex", "tectonic")
FORMATS = ("svg", "png")

PROJECT_KEYS: Mapping[str, Mapping[str, str]] = {
    "paths": {"specs": "specs", "results": "results", "reports": "reports"},
    "run": {
        "command": "command",
        "interpreters": "interpreters",
        "env": "env",
        "pass_env": "pass_env",
        "environment": "environment",
        "timeout": "timeout",
        "retries": "retries",
        "observe": "observe",
    },
    "policy": {
        "require_certified": "require_certified",
        "accept_adopted": "accept_adopted",
        "nondeterminism": "nondeterminism",
        "silence": "silence",
    },
    "python": {"roots": "python_roots"},
    "paper": {"host_docs": "host_docs", "version_file": "version_file", "section_version": "section_version"},
    "preview": {
        "engine": "preview_engine",
        "command": "preview_command",
        "preamble": "preview_preamble",
        "timeout": "preview_timeout",
        "format": "preview_format",
        "dpi": "preview_dpi",
    },
    "cache": {"url": "cache_url", "endpoint_url": "cache_endpoint_url", "push": "cache_push", "fetch": "cache_fetch"},
    "diff": {"absolute": "diff_absolute", "relative": "diff_relative", "ignore": "diff_ignore"},
    "engine": {
        "name": "engine_name",
        "address": "engine_address",
        "security": "engine_security",
        "insecure": "engine_insecure",
        "workers": "engine_workers",
        "resources": "engine_resources",
    },
}
"""Table and key to the name of the setting."""

LOCAL_KEYS: Mapping[str, Mapping[str, str]] = {
    "roots": {},
    "run": {"jobs": "engine_workers"},
    "cache": {"profile": "cache_profile"},
    "engine": {
        "name": "engine_name",
        "address": "engine_address",
        "security": "engine_security",
        "insecure": "engine_insecure",
        "resources": "engine_resources",
    },
}

FOLDER = "paths are written from the project root, as in `results`"
OWN_FOLDER = "give it a folder of its own, such as `.specthis/cache`"
TOML = 'texts stand in quotes, lists in brackets: `url = "cache"`, `pass_env = ["HOME"]`'
DRAWS = 'as in `command = ["latexmk", "-pdf", "{source}"]`'
WORDS: Mapping[str, tuple[str, ...]] = {
    "nondeterminism": NONDETERMINISM,
    "observe": OBSERVE,
    "preview_engine": ENGINES,
    "preview_format": FORMATS,
}
"""Settings that are one of a few words, the default first."""
FOLDERS = frozenset({"specs", "results", "reports"})
FILES = frozenset({"environment", "python_roots", "host_docs"})


def parse_settings(text: str | None, local: str | None = None) -> tuple[Settings, list[Finding]]:
    """Settings of the two texts; None stands for a file that is not there."""
    reader = _SettingsReader()
    settings = Settings()
    if text is not None:
        settings = reader.read(settings, text, SETTINGS_FILE, PROJECT_KEYS)
    if local is not None:
        settings = reader.read(settings, local, LOCAL_FILE, LOCAL_KEYS)
    return reader.checked(settings), reader.findings


@dataclass(slots=True)
class _SettingsReader:
    findings: list[Finding] = field(default_factory=list)
    path: str = SETTINGS_FILE
    lines: list[str] = field(default_factory=list)
    words: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Table and key, or table and an empty text, to the line that it stands on."""
    places: dict[str, int] = field(default_factory=dict)
    """Name of a setting to its line."""

    def fault(self, rule: str, message: str, hint: str = "", line: int = 0) -> None:
        location = Location(path=self.path, line=line)
        self.findings.append(
            Finding(
                rule=rule, severity=Severity.ERROR, location=location, message=message, hint=hint, scope=Scope.PROJECT
            )
        )

    def read(self, settings: Settings, text: str, path: str, keys: Mapping[str, Mapping[str, str]]) -> Settings:
        self.path, self.lines = path, text.split("\n")
        self.words = lines_by_key(text)
        tables = self._tables(text)
        changes: dict[str, object] = {}
        for table, content in tables.items():
            if table not in keys:
                hint = did_you_mean(table, keys, otherwise="tables are " + ", ".join(f"`[{name}]`" for name in keys))
                self.fault(
                    "settings-unknown-key", f"`{shown(table)}` is no table of {path}", hint, self._line_of(table)
                )
            elif not isinstance(content, dict):
                self.fault(
                    "settings-invalid",
                    f"`{table}` is a table",
                    f"write `[{table}]` on a line of its own",
                    self._line_of(table),
                )
            elif table == "roots":
                changes["roots"] = self._texts_by_name("roots", "roots", content)
            else:
                changes.update(self._table(table, content, keys[table]))
        sources = {**settings.sources, **dict.fromkeys(changes, path)}
        return replace(settings, **changes, sources=sources, lines=dict(self.places))  # type: ignore[arg-type]

    def _tables(self, text: str) -> Mapping[str, object]:
        if len(text) > MAX_CHARACTERS:
            message = f"the file has more than {MAX_CHARACTERS:,} characters"
            self.fault("settings-invalid", message, "it is no place for data")
            return {}
        try:
            return tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            said = shown(re.sub(r" \(at [^)]*\)\Z", "", str(error)), 120)
            self.fault(
                "settings-invalid", f"not TOML: {said[:1].lower()}{said[1:]}", TOML, fault_line(text, str(error))
            )
            return {}

    def _line_of(self, table: str, key: str = "") -> int:
        """The line of a table or of a key in it; that of the table for a key inside braces; 0 if there is none."""
        return self.words.get((table, key)) or self.words.get((table, ""), 0)

    def _table(self, table: str, content: Mapping[str, object], keys: Mapping[str, str]) -> dict[str, object]:
        changes: dict[str, object] = {}
        for key, value in content.items():
            if key not in keys:
                hint = did_you_mean(
                    key, keys, otherwise=f"keys of `[{table}]` are " + ", ".join(f"`{name}`" for name in keys)
                )
                self.fault(
                    "settings-unknown-key", f"`{shown(key)}` is no key of `[{table}]`", hint, self._line_of(table, key)
                )
            elif keys[key]:
                read = self._value(table, key, keys[key], value)
                if read is not None:
                    changes[keys[key]] = read
                    self.places[keys[key]] = self._line_of(table, key)
        return changes

    def _value(self, table: str, key: str, name: str, value: object) -> object | None:
        """The setting's value, or None with a finding."""
        special: Mapping[str, Callable[[str, str, object], object | None]] = {
            "interpreters": self._texts_by_name,
            "env": self._texts_by_name,
            "engine_security": self._texts_by_name,
            "engine_resources": self._amounts,
            "timeout": self._duration,
            "preview_timeout": self._duration,
            "silence": self._silences,
        }
        if name in special:
            return special[name](table, key, value)
        default = next(item for item in fields(Settings) if item.name == name).default
        if isinstance(default, bool):
            return self._typed(table, key, value, bool, "`true` or `false`")
        if isinstance(default, tuple):
            return self._texts(table, key, value)
        if isinstance(default, float):
            return self._tolerance(table, key, value)
        if name in ("retries", "engine_workers", "preview_dpi"):
            return self._whole(table, key, value)
        return self._typed(table, key, value, str, "a text in quotes")

    def _typed(self, table: str, key: str, value: object, kind: type, what: str) -> object | None:
        if isinstance(value, kind):
            return value
        hint = f"write `{key} = true`" if kind is bool else f'write `{key} = "…"`'
        self.fault("settings-invalid", f"`{key}` of `[{table}]` is {what}", hint, self._line_of(table, key))
        return None

    def _whole(self, table: str, key: str, value: object) -> object | None:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10_000:
            return value
        message = f"`{key}` of `[{table}]` is a whole number from 0 to 10,000"
        self.fault("settings-invalid", message, f"as in `{key} = 2`", self._line_of(table, key))
        return None

    def _tolerance(self, table: str, key: str, value: object) -> object | None:
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf:
            return float(value)
        message = f"`{key}` of `[{table}]` is a number, zero or more"
        self.fault("settings-invalid", message, f"as in `{key} = 1e-9`", self._line_of(table, key))
        return None

    def _texts(self, table: str, key: str, value: object) -> object | None:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.fault(
            "settings-invalid",
            f"`{key}` of `[{table}]` is a list of texts",
            f'as in `{key} = ["a", "b"]`',
            self._line_of(table, key),
        )
        return None

    def _texts_by_name(self, table: str, key: str, value: object) -> object | None:
        if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
            return dict(value)
        self.fault(
            "settings-invalid",
            f"`{key}` of `[{table}]` is a table of texts",
            f'as in `{key} = {{ name = "value" }}`',
            self._line_of(table, key),
        )
        return None

    def _amounts(self, table: str, key: str, value: object) -> object | None:
        pairs = value.items() if isinstance(value, dict) else ()
        amounts = {name: str(item) for name, item in pairs if not isinstance(item, bool) and is_number(str(item))}
        if isinstance(value, dict) and len(amounts) == len(value):
            return {name: amount_in_numbers(text) for name, text in amounts.items()}
        self.fault(
            "settings-invalid",
            f"`{key}` of `[{table}]` is a table of amounts",
            'as in `resources = { cpus = 8, mem = "32G", gpu = 1 }`',
            self._line_of(table, key),
        )
        return None

    def _duration(self, table: str, key: str, value: object) -> object | None:
        duration = read_duration(value) if isinstance(value, str) else None
        if duration is not None and not duration.problem:
            return duration.seconds
        self.fault(
            "settings-invalid",
            f"`{key}` of `[{table}]` is no duration",
            'as in `timeout = "30m"`',
            self._line_of(table, key),
        )
        return None

    def _silences(self, table: str, key: str, value: object) -> object | None:
        wanted = {"rule", "target", "reason"}
        rows = value if isinstance(value, list) else []
        if not isinstance(value, list) or any(not isinstance(row, dict) or set(row) != wanted for row in rows):
            hint = 'as in `silence = [{ rule = "…", target = "specs/x.md", reason = "…" }]`'
            self.fault(
                "settings-invalid",
                f"`{key}` of `[{table}]` is a list of tables with rule, target and reason",
                hint,
                self._line_of(table, key),
            )
            return None
        heads = [number for number, line in enumerate(self.lines, start=1) if line.strip() == "[[policy.silence]]"]
        lines = heads if len(heads) == len(rows) else [self._line_of(table, key)] * len(rows)
        return tuple(
            Silence(
                rule=str(row["rule"]),
                target=str(row["target"]),
                reason=str(row["reason"]).strip(),
                location=Location(path=self.path, line=line),
            )
            for row, line in zip(rows, lines, strict=True)
        )

    def checked(self, settings: Settings) -> Settings:
        """Paths that stay inside, words that are known; what is wrong goes back to its default."""
        defaults = Settings()
        self.path = SETTINGS_FILE
        changes: dict[str, object] = {}
        for name in FOLDERS:
            folder = getattr(settings, name)
            problem = path_problem(folder)
            if problem:
                self.fault(
                    "settings-invalid", f"`{shown(folder)}` for `{name}` {problem}", FOLDER, self.places.get(name, 0)
                )
                changes[name] = getattr(defaults, name)
            else:
                changes[name] = normalise_path(folder).rstrip("/")
        settings = replace(settings, **changes)  # type: ignore[arg-type]
        settings = self._checked_cache(self._checked_words(self._checked_files(self._apart(settings))))
        return self._checked_engine(self._checked_preview(settings))

    def _apart(self, settings: Settings) -> Settings:
        folders = (settings.specs, settings.results, settings.reports)
        if any(a != b and is_below(a, b) for a in folders for b in folders) or len(set(folders)) < 3:
            self.fault(
                "settings-invalid",
                "`specs`, `results` and `reports` are three folders, none inside another",
                "give each a folder of its own, or leave the table out for the usual names",
                self._first_place("specs", "results", "reports"),
            )
            return replace(settings, specs="specs", results="results", reports="reports")
        return settings

    def _first_place(self, *names: str) -> int:
        return min((self.places[name] for name in names if name in self.places), default=0)

    def _checked_files(self, settings: Settings) -> Settings:
        changes: dict[str, object] = {}
        for name in FILES:
            kept = []
            for path in getattr(settings, name):
                problem = path_problem(path)
                if problem and path not in (".", "./"):
                    self.fault(
                        "settings-invalid",
                        f"`{shown(path)}` {problem}",
                        FOLDER,
                        self.places.get(name, 0),
                    )
                else:
                    kept.append(normalise_path(path).rstrip("/"))
            changes[name] = tuple(kept)
        changes["version_file"] = self._file("version_file", settings.version_file, "reports/VERSION")
        changes["preview_preamble"] = self._file(
            "preview_preamble", settings.preview_preamble, "reports/preview-preamble.tex"
        )
        return replace(settings, **changes)  # type: ignore[arg-type]

    def _file(self, name: str, path: str, example: str) -> str:
        problem = path_problem(path) if path else ""
        if problem:
            hint = f"paths are written from the project root, as in `{example}`"
            self.fault("settings-invalid", f"`{shown(path)}` {problem}", hint, self.places.get(name, 0))
        return normalise_path(path).rstrip("/") if path and not problem else ""

    def _checked_words(self, settings: Settings) -> Settings:
        for name, words in WORDS.items():
            value = getattr(settings, name)
            if value not in words:
                hint = did_you_mean(value, words, otherwise="it is one of " + ", ".join(f"`{word}`" for word in words))
                key = name.removeprefix("preview_")
                self.fault(
                    "settings-invalid", f"`{shown(value)}` is no value of `{key}`", hint, self.places.get(name, 0)
                )
                settings = replace(settings, **{name: words[0]})  # type: ignore[arg-type]
        return settings

    def _checked_preview(self, settings: Settings) -> Settings:
        """A command that knows what to draw, and a picture that somebody can look at."""
        command = settings.preview_command
        knows = any("{source}" in word or "{name}" in word for word in command)
        problems = {
            "preview_command": "" if knows or not command else f"does not say what to draw; {DRAWS}",
            "preview_dpi": ""
            if 20 <= settings.preview_dpi <= 1200
            else "is too few dots to an inch, or too many; from 20 to 1200",
        }
        defaults = Settings()
        for name in problems:
            settings = self._without("preview", settings, {name: problems[name]}, getattr(defaults, name))
        return settings

    def _checked_cache(self, settings: Settings) -> Settings:
        """Places that can be one. A faulty one is shown only where it holds no credentials."""
        problems = {
            "cache_url": _cache_problem(settings),
            "cache_endpoint_url": endpoint_problem(settings.cache_endpoint_url),
        }
        return self._without("cache", settings, problems, "")

    def _checked_engine(self, settings: Settings) -> Settings:
        """A way to other machines that nobody else can use; of other packages' engines they know themselves."""
        if settings.engine_name != DASK:
            return settings
        place = address_problem(settings.engine_address, insecure=settings.engine_insecure)
        settings = self._without("engine", settings, {"engine_address": place}, "")
        files = security_problem(settings.engine_security)
        return self._without("engine", settings, {"engine_security": files}, {})

    def _without(self, table: str, settings: Settings, problems: Mapping[str, str], default: object) -> Settings:
        """What has a problem goes back to its default, with a finding: a clause, `; `, a hint."""
        for name, problem in problems.items():
            if problem:
                key = name.removeprefix(f"{table}_")
                what, _, hint = problem.partition("; ")
                self.path = settings.sources.get(name, SETTINGS_FILE)
                line = settings.lines.get(name, 0)
                self.fault("settings-invalid", f"`{key}` of `[{table}]` {what}", hint, line)
                settings = replace(settings, **{name: default})  # type: ignore[arg-type]
        self.path = SETTINGS_FILE
        return settings


def _cache_problem(settings: Settings) -> str:
    """Why `[cache] url` can be no cache, as a clause; empty if it can."""
    place, problem = parse_cache_url(settings.cache_url)
    folder = normalise_path(place.folder) if place.folder else ""
    own = (settings.specs, settings.results, settings.reports)
    taken = next((name for name in own if folder == name or is_below(folder, name)), "")
    return problem or (
        f"is in `{taken}`, where a cache would be taken for what belongs there; {OWN_FOLDER}" if taken else ""
    )
