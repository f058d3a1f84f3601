"""The commands and brackets of a LaTeX text that TeX would come to: no comment, verbatim text, false branch.

One pass, in time linear in the text. Knows how TeX skips, and not what any command means; nothing is ever executed.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from mkdocs_specthis.core.model.latex import NOTHING_ELSE, Condition, Elsewhere
from mkdocs_specthis.core.parse.latex_branches import Branches, Choice
from mkdocs_specthis.core.parse.latex_definitions import Definition, definition_of, environment_of, header_of
from mkdocs_specthis.core.parse.latex_switches import Switches, tested
from mkdocs_specthis.core.parse.latex_token_words import (
    ADDRESSES,
    BRACED,
    CONDITIONALS,
    DECLARING,
    HIDING,
    IF_THERE,
    INLINE_VERBATIM,
    NO_CONDITIONALS,
    ONE_BODY,
    TWO_BODIES,
)

NEAR = 2_000
"""Characters within which inline verbatim text or an address is closed."""

_SIGN = re.compile(r"\\(?:([A-Za-z@]+)\*?|.)?|[%{}\[\]]", re.DOTALL)
_BLANK = re.compile(r"(?:\s|%[^\n]*+(?:\n|\Z))*+")
_ENVIRONMENT = re.compile(r"\s{0,20}\{\s{0,20}([^{}\s\\]{1,100})\s{0,20}\}")
_OPTIONS = re.compile(r"\s{0,20}\[[^\]\n]{0,500}\]")
_LANGUAGE = re.compile(r"(?:\s{0,20}\[[^\]\n]{0,500}\])?\s{0,20}\{[^{}\n]{0,100}\}")
_ADDRESS = re.compile(r"\s{0,20}\{[^{}\n]{0,2000}\}")
_LET = re.compile(r"\s*+\\([A-Za-z@]++|.)\s*+=?\s*+(?:\\([A-Za-z@]++))?+", re.DOTALL)
_COMMAND = re.compile(r"\\([A-Za-z@]+)")
_ONE_NAME = re.compile(r"\s*+\{?\s*+\\([A-Za-z@]++)")


class Token(NamedTuple):
    start: int
    """Place of its first character."""
    end: int
    """Place behind its last one."""
    line: int
    name: str
    """The command without its backslash, or one of `{`, `}`, `[`, `]`; `switch NAME=VALUE` if it sets one."""
    star: bool = False
    conditions: tuple[Condition, ...] = ()
    """What must hold for TeX to come here, as far as it is not known."""
    lasting: bool = True
    """False in a group or environment, with which an assignment ends."""


@dataclass(slots=True, kw_only=True)
class Tokens:
    text: str
    tokens: list[Token] = field(default_factory=list)
    partner: dict[int, int] = field(default_factory=dict)
    """Number of an opening bracket to that of the one that closes it."""
    definitions: list[Definition] = field(default_factory=list)
    environments: dict[str, str] = field(default_factory=dict)
    """Those that the text defines, with the first one that each of them begins."""
    hiding: set[str] = field(default_factory=set)
    inside: set[str] = field(default_factory=set)
    """Commands that stand in definitions."""
    unsure: set[str] = field(default_factory=set)
    """Switches that commands of the author's set, whenever they are used."""
    switches: set[str] = field(default_factory=set)
    """Names that the text makes switches."""
    doubted: set[str] = field(default_factory=set)
    """Names of which it is not known whether they are, taken for commands with their branches in braces."""
    ends_document: bool = False
    unclosed: list[tuple[str, int]] = field(default_factory=list)

    def next_after(self, place: int) -> int:
        """Place of what follows, blanks and comments passed over."""
        found = _BLANK.match(self.text, place)
        return found.end() if found else place


def tokens_of(text: str, elsewhere: Elsewhere = NOTHING_ELSE) -> Tokens:
    """Read a text whose lines end with LF."""
    hiding = {*HIDING, *elsewhere.hiding}
    reader = _Reader(found=Tokens(text=text), hiding=hiding, conditionals=elsewhere.switches, limit=len(text))
    reader.read()
    return reader.found


