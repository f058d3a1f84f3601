"""How the front end is built: markup is made in few places, and the floors above know no host."""

import ast
import re
from pathlib import Path

from site_builds import REPOSITORY

PACKAGE = REPOSITORY / "mkdocs_specthis"
FRONT = PACKAGE / "frontends" / "mkdocs"
MAKES_MARKUP = {"html.py", "sanitise.py", "prose.py", "sources.py"}


def test_markup_is_made_in_few_places() -> None:
    """`Markup(…)` marks text as safe: elsewhere only the empty one stands."""
    for path in FRONT.rglob("*.py"):
        calls = re.findall(r"Markup\((?!\"\"\))", path.read_text(encoding="utf-8"))
        assert not calls or path.name in MAKES_MARKUP, path


def test_views_know_no_markup_and_no_host() -> None:
    for path in (PACKAGE / "core/views").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert not {
            name for name in names if name.split(".")[0] in ("mkdocs", "markupsafe", "jinja2", "markdown", "pathlib")
        }


def test_assets_fetch_nothing_and_stay_small() -> None:
    css = (FRONT / "assets/specthis.css").read_text(encoding="utf-8")
    script = (FRONT / "assets/specthis.js").read_text(encoding="utf-8")
    assert "http" not in css.replace("http://www.w3.org/2000/svg", "") and "@import" not in css
    assert all("http" not in one.read_text(encoding="utf-8") for one in (FRONT / "assets/themes").glob("*.css"))
    assert not re.search(r"fetch\(|XMLHttpRequest|https?://|eval\(|innerHTML", script)
    assert len(css.encode()) + len(script.encode()) < 48_400


def test_every_class_has_a_rule_and_every_state_a_mark() -> None:
    from mkdocs_specthis.core.views import vocabulary

    css = (FRONT / "assets/specthis.css").read_text(encoding="utf-8")
    tables = [value for name, value in vars(vocabulary).items() if name.endswith("_WORDS") and not name.startswith("_")]
    keys = {key for table in tables for key in table}
    for key in keys:
        assert re.search(rf"\.st-{key}\b[^{{}}]*{{[^}}]*--i:", css), f"no mark for {key}"
        assert re.search(rf"\.st-{key}\b[^{{}}]*{{--c:", css), f"no hue for {key}"


def test_files_stay_short() -> None:
    for path in [*FRONT.rglob("*.py"), *(PACKAGE / "core/views").glob("*.py")]:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path


def test_only_this_front_end_imports_mkdocs() -> None:
    for path in Path(PACKAGE).rglob("*.py"):
        if FRONT not in path.parents:
            assert not re.search(
                r"^\s*(from|import) (mkdocs|material)\b(?!_)", path.read_text(encoding="utf-8"), re.M
            ), path
