"""Plugins that make pictures smaller: what we copy keeps the bytes that its page names.

Knows the option by which such a plugin is told what to leave alone; no picture.
"""

from mkdocs.config.defaults import MkDocsConfig

from mkdocs_specthis.frontends.mkdocs.addresses import ASSETS

_OPTION = "optimize_exclude"
"""Of the plugin `optimize` of Material."""
_OURS = f"{ASSETS}/*"


def keep_copies(config: MkDocsConfig) -> None:
    """Hooks stand among the plugins, and have no options."""
    for options in (getattr(plugin, "config", {}) for plugin in config.plugins.values()):
        left_alone = options.get(_OPTION)
        if isinstance(left_alone, list) and _OURS not in left_alone:
            options[_OPTION] = [*left_alone, _OURS]
