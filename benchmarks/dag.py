"""The shape of a generated project: which entry reads which, in which spec it stands.

Knows no tool and no file format; the same shape is written down for every tool.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

FAN_IN = 20
SEED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One entry: a script that reads what others made, or a file of data, and makes one JSON."""

    number: int
    name: str
    above: tuple[str, ...]
    """Names of the entries that it reads, in order."""
    spec: int
    """Number of the spec that it stands in."""
    script: str
    """POSIX path, as all below."""
    output: str

    @property
    def data(self) -> str:
        """The file that it reads if it reads no other entry's artefact; empty if it does."""
        return "" if self.above else f"data/{self.name}.json"

    @property
    def sources(self) -> tuple[str, ...]:
        """Every file that the script reads."""
        return tuple(output_of(name) for name in self.above) or (self.data,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dag:
    shape: str
    suffix: str
    """Of the scripts: `.py` or `.sh`."""
    nodes: tuple[Node, ...]
    """Upstream first."""


def output_of(name: str) -> str:
    return f"results/{name}/{name}.json"


def dag_of(shape: str, entries: int, suffix: str = ".py") -> Dag:
    """`entries` nodes of one of `SHAPES`; the same every time."""
    above, per_spec = SHAPES[shape]
    names = [f"fit-{number:05}" for number in range(entries)]
    nodes = (
        Node(
            number=number,
            name=names[number],
            above=tuple(names[other] for other in reads),
            spec=number // per_spec,
            script=f"scripts/{names[number]}{suffix}",
            output=output_of(names[number]),
        )
        for number, reads in enumerate(above(entries))
    )
    return Dag(shape=shape, suffix=suffix, nodes=tuple(nodes))


def _fan20(entries: int) -> Iterator[tuple[int, ...]]:
    """The first few read data, every other one reads twenty of those before it."""
    random = Random(SEED)
    for number in range(entries):
        yield tuple(sorted(random.sample(range(number), FAN_IN))) if number >= FAN_IN else ()


def _wide(entries: int) -> Iterator[tuple[int, ...]]:
    """Specs of a hundred: ninety-nine read data, the last gathers them."""
    for number in range(entries):
        yield tuple(range(number - 99, number)) if number % 100 == 99 else ()


def _chain(entries: int) -> Iterator[tuple[int, ...]]:
    for number in range(entries):
        yield (number - 1,) if number else ()


SHAPES: Mapping[str, tuple[Callable[[int], Iterator[tuple[int, ...]]], int]] = MappingProxyType(
    {"fan20": (_fan20, 20), "wide": (_wide, 100), "chain": (_chain, 20)}
)
"""Name to what each entry reads, by number, and how many entries stand in one spec."""
