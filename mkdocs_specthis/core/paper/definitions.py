"""What the files of a paper define: short commands, commands that include, environments, words.

Knows what was defined so far; not where the paper stands.
"""

import re
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.model.latex import Command, Elsewhere, LatexFile, Wrapper
from mkdocs_specthis.core.paper.conditions import Conditions, Switches, joined
from mkdocs_specthis.core.paper.latex_paths import expanded
from mkdocs_specthis.core.parse.latex import LONGEST

_SHORT = re.compile(r"\\([A-Za-z@]+)")


@dataclass(slots=True, kw_only=True)
class Definitions:
    macros: dict[str, str]
    """Short commands, with what they stand for."""
    words: dict[str, str] = field(default_factory=dict)
    wrappers: dict[str, tuple[Wrapper, ...]] = field(default_factory=dict)
    environments: dict[str, str] = field(default_factory=dict)
    """Those of the author's, with the one that each begins first."""
    hiding: frozenset[str] = frozenset()
    """Environments that were declared verbatim."""
    conditionals: frozenset[str] = frozenset()
    """Switches that files of the paper make, as it was read before."""
    switches: frozenset[str] = frozenset()
    """Switches that its files make."""
    doubted: frozenset[str] = frozenset()
    """Names that a file took for no switches."""
    names: set[str] = field(default_factory=set)
    """Commands that are used, or stand in definitions."""
    perhaps: dict[str, tuple[tuple[Conditions, str], ...]] = field(default_factory=dict)
    """Short commands that stand for a text under conditions."""

    @property
    def elsewhere(self) -> Elsewhere:
        """What a file that comes next has to know."""
        return Elsewhere(hiding=self.hiding, switches=self.conditionals)

    @property
    def mistaken(self) -> frozenset[str]:
        """Switches that a file took for none, since another one makes them."""
        return self.switches & self.doubted

    def take(self, path: str, file: LatexFile, *, of_package: bool) -> None:
        """What a file defines counts from here on; of a package, unless the paper has defined it already."""
        self.hiding |= file.hiding
        self.switches |= file.switches
        self.doubted |= file.doubted
        self.macros = {**file.macros, **self.macros} if of_package else {**self.macros, **file.macros}
        if not path.endswith(".cls"):
            self.words.update(file.words)
        self.wrappers = {**file.wrappers, **self.wrappers} if of_package else {**self.wrappers, **file.wrappers}
        self.environments = (
            {**file.environments, **self.environments} if of_package else {**self.environments, **file.environments}
        )
        self.names |= file.names
        self.perhaps = {name: texts for name, texts in self.perhaps.items() if name not in file.macros}
        self.perhaps.update(file.perhaps)

    def spelled(self, text: str, switches: Switches) -> tuple[str | None, Conditions]:
        """The path that a text in braces stands for, and on what it depends that it is this one."""
        macros, conditions = self.macros, Conditions()
        for name in _SHORT.findall(text) if self.perhaps else ():
            every = ((switches.open(needed), text) for needed, text in self.perhaps.get(name, ()))
            open_ = [(found, text) for found, text in every if found is not None]
            if open_:
                macros, conditions = {**macros, name: open_[-1][1]}, joined(conditions, open_[-1][0])
            elif name in self.perhaps:
                macros = {other: text for other, text in macros.items() if other != name}
        return expanded(text, macros), conditions


def filled(inner: Command, wrapper: Wrapper, command: Command) -> Command:
    """A command inside of one of the author's, with the arguments of the latter in their places."""
    given = [(f"#{number}", text) for number, text in zip(wrapper.braces, command.arguments, strict=False)]

    def fill(text: str) -> str:
        for mark, argument in given if "#" in text else ():
            text = text.replace(mark, argument)[:LONGEST]
        return text

    return replace(
        inner,
        line=command.line,
        text=fill(inner.text),
        folder=fill(inner.folder),
        arguments=tuple(fill(text) for text in inner.arguments),
        short=None if inner.short is None else fill(inner.short),
        type=fill(inner.type),
    )
