"""Which files make makes anew on the way to its goal: files in between, which are nobody's input.

Knows the rules of Makefiles as they were read. Of what it cannot expand it says nothing, so that such a file counts as
any other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from posixpath import normpath

from mkdocs_specthis.core.model.facts import SourceFacts

DEPTH = 10
"""Of variables in variables."""
_REFERENCE = re.compile(r"\$[({]([A-Za-z0-9_.-]+)[)}]")
Rule = tuple[tuple[str, ...], tuple[str, ...], bool]


def made_in_between(argv: Sequence[str], makefiles: Iterable[SourceFacts]) -> frozenset[str]:
    """What has a recipe and is a prerequisite, directly or through others, of what `argv` asks make for."""
    known = tuple(makefiles)
    values = {"CURDIR": ".", **{name: value for facts in known for name, value in facts.variables}}
    written = (rule for facts in known for rule in facts.rules)
    rules = [(_words(targets, values), _words(needed, values), recipe) for targets, needed, recipe in written]
    goals = [normpath(word) for word in argv[1:] if not word.startswith("-") and "=" not in word]
    waiting, needed = list(goals), set(goals)
    made: set[str] = set()
    while waiting:
        target = waiting.pop()
        for prerequisites, has_recipe in _rules_for(target, rules):
            made.update((target,) * has_recipe)
            new = [path for path in prerequisites if path not in needed]
            needed.update(new)
            waiting.extend(new)
    return frozenset(made.difference(goals))


def _rules_for(target: str, rules: Iterable[Rule]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Prerequisites of each rule for `target`, the stem of a pattern put in, and whether it has a recipe."""
    for targets, needed, has_recipe in rules:
        if target in targets:
            yield needed, has_recipe
            continue
        for stem in filter(None, (_stem(pattern, target) for pattern in targets if "%" in pattern)):
            yield tuple(path.replace("%", stem, 1) for path in needed), has_recipe


def _stem(pattern: str, target: str) -> str:
    """What `%` stands for; empty if the pattern is not for that target."""
    head, _, tail = pattern.partition("%")
    fits = target.startswith(head) and target.endswith(tail) and len(target) > len(head) + len(tail)
    return target[len(head) : len(target) - len(tail)] if fits else ""


def _words(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The paths of a list; none of those that hold what only make can expand."""
    for _ in range(DEPTH):
        text = _REFERENCE.sub(lambda found: values.get(found.group(1), found.group(0)), text)[:100_000]
    return tuple(normpath(word) for word in text.split() if "$" not in word)
