"""A LaTeX text to its headings, labels, inclusions, captions and floats, each with its line.

Never raises, and takes time linear in the text. Knows one file; where a path leads is found in
`core/paper/documents.py`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mkdocs_specthis.core.digest import digest_bytes
from mkdocs_specthis.core.model.latex import (
    NOTHING_ELSE,
    Command,
    CommandKind,
    Condition,
    Elsewhere,
    LatexFile,
    Wrapper,
)
from mkdocs_specthis.core.parse.latex_definitions import Definition, definitions_by_name
from mkdocs_specthis.core.parse.latex_tokens import Token, Tokens, tokens_of
from mkdocs_specthis.core.parse.latex_words import (
    IMPORTS,
    KEYED,
    LEVELS,
    OPTIONAL,
    PACKAGES,
    PICTURES,
    PLOTS,
    READS,
    SHOWING,
    SHOWS,
    SPOKEN,
)

MAX_BYTES = 4 * 1024 * 1024
LONGEST = 2_000
"""Characters of an argument that are kept."""
MOST_DRAWN = 100
"""Commands inside of one of the author's."""
MOST_ALTERNATIVES = 8
"""Definitions of one name that are kept, each under its own conditions."""
WORDS = 300
"""Characters of a definition that are kept for captions that use it."""

_COMMENT = re.compile(r"(?<!\\)%[^\n]*+(?:\n[ \t]*)?")
_BARE_PATH = re.compile(r"[ \t]*+(?:\"([^\"\n{}]{1,1000})\"|([^\s{}\\%\"]{1,1000}))")
_PLAIN = re.compile(r"[\w./+:#-]{1,300}\Z")
_PATHS = re.compile(r"\{([^{}]*+)\}")
_MACRO_TEXT = re.compile(r"[\w ./+@{}\\-]{0,200}\Z")
_OVERLAY = re.compile(r"\s{0,20}<[\w|,.:+@-]{0,50}>")
_CAPTION_TYPE = re.compile(r"(?:\A|,)\s*type\*?\s*=\s*\{?([A-Za-z]{1,30})")
_DRAWN = frozenset(
    {
        *(CommandKind.INPUT, CommandKind.SHOW, CommandKind.CAPTION, CommandKind.LABEL, CommandKind.BEGIN),
        *(CommandKind.END, CommandKind.CAPTION_TYPE),
    }
)
"""What a command of the author's may stand for, besides others of the author's."""
_WHOLE = re.compile(r"\\([A-Za-z@]+)\*?\s*+(?:\[[^\]]*+\]\s*+)?\{([^{}#]++)\}")
_KEYED_FILE = re.compile(r"(?:\A|,)\s*(?:file|figure)\s*=\s*\{?([^,{}]{1,1000})")
_PLOTTED = re.compile(
    r"\+?\s{0,20}(?:\[[^\]\\]{0,1000}\])?\s{0,20}table\s{0,20}(?:\[[^\]\\]{0,500}\])?\s{0,20}\{([^{}\n\\]{1,500})\}"
)
_MARKUP = re.compile(r"\\label\s*\{[^{}]*\}|\\[A-Za-z@]+\*?[ \t]*|[{}]")


def parse_latex(content: bytes, elsewhere: Elsewhere = NOTHING_ELSE) -> LatexFile:
    """Read one file."""
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    tokens = tokens_of(text.removeprefix("\ufeff"), elsewhere)
    known = replace(elsewhere, switches=elsewhere.switches | tokens.switches)
    definitions = definitions_by_name(tokens.definitions)
    own = frozenset(definitions)
    wrappers = _wrappers_of(tokens.definitions, own, known)
    commands = (*_Commands(tokens=tokens, own=frozenset(wrappers)).read(), *_in_definitions(tokens.definitions))
    commands = tuple(sorted(commands, key=lambda command: command.line))
    return LatexFile(
        commands=commands,
        digest=digest_bytes(text.encode("utf-8")),
        lines=text.count("\n") + (not text.endswith("\n")),
        hiding=frozenset(tokens.hiding),
        macros={
            name: one.body.strip() for name, one in definitions.items() if not one.parameters and _is_plain(one.body)
        },
        words={name: one.body for name, one in definitions.items() if not one.parameters and len(one.body) <= WORDS},
        wrappers=wrappers,
        perhaps=_perhaps(tokens.definitions),
        switches=frozenset(tokens.switches),
        doubted=frozenset(tokens.doubted | {name for name in tokens.inside if name.startswith("if")}) - tokens.switches,
        unsure=frozenset(tokens.unsure),
        names=frozenset(token.name for token in tokens.tokens if token.name not in "{}[]") | tokens.inside,
        environments=tokens.environments,
        is_document=any(command.kind is CommandKind.START for command in commands),
        ends_document=tokens.ends_document,
        unclosed=tuple(tokens.unclosed),
    )


