"""Stores of artefact bytes by run signature. Each implements `Cache` of `mkdocs_specthis.effects.caches.interface`."""
