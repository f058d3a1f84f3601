"""The switches of a LaTeX text: which of them are known to be true or false at the place that is being read.

Knows names and what was said of them; nothing of branches. Unknown is the safe answer: both branches are read then.
Source: LaTeX's `\\newif`, and the manuals of etoolbox (toggles, booleans) and ifthen.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mkdocs_specthis.core.parse.latex_words import IMPORTS, READS

_SWITCH = re.compile(r"([A-Za-z@]{1,60}?)(true|false)\Z")
_SWITCHES = re.compile(r"\\([A-Za-z@]{1,60}?)(?:true|false)(?![A-Za-z@])")
_NAME = r"\s{0,20}\{\s{0,20}([^{}\\\s]{1,60})\s{0,20}\}"
_TOGGLES = re.compile(rf"\\(?:toggle(?:true|false)|settoggle){_NAME}")
_BOOLEANS = re.compile(rf"\\(?:bool(?:true|false)|setbool(?:ean)?){_NAME}")
_NAMED = re.compile(rf"{_NAME}(?:\s{{0,20}}\{{\s{{0,20}}(true|false)\s{{0,20}}\}})?")
_BOOLEAN_TEST = re.compile(rf"\s{{0,20}}\{{\s{{0,20}}(\\(?:not|NOT)\s{{0,20}})?\\boolean{_NAME}\s{{0,20}}\}}")

_NEW = frozenset({"newtoggle", "providetoggle", "newbool", "providebool", "newboolean", "provideboolean"})
_SET = {
    **dict.fromkeys(("toggletrue", "booltrue"), "true"),
    **dict.fromkeys(("togglefalse", "boolfalse", *_NEW), "false"),
    **dict.fromkeys(("settoggle", "setbool", "setboolean"), ""),
}
"""Commands that make or set the switch that they name, with what it is then; empty: they say so."""


def _key(command: str, name: str) -> str:
    """The toggle of a name is not the `\\newif` switch of that name."""
    return f"toggle {name}" if "toggle" in command else f"if{name}"


def tested(command: str, text: str, place: int) -> tuple[str, bool]:
    """The switch that a command with branches in braces asks about, and whether its first branch is that of true.

    An empty name if it asks about something else.
    """
    if command in ("iftoggle", "nottoggle", "ifbool", "notbool"):
        found = _NAMED.match(text, place)
        return (_key(command, found[1]), command.startswith("if")) if found else ("", True)
    if command == "ifthenelse" and (test := _BOOLEAN_TEST.match(text, place)):
        return f"if{test[2]}", not test[1]
    return "", True


@dataclass(slots=True, kw_only=True)
class Switches:
    known: dict[str, str] = field(default_factory=lambda: {"iftrue": "true", "iffalse": "false"})
    """Name to `true`, `false` or `unknown`."""
    declared: set[str] = field(default_factory=set)
    """Those that the text itself makes."""
    unsure: set[str] = field(default_factory=set)
    """Those that a command of the author's sets, whenever it is used."""

    def truth(self, name: str) -> str:
        return "unknown" if name in self.unsure else self.known.get(name, "unknown")

    def make(self, name: str, *, lasting: bool) -> str:
        """`\\newif\\ifdraft`: false."""
        self.declared.add(name)
        return self._put(name, "false", lasting=lasting)

    def copy(self, name: str, other: str, *, lasting: bool) -> str:
        """`\\let\\ifdraft\\iffalse`."""
        self.declared.add(name)
        return self._put(name, self.truth(other), lasting=lasting)

    def use(self, name: str, text: str, place: int, *, lasting: bool) -> tuple[str, str] | None:
        """`\\drafttrue`, `\\toggletrue{draft}`: the switch that it sets, and to what; None if it sets none.

        A file that is read may say otherwise of every switch. What stands in a group ends with it.
        """
        if name in READS or name in IMPORTS:
            self.known.update(dict.fromkeys(self.declared, "unknown"))
        elif name in _SET:
            found = _NAMED.match(text, place)
            if found is not None:
                key, value = _key(name, found[1]), _SET[name] or found[2] or "unknown"
                self.declared.add(key)
                return key, self._put(key, value, lasting=lasting)
        elif found := _SWITCH.match(name):
            key = f"if{found[1]}"
            return key, self._put(key, found[2], lasting=lasting) if key in self.declared else found[2]
        return None

    def _put(self, name: str, value: str, *, lasting: bool) -> str:
        self.known[name] = value if lasting else "unknown"
        return self.known[name]

    def pass_over(self, text: str, begin: int, end: int) -> None:
        """The body of a definition."""
        self.unsure.update(switches_in(text, begin, end))


def switches_in(text: str, begin: int, end: int) -> Iterator[str]:
    """Those that a stretch of text sets."""
    yield from (f"if{found[1]}" for found in _SWITCHES.finditer(text, begin, end))
    yield from (f"if{found[1]}" for found in _BOOLEANS.finditer(text, begin, end))
    yield from (f"toggle {found[1]}" for found in _TOGGLES.finditer(text, begin, end))
