"""`specthis.toml` and `.specthis/local.toml` to Settings. An unknown key is an error with the nearest valid spelling.

Knows no file: texts come in. One that cannot be read leaves the defaults and a finding that holds up every entry.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.model.silence import Silence
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.settings_checks import check_settings
from mkdocs_specthis.core.parse.settings_keys import LOCAL_FILE, LOCAL_KEYS, PROJECT_KEYS, SETTINGS_FILE
from mkdocs_specthis.core.parse.settings_places import fault_line, lines_by_key
from mkdocs_specthis.core.parse.settings_values import kind_of
from mkdocs_specthis.core.parse.shown import shown

MAX_CHARACTERS = 262_144
TOML = 'texts stand in quotes, lists in brackets: `url = "cache"`, `pass_env = ["HOME"]`'


def parse_settings(text: str | None, local: str | None = None) -> tuple[Settings, list[Finding]]:
    """Settings of the two texts; None stands for a file that is not there."""
    reader = _SettingsReader()
    settings = Settings()
    if text is not None:
        settings = reader.read(settings, text, SETTINGS_FILE, PROJECT_KEYS)
    if local is not None:
        settings = reader.read(settings, local, LOCAL_FILE, LOCAL_KEYS)
    settings, wrong = check_settings(settings)
    return settings, [*reader.findings, *wrong]


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
                roots = self._value("roots", "roots", "roots", content)
                changes.update({} if roots is None else {"roots": roots})
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
        if name == "silence":
            return self._silences(table, key, value)
        kind = kind_of(name)
        read = kind.read(value)
        if read is None:
            message, hint = f"`{key}` of `[{table}]` {kind.what}", kind.example.replace("KEY", key)
            self.fault("settings-invalid", message, hint, self._line_of(table, key))
        return read

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