def _decoded(content: bytes) -> str:
    """UTF-8, or else what older papers are written in; every command is plain in both."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def plain(text: str) -> str:
    """The words of a title or caption, markup left out."""
    return " ".join(_MARKUP.sub("", text).replace("~", " ").split())


def _is_plain(body: str) -> bool:
    return _MACRO_TEXT.match(body.strip()) is not None


def _alternatives(definitions: Iterable[Definition]) -> Iterator[tuple[str, list[Definition]]]:
    """Of each name what it may stand for: its last definition without a condition, and those under one behind it."""
    found: dict[str, list[Definition]] = {}
    for one in definitions:
        if not one.conditions:
            found[one.name] = []
        found.setdefault(one.name, []).append(one)
    yield from ((name, every[-MOST_ALTERNATIVES:]) for name, every in found.items())


def _wrappers_of(
    definitions: Iterable[Definition], own: frozenset[str], elsewhere: Elsewhere
) -> dict[str, tuple[Wrapper, ...]]:
    every = (
        (name, tuple(wrapper for one in found if (wrapper := _wrapper_of(one, own - {name}, elsewhere)) is not None))
        for name, found in _alternatives(definitions)
    )
    return {name: wrappers for name, wrappers in every if wrappers}


def _perhaps(definitions: Iterable[Definition]) -> dict[str, tuple[tuple[tuple[Condition, ...], str], ...]]:
    """Short commands that stand for a text under conditions."""
    every = ((name, [one for one in found if not one.parameters]) for name, found in _alternatives(definitions))
    return {
        name: tuple((one.conditions, one.body.strip()) for one in found if _is_plain(one.body))
        for name, found in every
        if any(one.conditions for one in found)
    }


def _wrapper_of(definition: Definition, own: frozenset[str], elsewhere: Elsewhere) -> Wrapper | None:
    """What a command of the author's stands for, if that is files, captions, labels, or others of the author's."""
    if definition.parameters < 1 or "#" not in definition.body:
        return None
    read = _Commands(tokens=tokens_of(definition.body, elsewhere)).read()
    inside = tuple(one for one in read if one.kind in _DRAWN or (one.kind is CommandKind.OTHER and one.name in own))
    if not any(one.kind not in (CommandKind.BEGIN, CommandKind.END) for one in inside):
        return None
    return Wrapper(commands=inside[:MOST_DRAWN], braces=definition.braces, conditions=definition.conditions)


def _in_definitions(definitions: Iterable[Definition]) -> Iterator[Command]:
    """What commands without arguments read or show, as `\\newcommand{\\mean}{\\input{mean}}` does.

    They stand where they are defined, for they may be used anywhere; whether they are is found in the whole document.
    """
    for definition in definitions:
        for inside in _WHOLE.finditer(definition.body) if not definition.parameters else ():
            kind = CommandKind.INPUT if inside[1] in READS else CommandKind.SHOW if inside[1] in SHOWS else None
            if kind is not None and inside[1] != "IfFileExists":
                text = inside[2].strip().strip('"')
                conditions = (*definition.conditions, Condition(f"?\\{definition.name}", holds=True))
                yield Command(
                    kind=kind, name=inside[1], line=definition.line, text=text, conditions=conditions, optional=True
                )


@dataclass(slots=True, kw_only=True)
class _Commands:
    """The second pass: what the commands among the tokens mean."""

    tokens: Tokens
    own: frozenset[str] = frozenset()
    """The author's commands that read or show files, or draw figures."""

    def read(self) -> Iterator[Command]:
        for number, token in enumerate(self.tokens.tokens):
            name = token.name
            if name in "{}[]":
                continue
            if name.startswith("switch "):
                yield self._switch(token)
            elif name in LEVELS:
                yield from self._titled(number, CommandKind.HEADING)
            elif name in ("caption", "captionof"):
                yield from self._caption(number)
            elif name in ("label", "sectionversion"):
                yield from self._marked(number)
            elif name == "captionsetup":
                yield from self._caption_type(number)
            elif name in READS or name in IMPORTS:
                yield from self._read_file(number)
            elif name in SHOWS:
                yield from self._shown_file(number)
            elif name in PICTURES:
                yield from self._pictures(number)
            elif name in KEYED:
                yield from self._keyed(number)
            elif name in PLOTS:
                yield from self._plotted(token)
            elif name in PACKAGES:
                yield from self._packages(number)
            elif name == "includeonly":
                yield from self._include_only(number)
            elif name == "graphicspath":
                yield from self._graphics_path(number)
            elif name.startswith(("begin ", "end ")):
                yield from self._environment(number)
            elif name not in SPOKEN:
                yield from self._other(number)

    def _command(self, number: int, kind: CommandKind, text: str, *, folder: str = "") -> Command:
        token = self.tokens.tokens[number]
        optional = token.name in OPTIONAL
        return Command(
            kind=kind,
            name=token.name,
            line=token.line,
            text=text,
            folder=folder,
            star=token.star,
            conditions=token.conditions,
            lasting=token.lasting,
            optional=optional,
        )

    def _switch(self, token: Token) -> Command:
        name, _, value = token.name.removeprefix("switch ").rpartition("=")
        return Command(
            kind=CommandKind.SWITCH,
            name=name,
            line=token.line,
            text=value,
            conditions=token.conditions,
            lasting=token.lasting,
        )

    def _packages(self, number: int) -> Iterator[Command]:
        suffix = PACKAGES[self.tokens.tokens[number].name]
        for text in self._arguments(number, 1):
            named = tuple(f"{name.strip()}{suffix}" for name in text.split(",") if _PLAIN.match(name.strip()))
            if named:
                yield replace(self._command(number, CommandKind.PACKAGE, ""), arguments=named)

    def _include_only(self, number: int) -> Iterator[Command]:
        for text in self._arguments(number, 1):
            named = tuple(name.strip() for name in text.split(",") if name.strip())
            yield replace(self._command(number, CommandKind.INCLUDE_ONLY, ""), arguments=named)

    def _arguments(self, number: int, most: int) -> list[str]:
        """Braced arguments that follow a command, at most so many; optional ones are passed over."""
        found: list[str] = []
        tokens, place = self.tokens.tokens, self.tokens.tokens[number].end
        if overlay := _OVERLAY.match(self.tokens.text, place):
            place = overlay.end()
        number += 1
        while len(found) < most and number < len(tokens) and tokens[number].start == self.tokens.next_after(place):
            closing = self.tokens.partner.get(number)
            if tokens[number].name not in "{[" or closing is None:
                break
            if tokens[number].name == "{":
                found.append(self._between(tokens[number].end, tokens[closing].start))
            place, number = tokens[closing].end, closing + 1
        return found

    def _between(self, start: int, end: int) -> str:
        text = self.tokens.text[start : min(end, start + LONGEST)]
        return (_COMMENT.sub("", text) if "%" in text else text).strip()

    def _titled(self, number: int, kind: CommandKind) -> Iterator[Command]:
        for title in self._arguments(number, 1):
            yield self._command(number, kind, title)

    def _marked(self, number: int) -> Iterator[Command]:
        kinds = {"label": CommandKind.LABEL, "sectionversion": CommandKind.VERSION}
        for text in self._arguments(number, 1):
            yield self._command(number, kinds[self.tokens.tokens[number].name], text)

    def _caption(self, number: int) -> Iterator[Command]:
        """`\\caption[short]{text}`, `\\captionof{table}[short]{text}`."""
        of = self.tokens.tokens[number].name == "captionof"
        found = self._arguments(number, 1 + of)
        if len(found) == 1 + of:
            command = self._command(number, CommandKind.CAPTION, found[-1])
            yield replace(command, short=self._optional(number, behind=of), type=found[0] if of else "")

    def _caption_type(self, number: int) -> Iterator[Command]:
        for text in self._arguments(number, 1):
            if found := _CAPTION_TYPE.search(text):
                yield replace(self._command(number, CommandKind.CAPTION_TYPE, ""), type=found[1])

    def _optional(self, number: int, *, behind: bool) -> str | None:
        """What stands in square brackets right behind a command, or behind its first argument."""
        tokens = self.tokens.tokens
        if behind and number + 1 in self.tokens.partner:
            number = self.tokens.partner[number + 1]
        place = number + 1
        if place >= len(tokens) or tokens[place].name != "[" or place not in self.tokens.partner:
            return None
        if tokens[place].start != self.tokens.next_after(tokens[number].end):
            return None
        return self._between(tokens[place].end, tokens[self.tokens.partner[place]].start)

    def _read_file(self, number: int) -> Iterator[Command]:
        token = self.tokens.tokens[number]
        wanted = 2 if token.name in IMPORTS else 1
        found = self._arguments(number, wanted)
        if len(found) == wanted:
            folder = found[0] if wanted == 2 else ""
            yield self._command(number, CommandKind.INPUT, found[-1].strip('"'), folder=folder)
        elif not found and token.name in ("input", "@input", "@@input"):
            bare = _BARE_PATH.match(self.tokens.text, token.end)
            if bare and not bare[0].lstrip().startswith(("[", "=")):
                yield self._command(number, CommandKind.INPUT, bare[1] or bare[2])

    def _shown_file(self, number: int) -> Iterator[Command]:
        wanted = SHOWS[self.tokens.tokens[number].name] + 1
        found = self._arguments(number, wanted)
        if len(found) == wanted:
            yield self._command(number, CommandKind.SHOW, found[-1].strip('"'))

    def _pictures(self, number: int) -> Iterator[Command]:
        places, wanted = PICTURES[self.tokens.tokens[number].name]
        found = self._arguments(number, wanted)
        if len(found) == wanted:
            for place in places:
                yield self._command(number, CommandKind.SHOW, found[place])

    def _keyed(self, number: int) -> Iterator[Command]:
        for text in self._arguments(number, 1):
            if found := _KEYED_FILE.search(text):
                yield self._command(number, CommandKind.SHOW, found[1].strip())

    def _plotted(self, token: Token) -> Iterator[Command]:
        """`\\addplot[red] table[x=a, y=b] {data.csv};`"""
        if found := _PLOTTED.match(self.tokens.text, token.end):
            text = found[1].strip()
            yield Command(
                kind=CommandKind.SHOW, name="addplot", line=token.line, text=text, conditions=token.conditions
            )

    def _graphics_path(self, number: int) -> Iterator[Command]:
        for text in self._arguments(number, 1):
            folders = tuple(folder.strip() for folder in _PATHS.findall(text))[:50]
            yield replace(self._command(number, CommandKind.GRAPHICS_PATH, ""), arguments=folders)

    def _environment(self, number: int) -> Iterator[Command]:
        token = self.tokens.tokens[number]
        verb, _, name = token.name.partition(" ")
        if name == "document" and verb == "begin":
            yield Command(kind=CommandKind.START, name=name, line=token.line)
            return
        kind = CommandKind.BEGIN if verb == "begin" else CommandKind.END
        yield Command(kind=kind, name=name, line=token.line, conditions=token.conditions)
        if name in SHOWING and verb == "begin":
            for text in self._arguments(number, 1):
                shown = Command(kind=CommandKind.SHOW, name=name, line=token.line, text=text.strip('"'))
                yield replace(shown, conditions=token.conditions)

    def _other(self, number: int) -> Iterator[Command]:
        """Short plain arguments of a command that is not known: a path, or what a wrapper makes one of."""
        token = self.tokens.tokens[number]
        found = self._arguments(number, 9)
        if any(_PLAIN.match(text) for text in found) or (found and token.name in self.own):
            other = self._command(number, CommandKind.OTHER, "")
            yield replace(other, arguments=tuple(found))
