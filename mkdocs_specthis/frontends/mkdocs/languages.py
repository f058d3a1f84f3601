"""A site in several languages, built once for each by another plugin. Knows that plugin's name; translates nothing."""

from mkdocs.config.defaults import MkDocsConfig

_LANGUAGES = "i18n"
"""Name of the plugin that builds a site once for each language."""


def has_languages(config: MkDocsConfig) -> bool:
    return _LANGUAGES in config.plugins


def language_folder(config: MkDocsConfig) -> str:
    """Folder of the site that the language being built has, with a slash; empty for the default language."""
    plugin = config.plugins.get(_LANGUAGES)
    current, default = getattr(plugin, "current_language", None), getattr(plugin, "default_language", None)
    return f"{current}/" if current and current != default else ""
