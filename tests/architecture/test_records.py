"""Records of the model are values: frozen, with slots, made by keyword, holding nothing that can change."""

import dataclasses
import importlib
import inspect
import re
from collections.abc import Iterator

import pytest
from sources import sources

MUTABLE = re.compile(r"\b(list|dict|set|bytearray|deque|defaultdict|Counter)\b\[?")


def records() -> Iterator[type]:
    for source in sources("core/model"):
        module = importlib.import_module(source.module)
        for _, found in inspect.getmembers(module, inspect.isclass):
            if found.__module__ == source.module and dataclasses.is_dataclass(found):
                yield found


RECORDS = list(records())


def test_there_are_records() -> None:
    assert len(RECORDS) > 10


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_records_are_values(record: type) -> None:
    assert record.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(record)
    assert all(field.kw_only for field in dataclasses.fields(record))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_records_hold_nothing_that_can_change(record: type) -> None:
    annotated = {field.name: str(field.type) for field in dataclasses.fields(record)}
    assert {name: text for name, text in annotated.items() if MUTABLE.search(text)} == {}
