"""Which files a new project gets, and what becomes of each where something is there already.

Knows templates by name and files by content; reads and writes none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mkdocs_specthis.core.model.scaffold import Found, Outcome, Place, Placement
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.views.sentence import count_of

PLUGIN_LINES = "plugins:\n  - search\n  - specthis\n"
SETTINGS_FILE = "specthis.toml"
SITE_FILE = "mkdocs.yml"
WORKFLOW_FILE = ".github/workflows/specs-pages.yml"
AGENTS = ("spec-auditor", "spec-implementer", "experiment-runner")
IGNORED = "What is derived, or this machine's own: see specthis"
BYTES = "Data and artefacts are bytes: no line end of theirs is ever converted"
NO_LINES = "it has the lines already"
_NAMES_PLUGIN = re.compile(
    rb"^(?:[ \t]*-[ \t]*|plugins:[^#\n]*?[\[,{ \t])['\"]?specthis['\"]?[ \t\r]*(?:[:,\]}#]|$)", re.MULTILINE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    source: str
    """Path below the package's templates."""
    target: str
    """Where it goes, POSIX from the folder that is written to."""
    purpose: str
    """What it is for, in one clause."""


SAMPLE = tuple(
    Template(source=f"sample/{path}", target=path, purpose=purpose)
    for path, purpose in (
        ("specs/compute-density.md", "a sample to run, and to delete: what is computed"),
        ("specs/report-density.md", "the sample: how it is shown"),
        ("scripts/density.py", "the sample: the script that computes"),
        ("scripts/tab_density.py", "the sample: the script that makes the table"),
        ("data/density.csv", "the sample: 29 measurements"),
        ("reports/paper.tex", "the sample: the paper that shows the table"),
    )
)
WORKFLOW = Template(source="site/pages.yml", target=WORKFLOW_FILE, purpose="publishes the site with GitHub Pages")
SETTINGS = Template(source="site/specthis.toml", target=SETTINGS_FILE, purpose="settings of the model, all at default")


def guides(specs: str) -> tuple[Template, ...]:
    """What stands in the folder of specs before there is any."""
    return (
        Template(source="specs/README.md", target=f"{specs}/README.md", purpose="what a spec is, and how to write one"),
        Template(
            source="specs/AGENTS.md", target=f"{specs}/AGENTS.md", purpose="how people and programs work with specs"
        ),
    )


def site_files(docs: str) -> tuple[Template, ...]:
    return (
        Template(source="site/mkdocs.yml", target=SITE_FILE, purpose="the site"),
        Template(source="site/about.md", target=f"{docs}/about.md", purpose="a page of the site that is yours"),
    )


def agent_files(names: Iterable[str], folder: str) -> tuple[Template, ...]:
    prefix = f"{folder}/" if folder else ""
    return tuple(
        Template(source=f"agents/{name}.md", target=f"{prefix}{name}.md", purpose="the role of an agent")
        for name in names
    )


def place_file(template: Template, text: bytes, place: Place, *, force: bool) -> Placement:
    """Write it where nothing is; replace a file only if `force` says so, and anything else never."""
    if place.found is Found.NOTHING:
        return Placement(path=template.target, outcome=Outcome.CREATED, reason=template.purpose, content=text)
    if place.found is Found.FILE and place.content == text:
        return skipped(place.path, "it is there already, the same")
    if place.found is not Found.FILE:
        return skipped(place.path, why_not(place))
    if not force or place.path != template.target:
        is_replaceable = not force and place.path == template.target
        return skipped(place.path, "it is there already" + ("; `--force` replaces it" if is_replaceable else ""))
    return Placement(path=place.path, outcome=Outcome.CHANGED, reason="replaced", content=text)


def place_lines(comment: str, lines: Iterable[str], place: Place) -> Placement:
    """Add the lines that a file of git's lacks, below a comment; what is in it stays as it is, to the byte."""
    if place.found not in (Found.NOTHING, Found.FILE):
        return skipped(place.path, f"{why_not(place)}; it should have: {', '.join(lines)}")
    missing = _missing(lines, place.content)
    if not missing:
        return skipped(place.path, NO_LINES)
    end = b"\r\n" if b"\r\n" in place.content else b"\n"
    added = end.join(line.encode() for line in (f"# {comment}", *missing)) + end
    created = place.found is Found.NOTHING
    return Placement(
        path=place.path,
        outcome=Outcome.CREATED if created else Outcome.CHANGED,
        reason=comment[0].lower() + comment[1:] if created else f"{count_of(len(missing), 'line')} added",
        content=place.content + _gap(place.content, end) + added,
    )


def skipped(path: str, reason: str) -> Placement:
    return Placement(path=path, outcome=Outcome.SKIPPED, reason=reason)


def why_not(place: Place) -> str:
    return "it is a link, and left alone" if place.found is Found.LINK else "it is there, and no file that can be read"


def names_plugin(configuration: bytes) -> bool:
    """True if a `mkdocs.yml` seems to name the plugin; whether it does so in the right place is MkDocs' to say."""
    return _NAMES_PLUGIN.search(configuration) is not None


def ignored_lines(settings: Settings, site: str) -> tuple[str, ...]:
    """For .gitignore; `site` is empty where the site's folder is not ours to name."""
    derived = (f"/{settings.specs}/_index.json", f"/{settings.specs}/_routing.json")
    return ("/.specthis/", *((f"/{site}/",) if site else ()), *derived)


def attribute_lines(settings: Settings) -> tuple[str, ...]:
    """For .gitattributes. The host documents in the folder of reports are text and stay so."""
    exports = (f"/{settings.reports}/{folder}/** -text" for folder in ("figures", "numbers", "tables"))
    return ("/data/** -text", f"/{settings.results}/** -text", *exports)


def _missing(lines: Iterable[str], content: bytes) -> tuple[str, ...]:
    present = set(_spelt_alike(content.decode("utf-8", "replace").splitlines()))
    return tuple(line for line in lines if next(_spelt_alike([line])) not in present)


def _spelt_alike(lines: Iterable[str]) -> Iterator[str]:
    """Lines without what makes no difference to git at the top of a tree: outer slashes, doubled spaces."""
    for line in lines:
        pattern, *attributes = line.split() or [""]
        yield " ".join((pattern.strip("/"), *attributes))


def _gap(content: bytes, end: bytes) -> bytes:
    if not content:
        return b""
    return end if content.endswith(b"\n") else end + end
