"""Probe of the site's settings: does `mkdocs.yml` name the plugin. Reads YAML nodes and builds no object of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_specthis.core.model.check import Check, Verdict
from mkdocs_specthis.usecases.doctor.patient import Patient

if TYPE_CHECKING:
    import yaml

GROUP = "project"
FILES = ("mkdocs.yml", "mkdocs.yaml")
PLUGIN = "specthis"
LARGEST = 1024 * 1024


def plugin(patient: Patient) -> Iterator[Check]:
    assert patient.root is not None
    file = next((patient.root / name for name in FILES if (patient.root / name).is_file()), None)
    if file is None:
        text = "there is none in the project's folder: no site is built from here"
        hint = "write one with `plugins: [specthis]`, if a site is wanted"
        yield Check(group=GROUP, name=FILES[0], verdict=Verdict.NOTE, text=text, hint=hint)
        return
    names = _plugins(file)
    if names is None:
        text, hint = f"{file.name} is not the YAML that MkDocs reads", "`mkdocs build` says where"
        yield Check(group=GROUP, name=file.name, verdict=Verdict.BROKEN, text=text, hint=hint)
    elif PLUGIN in names:
        yield Check(group=GROUP, name=file.name, verdict=Verdict.OK, text="it has the plugin")
    elif "INHERIT" in names:
        yield Check(
            group=GROUP, name=file.name, verdict=Verdict.NOTE, text="another file may name the plugin (INHERIT)"
        )
    else:
        text, hint = "it does not name the plugin, so the site shows no specs", "add `- specthis` below `plugins:`"
        yield Check(group=GROUP, name=file.name, verdict=Verdict.BROKEN, text=text, hint=hint)


def _plugins(file: Path) -> frozenset[str] | None:
    """Names of the plugins, and `INHERIT` if the file inherits; None if it cannot be read."""
    import yaml

    try:
        with open(file, "rb") as content:
            root = yaml.compose(content.read(LARGEST), Loader=yaml.BaseLoader)
    except (OSError, yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(root, yaml.MappingNode):
        return None
    values = {key.value: value for key, value in root.value if isinstance(key, yaml.ScalarNode)}
    inherits = {"INHERIT"} & values.keys()
    return frozenset(_names(values.get("plugins"))) | inherits


def _names(node: "yaml.Node | None") -> Iterator[str]:
    """Of a list of names and mappings, or of one mapping."""
    import yaml

    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _names(item) if isinstance(item, yaml.MappingNode) else [str(item.value)]
    elif isinstance(node, yaml.MappingNode):
        yield from (str(key.value) for key, _ in node.value)