@dataclass(slots=True, kw_only=True)
class _Reader:
    found: Tokens
    hiding: set[str]
    conditionals: frozenset[str]
    """Switches that another file makes."""
    limit: int
    """Where reading ends: `\\endinput` and `\\end{document}` move it."""
    place: int = 0
    counted: int = 0
    line: int = 1
    brackets: list[int] = field(default_factory=list)
    """Numbers of the brackets that are open."""
    braces: int = 0
    """How many of them are braces."""
    branches: Branches = field(default_factory=Branches)
    choice: Choice | None = None
    """The command whose argument may come next, if that may be a branch."""
    choices: dict[int, Choice] = field(default_factory=dict)
    """By the numbers of the brackets that their arguments open."""
    groups: int = 0
    """Environments and groups in words that are open."""
    switches: Switches = field(default_factory=Switches)

    def read(self) -> None:
        text = self.found.text
        while sign := _SIGN.search(text, self.place, self.limit):
            self.place = sign.end()
            if text[sign.start()] == "%":
                self.place = self._end_of_line(sign.end())
            elif sign[1]:
                self._command(sign.start(), sign[1], star=sign[0].endswith("*"))
            elif sign[0] in "{}[]":
                self._bracket(sign.start(), sign[0])
        self.found.unsure = self.switches.unsure
        self.found.switches = {name for name in self.switches.declared if name.startswith("if")}

    def _line_at(self, place: int) -> int:
        self.line += self.found.text.count("\n", self.counted, place)
        self.counted = place
        return self.line

    def _end_of_line(self, place: int) -> int:
        end = self.found.text.find("\n", place, self.limit)
        return self.limit if end < 0 else end

    def _token(self, start: int, name: str, *, star: bool = False) -> int:
        line, conditions = self._line_at(start), self.branches.conditions
        self.found.tokens.append(Token(start, self.place, line, name, star, conditions, self._is_lasting()))
        return len(self.found.tokens) - 1

    def _bracket(self, start: int, sign: str) -> None:
        choice, self.choice = self.choice, None
        if choice is not None and sign == "{" and self._is_argument(choice, start):
            self._branch_in_braces(choice, start)
            return
        number = self._token(start, sign)
        tokens, open_ = self.found.tokens, self.brackets
        if sign in "{[":
            open_.append(number)
            self.braces += sign == "{"
        elif sign == "]":
            if open_ and tokens[open_[-1]].name == "[":
                self.found.partner[open_.pop()] = number
        else:
            while open_ and tokens[open_[-1]].name == "[":
                open_.pop()
            if open_:
                opening = open_.pop()
                self.braces -= 1
                self.found.partner[opening] = number
                self._end_of_argument(opening)

    def _is_argument(self, choice: Choice, start: int) -> bool:
        here = len(self.brackets) == choice.depth and bool(choice.roles)
        return here and self.found.next_after(choice.place) == start

    def _branch_in_braces(self, choice: Choice, start: int) -> None:
        """An argument of a command that takes its branches in braces; a branch that is not taken is passed over."""
        branch = choice.next_branch()
        if branch is not None and branch[0] == "false":
            end = self._skip_group(start)
            if end < 0:
                self.found.unclosed.append(("{", self._line_at(start)))
            choice.place = self.place = self.limit if end < 0 else end
            self.choice = choice
            return
        number = self._token(start, "{")
        self.brackets.append(number)
        self.braces += 1
        choice.outside = self.branches.depth
        self.choices[number] = choice
        if branch is not None:
            self.branches.begin(*branch)

    def _end_of_argument(self, opening: int) -> None:
        choice = self.choices.pop(opening, None)
        if choice is not None:
            self.branches.end(choice.outside)
            choice.place = self.place
            self.choice = choice

    def _command(self, start: int, name: str, *, star: bool) -> None:
        if name in INLINE_VERBATIM:
            self._skip_inline(name)
        elif name in ADDRESSES:
            self._skip(_ADDRESS)
        elif name in ("let", "newif", "futurelet"):
            self._let(name)
        elif name in ONE_BODY or name in TWO_BODIES:
            self._definition(start, name)
        elif name in ("else", "fi"):
            self._branch(start, name)
        elif name.startswith("if") and self._is_conditional(name):
            self._conditional(start, name)
        elif name == "begin" or name == "end":
            self._environment(start, name)
        elif name == "endinput" and self._is_certain():
            self.limit = self._end_of_line(self.place)
        elif name == "endinput" and self.branches.conditions:
            self.branches.end_perhaps()
        else:
            self._plain(start, name, star=star)

    def _plain(self, start: int, name: str, *, star: bool) -> None:
        if name in ("begingroup", "bgroup", "endgroup", "egroup"):
            self.groups += 1 if name.startswith("b") else -1
        switch = self.switches.use(name, self.found.text, self.place, lasting=self._is_certain() and not self.groups)
        if switch is not None:
            self._token(start, f"switch {switch[0]}={switch[1]}")
            return
        self._declare(name)
        self._token(start, name, star=star)
        if name in BRACED or name in IF_THERE or (name.startswith("if") and name not in ("iff",)):
            self._begin_choice(name)

    def _begin_choice(self, name: str) -> None:
        """Its branches come next, in braces; of a command that is not known every argument may be one."""
        asked, positive = tested(name, self.found.text, self.place)
        truth = self.switches.truth(asked) if asked else "unknown"
        if asked and not positive:
            truth = {"true": "false", "false": "true"}.get(truth, truth)
        roles = ["test"] * BRACED[name] + ["then", "else"] if name in BRACED else ["then"] * 9
        if name in IF_THERE:
            roles = ["test", "test", "else"]
        condition = Condition(asked or f"?{name} {self.place}", positive)
        self.choice = Choice(condition=condition, truth=truth, roles=roles, depth=len(self.brackets), place=self.place)

    def _is_certain(self) -> bool:
        """Whether TeX surely comes here: in no braces, and in no branch that may be the other one."""
        return self._is_lasting(environments=False) and not self.branches.conditions

    def _is_lasting(self, *, environments: bool = True) -> bool:
        """Whether what is set here lasts: in no braces, nor in an environment."""
        return not self.braces and not (environments and self.groups)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        if found := pattern.match(self.found.text, self.place, self.limit):
            self.place = found.end()

    def _skip_inline(self, name: str) -> None:
        """`\\verb|…|`, `\\lstinline[…]|…|`, `\\mintinline{…}|…|`; with braces too."""
        self._skip({"lstinline": _OPTIONS, "mintinline": _LANGUAGE}.get(name, _OPTIONS if name == "Verb" else _NOTHING))
        text, place = self.found.text, self.place
        sign = text[place : place + 1]
        if not sign or sign.isspace() or sign.isalpha() or place >= self.limit:
            return
        end = text.find("}" if sign == "{" else sign, place + 1, min(place + NEAR, self._end_of_line(place)))
        if end >= 0:
            self.place = end + 1

    def _let(self, name: str) -> None:
        """`\\newif\\ifdraft`, `\\let\\ifdraft\\iffalse`: the names are spoken of, not used."""
        found = (_LET if name == "let" else _ONE_NAME).match(self.found.text, self.place, self.limit)
        if found is None:
            return
        start, self.place = self.place, found.end()
        if found[1].startswith("if"):
            lasting = self._is_certain() and not self.groups
            if name == "let":
                value = self.switches.copy(found[1], found[2] or "", lasting=lasting)
            else:
                value = self.switches.make(found[1], lasting=lasting)
            self._token(start, f"switch {found[1]}={value}")

    def _is_conditional(self, name: str) -> bool:
        """Whether a `\\fi` closes it: commands that take their branches in braces have none."""
        if name in CONDITIONALS or name in self.switches.declared or name in self.conditionals:
            return True
        if name in NO_CONDITIONALS:
            return False
        follows = self.found.next_after(self.place)
        if self.found.text[follows : follows + 1] != "{":
            return True
        self.found.doubted.add(name)
        return False

    def _conditional(self, start: int, name: str) -> None:
        truth = self.switches.truth(name)
        known = name not in CONDITIONALS or name in ("iftrue", "iffalse")
        self.branches.begin(truth, Condition(name if known else f"?{name} {start}", holds=True))
        if truth == "false":
            self._skip_branch(start, name)

    def _branch(self, start: int, name: str) -> None:
        if name == "fi":
            if self.branches.depth:
                self.branches.end(self.branches.depth - 1)
        elif self.branches.truth == "true":
            self._skip_branch(start, "else")
        else:
            self.branches.turn()

    def _skip_branch(self, start: int, name: str) -> None:
        """Pass over what TeX does not come to: up to the `\\else` or `\\fi` of this conditional."""
        text, depth = self.found.text, 0
        while sign := _SIGN.search(text, self.place, self.limit):
            self.place = sign.end()
            word = sign[1] or ""
            if text[sign.start()] == "%":
                self.place = self._end_of_line(sign.end())
            elif word == "fi" and depth == 0:
                self.branches.end(self.branches.depth - 1)
                return
            elif word == "else" and depth == 0 and name != "else":
                return
            elif word == "fi":
                depth -= 1
            elif word == "newif":
                self._skip(_ONE_NAME)
            elif word.startswith("if") and self._is_conditional(word):
                depth += 1
        self.found.unclosed.append((f"\\{name}", self._line_at(start)))
        self.place = self.limit

    def _environment(self, start: int, name: str) -> None:
        found = _ENVIRONMENT.match(self.found.text, self.place, self.limit)
        if found is None:
            self._token(start, name)
        elif name == "begin" and found[1] in self.hiding:
            self._skip_environment(start, found)
        elif name == "begin" and found[1] == "document":
            self.place = found.end()
            self._token(start, f"{name} {found[1]}")
        elif name == "end" and found[1] == "document":
            self.found.ends_document = True
            self.limit = self.place
        else:
            self.place = found.end()
            self.groups += 1 if name == "begin" else -1
            self._token(start, f"{name} {found[1]}")

    def _skip_environment(self, start: int, found: re.Match[str]) -> None:
        closing = f"\\end{{{found[1]}}}"
        end = self.found.text.find(closing, found.end(), self.limit)
        if end < 0:
            self.found.unclosed.append((f"\\begin{{{found[1]}}}", self._line_at(start)))
        self.place = self.limit if end < 0 else end + len(closing)

    def _declare(self, name: str) -> None:
        if name in DECLARING and (found := _ENVIRONMENT.match(self.found.text, self.place, self.limit)):
            self.hiding.add(found[1])
            self.found.hiding.add(found[1])
        elif name == "includecomment" and (found := _ENVIRONMENT.match(self.found.text, self.place, self.limit)):
            self.hiding.discard(found[1])

    def _definition(self, start: int, name: str) -> None:
        """Pass over the body: what is defined is not yet used, and its `\\if` may have its `\\fi` elsewhere."""
        header = header_of(name, self.found.text, self.place, self.limit)
        if header is None:
            self._skip(_ONE_NAME)
            return
        begin = header.end()
        end = self._skip_group(begin)
        if end < 0:
            self.found.unclosed.append((f"\\{name}", self._line_at(start)))
        elif name in TWO_BODIES:
            if defined := environment_of(header, self.found.text, begin, min(end, begin + NEAR)):
                self.found.environments[defined[0]] = defined[1]
            follows = self.found.next_after(end)
            self.place = end
            if self.found.text[follows : follows + 1] == "{":
                end = self._skip_group(follows)
        else:
            body, line = self.found.text[begin + 1 : min(end - 1, begin + NEAR)], self._line_at(start)
            conditions = self.branches.conditions
            self.found.definitions.append(definition_of(name, header, body=body, line=line, conditions=conditions))
        self.place = self.limit if end < 0 else end
        self.switches.pass_over(self.found.text, begin, self.place)
        self.found.inside.update(_COMMAND.findall(self.found.text, begin, self.place))

    def _skip_group(self, place: int) -> int:
        """Place behind the group that opens at `place`; -1 if it is never closed."""
        text, depth, here = self.found.text, 0, place
        while sign := _SIGN.search(text, here, self.limit):
            here = sign.end()
            if text[sign.start()] == "%":
                here = self._end_of_line(here)
            elif sign[0] == "{":
                depth += 1
            elif sign[0] == "}":
                depth -= 1
                if depth == 0:
                    return here
        return -1


_NOTHING = re.compile("")
