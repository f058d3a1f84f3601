"""Commands that a file defines, put in their places; branches that TeX would not come to, left out.

Knows definitions and conditionals, and no other command's meaning. Bounded: it ends, whatever a file defines.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Signs, listed
from mkdocs_specthis.core.parse.latex_tokens import CONDITIONALS

MOST_PER_SIGN = 8
"""Signs that a file may come to, for each one that it has, and so many beside."""
MOST_BESIDE = 20_000

DEFINES = frozenset({"newcommand", "renewcommand", "providecommand", "DeclareRobustCommand"})
DOCUMENT_DEFINES = frozenset({"NewDocumentCommand", "RenewDocumentCommand", "ProvideDocumentCommand"})
ENVIRONMENT_DEFINES = frozenset({"newenvironment", "renewenvironment"})
APPEARANCE = listed(
    """
    arraystretch tabularxcolumn cellalign cellgape theadfont theadalign theadgape rothead TPTminimum TPTtagStyle
    TPTnoteLabel TPTnoteSettings TPTdoTablenotes TPTrlap familydefault baselinestretch figurename tablename
    thetable thefigure aboverulesep captionfont captionlabelfont rmdefault sfdefault textfraction
    floatpagefraction
    """
)  # fmt: skip
"""Commands that say how a table looks. What a file makes of them is not looked at."""
TEXT_ARGUMENT = frozenset({"text", "mbox", "textrm", "textbf", "textit", "textnormal", "hbox", "textsuperscript"})
"""Commands whose argument is text, in a formula too."""

_SWITCHES = re.compile(r"([A-Za-z@]+)(true|false)\Z")
_PARAMETERS = re.compile(r"(?:#[1-9])*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    parameters: int
    default: Signs | None
    """Of an optional first argument; None if it has none."""
    body: Signs


@dataclass(slots=True, kw_only=True)
class _Frame:
    """What a group remembers until it ends."""

    maths: bool
    undo: list[tuple[str, Definition | None]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Expander:
    pending: list[Sign]
    """Signs to come, the next one last."""
    left: int
    """Signs that may still be come to."""
    found: list[Sign] = field(default_factory=list)
    known: dict[str, Definition] = field(default_factory=dict)
    switches: dict[str, bool] = field(default_factory=lambda: {"iftrue": True, "iffalse": False})
    frames: list[_Frame] = field(default_factory=lambda: [_Frame(maths=False)])
    branches: int = 0
    """Conditionals that are open."""
    next_group: bool | None = None
    """Whether the group that opens next is maths; None: as its surroundings."""

    def run(self) -> list[Sign]:
        while self.pending:
            sign = self._next()
            if sign.kind == "command":
                self._command(sign)
            elif sign.kind == "meaning":
                self._kept(Sign("command", sign.text, sign.line))
            else:
                self._other(sign)
        return self.found

    def _next(self) -> Sign:
        self.left -= 1
        sign = self.pending.pop()
        if self.left < 0:
            raise NotUnderstood("commands that expand without end", sign.line)
        return sign

    def _push(self, signs: Signs, line: int) -> None:
        self.left -= len(signs)
        if self.left < 0:
            raise NotUnderstood("commands that expand without end", line)
        self.pending.extend(Sign(sign.kind, sign.text, line) for sign in reversed(signs))

    # Groups and maths

    def _other(self, sign: Sign) -> None:
        if sign.kind == "{":
            maths = self.frames[-1].maths if self.next_group is None else self.next_group
            self.frames.append(_Frame(maths=maths))
        elif sign.kind == "}" and len(self.frames) > 1:
            self._undo()
        elif sign.kind == "$":
            self.frames[-1].maths = not self.frames[-1].maths
        if sign.kind != "space":
            self.next_group = None
        self.found.append(sign)

    def _undo(self) -> None:
        for name, before in reversed(self.frames.pop().undo):
            if before is None:
                self.known.pop(name, None)
            else:
                self.known[name] = before

    def _define(self, name: str, definition: Definition) -> None:
        if name in APPEARANCE:
            return
        self.frames[-1].undo.append((name, self.known.get(name)))
        self.known[name] = definition

    # Commands

    def _command(self, sign: Sign) -> None:
        name = sign.text
        self.next_group = None
        if name in self.known:
            self._expand(self.known[name], sign)
        elif step := STEPS.get(name):
            step(self, sign)
        elif name.startswith("if") and (name in self.switches or name == "ifmmode"):
            self._conditional(sign)
        elif (switch := _SWITCHES.match(name)) and f"if{switch[1]}" in self.switches:
            self.switches[f"if{switch[1]}"] = switch[2] == "true"
        elif name in CONDITIONALS:
            raise NotUnderstood(f"the condition `\\{name}`", sign.line)
        else:
            self._kept(sign)

    def _kept(self, sign: Sign) -> None:
        """A command of LaTeX's own, or one that nobody knows: others decide."""
        name = sign.text
        if name in ("(", "["):
            self.frames[-1].maths = True
        elif name in (")", "]"):
            self.frames[-1].maths = False
        elif name in TEXT_ARGUMENT:
            self.next_group = False
        elif name == "ensuremath":
            self.next_group = True
        elif name == "begin":
            self.frames.append(_Frame(maths=False))
        elif name == "end" and len(self.frames) > 1:
            self._undo()
        self.found.append(sign)

    def _expand(self, definition: Definition, sign: Sign) -> None:
        arguments: list[Signs] = []
        if definition.default is not None:
            given = self._optional()
            arguments.append(definition.default if given is None else given)
        while len(arguments) < definition.parameters:
            arguments.append(self._argument(sign))
        self._push(_filled(definition.body, arguments), sign.line)

    # Arguments

    def _skip_blanks(self) -> None:
        while self.pending and self.pending[-1].kind in ("space", "par"):
            self._next()

    def _argument(self, sign: Sign) -> list[Sign]:
        self._skip_blanks()
        if not self.pending:
            raise NotUnderstood(f"`\\{sign.text}` without its argument", sign.line)
        first = self._next()
        if first.kind == "text" and len(first.text) > 1:
            self.pending.append(Sign("text", first.text[1:], first.line))
            return [Sign("text", first.text[0], first.line)]
        return self._group(first) if first.kind == "{" else [first]

    def _group(self, opening: Sign) -> list[Sign]:
        """What stands up to the brace that closes the one just read."""
        inside: list[Sign] = []
        depth = 1
        while self.pending:
            sign = self._next()
            depth += (sign.kind == "{") - (sign.kind == "}")
            if depth == 0:
                return inside
            inside.append(sign)
        raise NotUnderstood("an opening brace that is never closed", opening.line)

    def _optional(self) -> list[Sign] | None:
        """What stands in square brackets, if they come next."""
        self._skip_blanks()
        if not self.pending or self.pending[-1].kind != "[":
            return None
        opening, depth, inside = self._next(), 0, list[Sign]()
        while self.pending:
            sign = self._next()
            depth += (sign.kind == "{") - (sign.kind == "}")
            if depth == 0 and sign.kind == "]":
                return inside
            inside.append(sign)
        raise NotUnderstood("an opening bracket that is never closed", opening.line)

    def _star(self) -> None:
        if self.pending and self.pending[-1].kind == "text" and self.pending[-1].text.startswith("*"):
            star = self._next()
            if star.text != "*":
                self.pending.append(Sign("text", star.text[1:], star.line))

    # Definitions

    def new_command(self, sign: Sign) -> None:
        self._star()
        name = self._name(self._argument(sign), sign)
        number = _plain(self._optional() or ())
        default = self._optional()
        body = self._argument(sign)
        if sign.text != "providecommand" or name not in self.known:
            parameters = int(number) if number.isdecimal() and len(number) == 1 else 0
            self._define(name, Definition(parameters=parameters, default=default, body=tuple(body)))

    def document_command(self, sign: Sign) -> None:
        name = self._name(self._argument(sign), sign)
        wanted = _plain(self._argument(sign)).replace(" ", "")
        body = self._argument(sign)
        if set(wanted) - {"m"}:
            body = [Sign("command", f"{sign.text}", sign.line)]
        self._define(name, Definition(parameters=wanted.count("m"), default=None, body=tuple(body)))

    def define(self, sign: Sign) -> None:
        """`\\def\\name#1#2{…}`."""
        name = self._name([self._next()] if self.pending else [], sign)
        pattern = ""
        while self.pending and self.pending[-1].kind != "{":
            pattern += self._next().text
        body = self._argument(sign)
        if not _PARAMETERS.match(pattern):
            raise NotUnderstood(f"`\\def\\{name}` with a pattern of its own", sign.line)
        self._define(name, Definition(parameters=pattern.count("#"), default=None, body=tuple(body)))

    def let(self, sign: Sign) -> None:
        name = self._name([self._next()] if self.pending else [], sign)
        self._skip_blanks()
        if self.pending and self.pending[-1].text == "=":
            self._next()
            self._skip_blanks()
        if not self.pending:
            raise NotUnderstood("`\\let` without its argument", sign.line)
        other = self._next()
        if other.kind != "command":
            raise NotUnderstood(f"`\\let\\{name}` to something that is no command", sign.line)
        meaning = Definition(parameters=0, default=None, body=(Sign("meaning", other.text, other.line),))
        self._define(name, self.known.get(other.text, meaning))

    def new_environment(self, sign: Sign) -> None:
        """Passed over: where it is used, its name is not understood."""
        self._star()
        self._argument(sign)
        self._optional()
        self._optional()
        self._argument(sign)
        self._argument(sign)

    def new_switch(self, sign: Sign) -> None:
        name = self._name([self._next()] if self.pending else [], sign)
        self.switches[name] = False

    def nothing(self, sign: Sign) -> None:
        """`\\global`, `\\long`: of no account here."""

    def _name(self, signs: Iterable[Sign], sign: Sign) -> str:
        named = [one for one in signs if one.kind not in ("space", "par")]
        if len(named) != 1 or named[0].kind != "command":
            raise NotUnderstood(f"`\\{sign.text}` that defines no command", sign.line)
        return named[0].text

    # Conditionals

    def _conditional(self, sign: Sign) -> None:
        truth = self.frames[-1].maths if sign.text == "ifmmode" else self.switches[sign.text]
        self.branches += 1
        if not truth:
            self._skip_branch(sign, to_else=True)

    def other_branch(self, sign: Sign) -> None:
        if not self.branches:
            raise NotUnderstood(f"`\\{sign.text}` without its `\\if`", sign.line)
        self._skip_branch(sign, to_else=False)

    def end_branch(self, sign: Sign) -> None:
        if not self.branches:
            raise NotUnderstood("`\\fi` without its `\\if`", sign.line)
        self.branches -= 1

    def _skip_branch(self, opening: Sign, *, to_else: bool) -> None:
        depth = 0
        while self.pending:
            sign = self._next()
            name = sign.text if sign.kind == "command" else ""
            if name == "fi" and depth == 0:
                self.branches -= 1
                return
            if name == "else" and depth == 0 and to_else:
                return
            depth += name.startswith("if") and name not in ("iff", "ifthenelse")
            depth -= name == "fi"
        raise NotUnderstood(f"`\\{opening.text}` without its `\\fi`", opening.line)


