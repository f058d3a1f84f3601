"""What `mkdocs.yml` says of the site's address. Reads YAML nodes and builds no object of them.

Follows no INHERIT and asks no variable: what isn't there as plain text is not known.
"""

from dataclasses import dataclass
from pathlib import Path

FILES = ("mkdocs.yml", "mkdocs.yaml")
LARGEST = 1024 * 1024
_PLAIN = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    file: str = ""
    """Name of the file; empty if there is none."""
    url: str = ""
    """`site_url` as written; empty if it is not there as plain text."""
    line: int = 0
    """1-based, of `site_url`."""
    directory_urls: bool = True
    """`use_directory_urls`."""


def read_site_settings(root: Path) -> SiteSettings:
    """Empty where there is no file, or none that can be read."""
    import yaml

    name = next((name for name in FILES if (root / name).is_file()), "")
    if not name:
        return SiteSettings()
    try:
        with open(root / name, "rb") as content:
            top = yaml.compose(content.read(LARGEST), Loader=yaml.BaseLoader)
    except (OSError, yaml.YAMLError, ValueError, RecursionError):
        return SiteSettings(file=name)
    if not isinstance(top, yaml.MappingNode):
        return SiteSettings(file=name)
    found = {key.value: value for key, value in top.value if isinstance(key, yaml.ScalarNode)}
    plain = {
        key: value
        for key, value in found.items()
        if isinstance(value, yaml.ScalarNode) and value.tag.startswith(_PLAIN)
    }
    url, directory = plain.get("site_url"), plain.get("use_directory_urls")
    return SiteSettings(
        file=name,
        url=url.value.strip() if url else "",
        line=url.start_mark.line + 1 if url else 0,
        directory_urls=directory is None or directory.value.lower() not in ("false", "no", "off"),
    )
