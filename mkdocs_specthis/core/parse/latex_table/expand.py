"""Commands that a file defines, put in their places; branches that TeX would not come to, left out.

Knows definitions and conditionals, and no other command's meaning. Bounded: it ends, whatever a file defines.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from mkdocs_specthis.core.parse.latex_table.frames import Definition, Frames
from mkdocs_specthis.core.parse.latex_table.mouth import Mouth
from mkdocs_specthis.core.parse.latex_table.signs import TROUBLE, NotUnderstood, Sign, Signs, listed
from mkdocs_specthis.core.parse.latex_table.wrappers import FLOATS, REACHING
from mkdocs_specthis.core.parse.latex_token_words import CONDITIONALS

MOST_PER_SIGN = 8
"""Signs that a file may come to, for each one that it has, and so many beside."""
MOST_BESIDE = 20_000

DEFINES = frozenset(
    {
        *("newcommand", "renewcommand", "providecommand", "DeclareRobustCommand"),
        *("newrobustcmd", "renewrobustcmd", "providerobustcmd"),
    }
)
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

UNREADABLE = "a definition that is not read"
"""In the place of a body: whatever uses it is not understood."""

AFTER_GLOBAL = frozenset({"def", "gdef", "let", "long", "protected", "global"})
OUTLIVES = REACHING | {"gdef", "xdef", "global", "globaldefs"}
"""Commands that a float cannot have where it is left out: what they do outlives it."""

_SWITCHES = re.compile(r"([A-Za-z@]+)(true|false)\Z")
_PARAMETERS = re.compile(r"(?:#[1-9])*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Float:
    """The outermost float that is open, and how things stood at its beginning."""

    name: str
    found: int
    """How many signs were found before it."""
    depth: int
    branches: int


@dataclass(slots=True, kw_only=True)
class Expander(Mouth):
    found: list[Sign] = field(default_factory=list)
    frames: Frames = field(default_factory=Frames)
    collecting: bool = False
    """True if definitions are read, and nothing is put in their places."""
    branches: int = 0
    """Conditionals that are open."""
    next_group: bool | None = None
    """Whether the group that opens next is maths; None: as its surroundings."""
    everywhere: bool = False
    """True behind `\\global`: what is defined next outlives its group."""
    float: _Float | None = None

    def run(self) -> list[Sign]:
        while self.pending:
            try:
                self._step(self.next())
            except NotUnderstood as reason:
                self._leave_out(reason)
        return self.found

    def _step(self, sign: Sign) -> None:
        if sign.kind == "command":
            self._command(sign)
        elif sign.kind == "meaning":
            self._kept(Sign("command", sign.text, sign.line))
        else:
            self._other(sign)

    def _leave_out(self, reason: NotUnderstood) -> None:
        """In the place of what the open float holds stands why it is not understood; what is behind it may be."""
        if self.float is None or self.left < 0:
            raise reason
        float_, self.float = self.float, None
        self._skip_to_end_of(float_, reason)
        while self.frames.depth > float_.depth:
            self.frames.close()
        self.branches, self.next_group, self.everywhere = float_.branches, None, False
        behind_name = next(place for place in range(float_.found, len(self.found)) if self.found[place].kind == "}")
        self.found[behind_name + 1 :] = [Sign(TROUBLE, reason.construct, reason.line)]

    def _skip_to_end_of(self, float_: _Float, reason: NotUnderstood) -> None:
        inside = 0
        while self.pending:
            sign = self.next()
            if sign.kind != "command":
                continue
            if sign.text in OUTLIVES:
                raise reason
            if sign.text in ("begin", "end") and self.environment_that_follows() == float_.name:
                if sign.text == "end" and not inside:
                    self.pending.append(sign)
                    return
                inside += 1 if sign.text == "begin" else -1
        raise reason

    # Groups and maths

    def _other(self, sign: Sign) -> None:
        if sign.kind == "{":
            self.frames.open(maths=self.frames.maths if self.next_group is None else self.next_group)
        elif sign.kind == "}":
            self.frames.close()
        elif sign.kind == "$":
            self.frames.maths = not self.frames.maths
        elif sign.kind == "&" and self.frames.defines:
            raise NotUnderstood("a definition in a cell", sign.line)
        if sign.kind != "space":
            self.next_group = None
        self.found.append(sign)

    def _define(self, name: str, definition: Definition, *, everywhere: bool = False) -> None:
        if name not in APPEARANCE:
            self.frames.define(name, definition, everywhere=everywhere or self.everywhere)
        self.everywhere = False

    # Commands

    def _command(self, sign: Sign) -> None:
        name = sign.text
        self.next_group = None
        known, switches = self.frames.known, self.frames.switches
        if self.everywhere and name not in AFTER_GLOBAL and not _SWITCHES.match(name):
            self.everywhere = False
        if name in known and not self.collecting:
            self._expand(known[name], sign)
        elif step := STEPS.get(name):
            step(self, sign)
        elif name.startswith("if") and (name in switches or name == "ifmmode"):
            self._conditional(sign)
        elif (switch := _SWITCHES.match(name)) and f"if{switch[1]}" in switches:
            self.frames.switch(f"if{switch[1]}", truth=switch[2] == "true", everywhere=self.everywhere)
            self.everywhere = False
        elif name in CONDITIONALS:
            raise NotUnderstood(f"the condition `\\{name}`", sign.line)
        else:
            self._kept(sign)

    def _kept(self, sign: Sign) -> None:
        """A command of LaTeX's own, or one that nobody knows: others decide."""
        name = sign.text
        if name in ("(", "["):
            self.frames.maths = True
        elif name in (")", "]"):
            self.frames.maths = False
        elif name in TEXT_ARGUMENT:
            self.next_group = False
        elif name == "ensuremath":
            self.next_group = True
        elif name == "multicolumn":
            self._wide(sign)
            return
        elif name == "begin":
            self._begin()
        elif name == "end":
            self.frames.close()
            if self.float is not None and self.frames.depth < self.float.depth:
                self.float = None
        self.found.append(sign)

    def _begin(self) -> None:
        self.frames.open(maths=False)
        environment = self.environment_that_follows()
        if self.float is None and environment in FLOATS and not self.collecting:
            self.float = _Float(
                name=environment, found=len(self.found), depth=self.frames.depth, branches=self.branches
            )

    def _wide(self, sign: Sign) -> None:
        """`\\multicolumn2c{…}`: the first two arguments get the braces that TeX does without."""
        opening, closing = Sign("{", "{", sign.line), Sign("}", "}", sign.line)
        number, columns = self.argument(sign), self.argument(sign)
        self.found.extend((sign, opening, *number, closing))
        self.push((opening, *columns, closing), sign.line)

    def _expand(self, definition: Definition, sign: Sign) -> None:
        if any(one.text == UNREADABLE for one in definition.body):
            raise NotUnderstood(f"the definition of `\\{sign.text}`", sign.line)
        arguments: list[Signs] = []
        if definition.default is not None:
            given = self.optional()
            arguments.append(definition.default if given is None else given)
        while len(arguments) < definition.parameters:
            arguments.append(self.argument(sign))
        self.push(_filled(definition.body, arguments), sign.line)

    # Definitions

    def new_command(self, sign: Sign) -> None:
        self.star()
        name = self.name(self.argument(sign), sign)
        number = _plain(self.optional() or ())
        default = self.optional()
        body = self.argument(sign)
        if not sign.text.startswith("provide") or name not in self.frames.known:
            parameters = int(number) if number.isdecimal() and len(number) == 1 else 0
            self._define(name, Definition(parameters=parameters, default=default, body=tuple(body)))

    def document_command(self, sign: Sign) -> None:
        name = self.name(self.argument(sign), sign)
        wanted = _plain(self.argument(sign)).replace(" ", "")
        body = self.argument(sign)
        if set(wanted) - {"m"}:
            body, wanted = [Sign("command", UNREADABLE, sign.line)], ""
        self._define(name, Definition(parameters=wanted.count("m"), default=None, body=tuple(body)))

    def operator(self, sign: Sign) -> None:
        """`\\DeclareMathOperator{\\name}{text}`."""
        self.star()
        name = self.name(self.argument(sign), sign)
        text = self.argument(sign)
        body = (Sign("command", "operatorname", sign.line), Sign("{", "{", sign.line), *text, Sign("}", "}", sign.line))
        self._define(name, Definition(parameters=0, default=None, body=body))

    def define(self, sign: Sign) -> None:
        """`\\def\\name#1#2{…}`."""
        name = self.name([self.next()] if self.pending else [], sign)
        pattern = ""
        while self.pending and self.pending[-1].kind != "{":
            pattern += self.next().text
        body = self.argument(sign)
        if not _PARAMETERS.match(pattern):
            body = [Sign("command", UNREADABLE, sign.line)]
            pattern = ""
        definition = Definition(parameters=pattern.count("#"), default=None, body=tuple(body))
        self._define(name, definition, everywhere=sign.text == "gdef")

    def let(self, sign: Sign) -> None:
        name = self.name([self.next()] if self.pending else [], sign)
        self.skip_blanks()
        if self.pending and self.pending[-1].text == "=":
            self.next()
            self.skip_blanks()
        if not self.pending:
            raise NotUnderstood("`\\let` without its argument", sign.line)
        other = self.next()
        if other.kind != "command":
            other = Sign("command", UNREADABLE, other.line)
        meaning = Definition(parameters=0, default=None, body=(Sign("meaning", other.text, other.line),))
        self._define(name, self.frames.known.get(other.text, meaning))

    def new_environment(self, sign: Sign) -> None:
        """Passed over: where it is used, its name is not understood."""
        self.star()
        self.argument(sign)
        self.optional()
        self.optional()
        self.argument(sign)
        self.argument(sign)

    def new_switch(self, sign: Sign) -> None:
        name = self.name([self.next()] if self.pending else [], sign)
        self.frames.switch(name, truth=False)

    def nothing(self, sign: Sign) -> None:
        """`\\long`: of no account here."""

    def for_everywhere(self, sign: Sign) -> None:
        """`\\global`: of account where a definition follows."""
        self.everywhere = True

    # Conditionals

    def _conditional(self, sign: Sign) -> None:
        truth = self.frames.maths if sign.text == "ifmmode" else self.frames.switches[sign.text]
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
            sign = self.next()
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
    **dict.fromkeys(("long", "protected", "makeatletter", "makeatother"), Expander.nothing),
    "global": Expander.for_everywhere,
    "let": Expander.let,
    "DeclareMathOperator": Expander.operator,
    "newif": Expander.new_switch,
    "else": Expander.other_branch,
    "fi": Expander.end_branch,
}


def expanded(signs: Iterable[Sign], known: Mapping[str, Definition]) -> list[Sign]:
    """The signs with the file's own commands, and those `known` before, replaced by what they stand for."""
    expander = _expander(signs)
    expander.frames.known.update(known)
    return expander.run()


def definitions_of(signs: Iterable[Sign]) -> tuple[Mapping[str, Definition], list[Sign]]:
    """What the signs define, and the signs besides."""
    expander = _expander(signs)
    expander.collecting = True
    rest = expander.run()
    return expander.frames.known, rest


def _expander(signs: Iterable[Sign]) -> Expander:
    every = list(signs)
    every.reverse()
    return Expander(pending=every, left=MOST_PER_SIGN * len(every) + MOST_BESIDE)


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
