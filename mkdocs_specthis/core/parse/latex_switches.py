"""The conditionals of a LaTeX text: which of them are known to be true or false at the place that is being read.

Knows names and what was said of them; nothing of branches. Unknown is the safe answer: both branches are read then.
"""

import re
from dataclasses import dataclass, field

from mkdocs_specthis.core.parse.latex_words import IMPORTS, READS

_SWITCH = re.compile(r"([A-Za-z@]{1,60}?)(true|false)\Z")
_SWITCHES = re.compile(r"\\([A-Za-z@]{1,60}?)(?:true|false)(?![A-Za-z@])")


@dataclass(slots=True, kw_only=True)
class Switches:
    known: dict[str, str] = field(default_factory=lambda: {"iftrue": "true", "iffalse": "false"})
    """Name to `true`, `false` or `unknown`."""
    declared: set[str] = field(default_factory=set)
    """Those that the text itself makes."""
    switched: set[str] = field(default_factory=set)
    """Those of them that it sets in the open."""
    unsure: set[str] = field(default_factory=set)
    """Those that a command of the author's sets, whenever it is used."""
    begun: bool = False
    """Whether `\\begin{document}` was read."""

    def truth(self, name: str) -> str:
        return "unknown" if name in self.unsure else self.known.get(name, "unknown")

    def make(self, name: str) -> None:
        """`\\newif\\ifdraft`."""
        self.declared.add(name)

    def copy(self, name: str, other: str) -> None:
        """`\\let\\ifdraft\\iffalse`."""
        self.declared.add(name)
        self.known[name] = self.known.get(other, "unknown")

    def use(self, name: str, *, certain: bool) -> None:
        """`\\drafttrue` says which branches are taken; a file that the preamble reads may say otherwise.

        Below `\\begin{document}` it may lie in an environment, at whose end TeX forgets it.
        """
        if name in READS | IMPORTS and not self.begun:
            self.known.update(dict.fromkeys(self.switched, "unknown"))
        elif (found := _SWITCH.match(name)) and f"if{found[1]}" in self.declared:
            self.known[f"if{found[1]}"] = found[2] if certain and not self.begun else "unknown"
            self.switched.add(f"if{found[1]}")

    def pass_over(self, text: str, begin: int, end: int) -> None:
        """The body of a definition."""
        self.unsure.update(f"if{found[1]}" for found in _SWITCHES.finditer(text, begin, end))
