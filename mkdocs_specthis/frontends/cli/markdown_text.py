"""Text of a project in Markdown that somebody else's site renders: nothing of it is markup.

Knows characters; not what is said.
"""

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~@&-])")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "&#64;"}


def plain(text: str) -> str:
    """Nothing of it is markup, mentions nobody and opens no tag."""
    return _MARKUP.sub(lambda found: _ENTITIES.get(found[1], "\\" + found[1]), " ".join(text.split()))
