"""Every rule that is raised is in the catalogue, and every rule in the catalogue is raised somewhere.

Seen in the syntax tree: what stands where a parameter is called `rule`.
"""

import ast
from collections.abc import Iterator

from sources import Source, parse, sources, texts

from mkdocs_specthis.core.audit.catalogue import CATALOGUE

HOME = "mkdocs_specthis/core/audit/catalogue.py"


def places_of_rule(every: tuple[Source, ...]) -> dict[str, int]:
    """Name of each function with a parameter `rule` to the place of that parameter, `self` not counted."""
    found: dict[str, int] = {}
    for source in every:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef):
                names = [argument.arg for argument in node.args.args if argument.arg not in ("self", "cls")]
                if "rule" in names:
                    found[node.name] = names.index("rule")
    return found


def raised(every: tuple[Source, ...]) -> Iterator[tuple[str, str]]:
    """(rule, where) of every literal rule."""
    places = places_of_rule(every)
    for source in every:
        for node in ast.walk(source.tree):
            for value in _values(node, places):
                for text, line in (
                    texts(value) if not isinstance(value, ast.Call | ast.Name | ast.Attribute | ast.JoinedStr) else ()
                ):
                    yield text, f"{source.path}:{line}"


def _values(node: ast.AST, places: dict[str, int]) -> Iterator[ast.expr]:
    """Expressions that become a finding's rule."""
    if isinstance(node, ast.Call):
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "rule")
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in places and len(node.args) > places[name]:
            yield node.args[places[name]]
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and target.id.lower() == "rule" for target in targets):
            yield node.value


def is_rule(text: str) -> bool:
    return "-" in text and " " not in text


def test_every_raised_rule_is_in_the_catalogue() -> None:
    unknown = sorted(
        {f"{where}: {rule}" for rule, where in raised(sources()) if is_rule(rule) and rule not in CATALOGUE}
    )
    assert unknown == []


def test_every_rule_is_raised_somewhere() -> None:
    said = {text for source in sources() if source.path != HOME for text, _ in texts(source.tree)}
    assert [rule for rule in CATALOGUE if rule not in said] == []


def test_most_rules_are_seen_by_this_test() -> None:
    """If code raised rules in a way that the test can't see, it would prove nothing."""
    assert len({rule for rule, _ in raised(sources())} & set(CATALOGUE)) > len(CATALOGUE) * 0.6


def test_an_unknown_rule_is_seen() -> None:
    lines = (
        "def _fault(rule, line): ...",
        "_fault('no-such-rule', 1)",
        "Finding(rule='other-one' if x else 'third-one')",
        "rule = 'a-name'",
    )
    text = "\n".join(lines)
    assert {rule for rule, _ in raised((parse(text),))} == {"no-such-rule", "other-one", "third-one", "a-name"}
