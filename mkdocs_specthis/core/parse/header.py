"""The frontmatter of a spec: which keys there are and what they mean.

Knows one file; whether a dependency exists is found in `core/audit`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.spec import Reference, SpecKind
from mkdocs_specthis.core.parse.frontmatter import Frontmatter, Item
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.paths import normalise_path, path_problem
from mkdocs_specthis.core.parse.shown import shown

KEYS = ("name", "kind", "depends_on", "host_doc", "section_label", "title", "tags", "owner", "draft", "publish")
LIST_KEYS = frozenset({"depends_on", "tags"})
_NO = frozenset({"no", "off", "n", "0", "false"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    kind: SpecKind | None = None
    """None if it is not given or not one of the six."""
    depends_on: tuple[Reference, ...] = ()
    host_doc: str = ""
    section_label: str = ""
    host_doc_line: int = 1
    section_label_line: int = 1
    title: str = ""
    tags: tuple[str, ...] = ()
    owner: str = ""
    draft: bool = False
    publish: bool = True


def read_header(frontmatter: Frontmatter, path: str, *, prose: bool) -> tuple[Header, list[Finding]]:
    """Read the keys; prose (a file without frontmatter, or a README) is `meta` and needs none."""
    if prose:
        return Header(kind=SpecKind.META), []
    reader = _HeaderReader(path=path, items={item.key: item for item in frontmatter.items})
    return (reader.read(), reader.findings) if frontmatter.readable else (Header(), [])


@dataclass(slots=True)
class _HeaderReader:
    path: str
    items: Mapping[str, Item]
    findings: list[Finding] = field(default_factory=list)

    def read(self) -> Header:
        self._unknown_keys()
        self._name()
        kind = self._kind()
        return Header(
            kind=kind,
            depends_on=self._depends_on(),
            host_doc=self._host_doc(kind),
            section_label=self._section_label(kind),
            host_doc_line=self._line("host_doc"),
            section_label_line=self._line("section_label"),
            title=self._text("title"),
            tags=tuple(scalar.text for scalar in self.items["tags"].values if scalar.text)
            if "tags" in self.items
            else (),
            owner=self._text("owner"),
            draft=self._truth("draft", otherwise=False),
            publish=self._truth("publish", otherwise=True),
        )

    def _fault(self, rule: str, line: int, message: str, hint: str = "") -> None:
        location = Location(path=self.path, line=line)
        self.findings.append(
            Finding(rule=rule, severity=Severity.ERROR, location=location, message=message, hint=hint, scope=Scope.SPEC)
        )

    def _unknown_keys(self) -> None:
        for key, item in self.items.items():
            if key not in KEYS:
                hint = did_you_mean(key, KEYS, otherwise="keys are " + ", ".join(f"`{known}`" for known in KEYS))
                self._fault("unknown-key", item.line, f"`{shown(key)}` is no key of a spec", hint)
            elif item.is_nested or (item.is_list and key not in LIST_KEYS):
                self._fault("frontmatter-invalid", item.line, f"`{key}` takes one plain value", f"write `{key}: value`")

    def _text(self, key: str) -> str:
        item = self.items.get(key)
        return item.values[0].text.strip() if item and item.values and not item.is_list else ""

    def _line(self, key: str) -> int:
        return self.items[key].line if key in self.items else 1

    def _name(self) -> None:
        stem = self.path.rsplit("/", 1)[-1].removesuffix(".md")
        name = self._text("name")
        if name != stem:
            message = f"`name: {shown(name)}` is not the file's stem" if name else "`name` is missing"
            self._fault("name-mismatch", self._line("name"), message, f"write `name: {stem}`")

    def _kind(self) -> SpecKind | None:
        text = self._text("kind")
        if text in tuple(SpecKind):
            return SpecKind(text)
        kinds = ", ".join(f"`{kind}`" for kind in SpecKind)
        message = f"`{shown(text)}` is no kind of spec" if text else "`kind` is missing"
        self._fault(
            "kind-unknown",
            self._line("kind"),
            message,
            did_you_mean(text, list(SpecKind), otherwise=f"kinds are {kinds}"),
        )
        return None

    def _depends_on(self) -> tuple[Reference, ...]:
        item = self.items.get("depends_on")
        if item is None:
            return ()
        found: dict[str, Reference] = {}
        for scalar in item.values:
            name = scalar.text.strip().removesuffix(".md").rsplit("/", 1)[-1]
            if not name:
                continue
            if name in found:
                self._fault(
                    "frontmatter-duplicate-key",
                    scalar.line,
                    f"`depends_on` names `{shown(name)}` twice",
                    "keep one of them",
                )
                continue
            found[name] = Reference(name=name, location=Location(path=self.path, line=scalar.line))
        return tuple(found.values())

    def _host_doc(self, kind: SpecKind | None) -> str:
        text = self._text("host_doc")
        if not text:
            if kind is SpecKind.REPORT:
                self._fault(
                    "host-doc-missing",
                    self._line("host_doc"),
                    "a report spec says in `host_doc` which .tex file shows it",
                    "as in `host_doc: reports/paper.tex`",
                )
            return ""
        problem = path_problem(text) or ("" if text.endswith(".tex") else "is no .tex file")
        if problem:
            self._fault(
                "path-invalid",
                self._line("host_doc"),
                f"`{shown(text)}` in `host_doc` {problem}",
                "as in `host_doc: reports/paper.tex`",
            )
            return ""
        return normalise_path(text)

    def _section_label(self, kind: SpecKind | None) -> str:
        text = self._text("section_label")
        if not text and kind is SpecKind.REPORT:
            self._fault(
                "section-label-missing",
                self._line("section_label"),
                "a report spec says in `section_label` at which `\\label` it is shown",
                "as in `section_label: sec:trend`",
            )
        return text

    def _truth(self, key: str, *, otherwise: bool) -> bool:
        """A key that is `true` or `false`; what is neither counts as the one that is not the default."""
        text = self._text(key)
        if key not in self.items or (not text and not otherwise):
            return otherwise
        if text not in ("true", "false"):
            message = f"`{key}: {shown(text)}` is neither `true` nor `false`"
            hint = f"write `{key}: {'false' if text.lower() in _NO else 'true'}`"
            self._fault("frontmatter-invalid", self._line(key), message, hint)
            return not otherwise
        return text == "true"
