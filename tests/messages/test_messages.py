"""Every message reads as the style wants and says what to do; all of them stand in `messages.md`.

A new rule needs a case or a sample that brings it about. `--update-cases` writes the file.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from messages import Said, crashes, findings_of, one_of_each, plain_cases, refusals, without_foreign, written_down

from mkdocs_specthis.core.audit.catalogue import CATALOGUE
from mkdocs_specthis.core.model.finding import Finding

GUIDE = Path(__file__).parent / "messages.md"
PROPER = {"CommonMark", "LaTeX", "MkDocs", "JavaScript", "GitHub"}
"""Names that are written like classes."""

_QUOTED = re.compile(r"`[^`]*`")
_CLASS = re.compile(r"\b[A-Z][a-z0-9]+[A-Z]\w*\b|<class|object at 0x|\bErrno\b")
_NONE = re.compile(r"\b(?:None|True|False|nan)\b")


def faults_of(text: str) -> Iterator[str]:
    """What is wrong with the words of a message or a hint."""
    own = _QUOTED.sub("`x`", text)
    if "\n" in text or "  " in own or own != own.strip():
        yield "white space"
    if own.endswith((".", "!", ";", ",")):
        yield "its end"
    if own[:1].isupper() and not own[1:2].isupper() and own.split()[0] not in PROPER:
        yield "its first letter"
    if _NONE.search(own):
        yield "a value of Python"
    if set(_CLASS.findall(own)) - PROPER:
        yield "the name of a class"
    if own.count("`") % 2:
        yield "a lone backtick"


def complaints(findings: tuple[Finding, ...]) -> list[str]:
    found = []
    for finding in findings:
        if not finding.hint:
            found.append(f"{finding}: no hint")
        for part in (without_foreign(finding.message), finding.hint):
            found += [f"{finding}: {fault}" for fault in faults_of(part)]
    return found


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finding, ...]:
    folder = tmp_path_factory.mktemp("messages")
    return tuple(
        finding for number, case in enumerate(plain_cases()) for finding in findings_of(case, folder / str(number))
    )


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> tuple[Said, ...]:
    folder = tmp_path_factory.mktemp("said")
    return (*refusals(folder), *crashes(folder))


def test_every_rule_has_a_sample(findings: tuple[Finding, ...]) -> None:
    assert [rule for rule in CATALOGUE if not any(finding.rule == rule for finding in findings)] == []


def test_every_finding_reads_well_and_says_what_to_do(findings: tuple[Finding, ...]) -> None:
    assert complaints(findings) == []


def test_every_refusal_is_one_error_and_one_hint(said: tuple[Said, ...]) -> None:
    for one in said:
        what, *hint = one.text.splitlines()
        assert one.status in (2, 3, 4), one
        assert len(hint) == 1 and hint[0].startswith("  hint: "), one
        assert re.match(r"specthis: error: |[\w./-]+:\d+: [a-z-]+ error: ", what), one
        assert list(faults_of(hint[0].removeprefix("  hint: "))) == [], one
        if "should not happen" not in what:
            assert list(faults_of(what.partition("error: ")[2])) == [], one


def test_all_of_them_stand_in_the_guide(
    findings: tuple[Finding, ...], said: tuple[Said, ...], request: pytest.FixtureRequest
) -> None:
    text = written_down(one_of_each(findings), said)
    if request.config.getoption("--update-cases"):
        GUIDE.write_text(text, encoding="utf-8")
    assert text == GUIDE.read_text(encoding="utf-8"), (
        "look at what changed, then `pytest tests/messages --update-cases`"
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("`x` is  not there", "white space"),
        ("it is not there.", "its end"),
        ("It is not there", "its first letter"),
        ("the value is None", "a value of Python"),
        ("a ValueError came", "the name of a class"),
        ("the `script is gone", "a lone backtick"),
    ],
)
def test_the_style_is_seen(text: str, fault: str) -> None:
    assert list(faults_of(text)) == [fault]
    assert list(faults_of("JSON of `No  Script.` is gone: did you mean `x`?")) == []