STEPS: Mapping[str, Callable[[Expander, Sign], None]] = {
    **dict.fromkeys(DEFINES, Expander.new_command),
    **dict.fromkeys(DOCUMENT_DEFINES, Expander.document_command),
    **dict.fromkeys(ENVIRONMENT_DEFINES, Expander.new_environment),
    **dict.fromkeys(("def", "gdef"), Expander.define),
    **dict.fromkeys(("global", "long", "protected", "makeatletter", "makeatother"), Expander.nothing),
    "let": Expander.let,
    "newif": Expander.new_switch,
    "else": Expander.other_branch,
    "fi": Expander.end_branch,
}


def expanded(signs: Iterable[Sign]) -> list[Sign]:
    """The signs with the file's own commands replaced by what they stand for."""
    every = list(signs)
    every.reverse()
    return Expander(pending=every, left=MOST_PER_SIGN * len(every) + MOST_BESIDE).run()


def _plain(signs: Iterable[Sign]) -> str:
    return "".join(sign.text for sign in signs)


def _filled(body: Signs, arguments: list[Signs]) -> list[Sign]:
    """A body with its arguments in the places of `#1` and its like."""
    if not arguments:
        return list(body)
    filled: list[Sign] = []
    after_hash = False
    for sign in body:
        if after_hash:
            after_hash = False
            number = int(sign.text[0]) if sign.kind == "text" and sign.text[0] in "123456789" else 0
            if not 0 < number <= len(arguments):
                raise NotUnderstood("a parameter that no argument fills", sign.line)
            filled.extend(arguments[number - 1])
            if len(sign.text) > 1:
                filled.append(Sign("text", sign.text[1:], sign.line))
        elif sign.kind == "#":
            after_hash = True
        else:
            filled.append(sign)
    return filled
