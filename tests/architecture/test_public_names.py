"""What others may rely on: names that entry points, settings files and error handlers use."""

import importlib
import importlib.metadata
import inspect
import json
import tomllib

from conftest import REPOSITORY
from sources import PACKAGE, sources

import mkdocs_specthis
from mkdocs_specthis.core.model import errors

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def resolve(target: str) -> object:
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)


def test_the_package_itself_offers_its_version_and_nothing_else() -> None:
    names = {
        name
        for name, value in vars(mkdocs_specthis).items()
        if not name.startswith("__") and not inspect.ismodule(value)
    }
    assert names == set()
    assert mkdocs_specthis.__version__ == importlib.metadata.version("mkdocs-specthis")


def test_console_scripts_lead_somewhere() -> None:
    assert set(PROJECT["scripts"]) >= {"specthis", "specthis-refresh"}
    assert all(callable(resolve(target)) for target in PROJECT["scripts"].values())


def test_the_plugin_is_found_by_its_name() -> None:
    from mkdocs.plugins import BasePlugin

    plugins = PROJECT["entry-points"]["mkdocs.plugins"]
    assert list(plugins) == ["specthis"]
    plugin = resolve(plugins["specthis"])
    assert isinstance(plugin, type) and issubclass(plugin, BasePlugin)


def test_every_error_is_a_specthis_error() -> None:
    found = {
        name: value
        for name, value in inspect.getmembers(errors, inspect.isclass)
        if value.__module__ == errors.__name__
    }
    assert [name for name, value in found.items() if not issubclass(value, errors.SpecthisError)] == []


def test_schemas_ship_with_the_package() -> None:
    found = {file.name: json.loads(file.read_text(encoding="utf-8")) for file in (PACKAGE / "schemas").glob("*.json")}
    assert {"event.schema.json", "lock.schema.json", "receipt.schema.json", "status.schema.json"} <= set(found)
    assert all(schema["$id"] == f"urn:mkdocs-specthis:schema:{name.split('.')[0]}:1" for name, schema in found.items())


def test_every_module_says_what_it_is() -> None:
    import ast

    assert [source.path for source in sources() if not ast.get_docstring(source.tree)] == []


def test_the_package_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()
