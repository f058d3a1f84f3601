"""What belongs to a contract: an edit moves the contract of whose words it touches, and no other."""

from hypothesis import assume, given
from hypothesis import strategies as st

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.parse.spec import parse_spec

NAMES = ("alpha", "beta", "gamma")
words = st.text(alphabet="abcxyz 01.,()", min_size=1, max_size=30).filter(lambda text: text.strip())
prose_lines = st.one_of(
    words.map(lambda text: text.strip()),
    words.map(lambda text: f"- {text.strip()}"),
    words.map(lambda text: f"> {text.strip()}"),
    words.map(lambda text: f"| {text.strip()} |"),
    words.map(lambda text: f"#### {text.strip()}"),
    words.map(lambda text: f"    {text}x"),
    st.just("```text\n### fenced\nStatus: script TBD\n```"),
    st.just("<!-- Status: script TBD -->"),
)
free_lines = st.sampled_from(
    ["- Timeout: 5m", "- Retries: 2", "- Resources: cpus=2", "- Traces to: R1, R2", "- Traces to:\n    - R1\n    - R2"]
)
contract_lines = st.sampled_from(
    ["- Keys: `n`", "- Inputs: `data/x.csv`", "- Consumes: none", "- Varies: `s`", "- Run: sh {script} --fast"]
)
blocks = st.fixed_dictionaries(
    {
        "prose": st.lists(prose_lines, max_size=4),
        "free": st.lists(free_lines, max_size=2, unique_by=lambda line: line.split(":")[0]),
        "held": st.lists(contract_lines, max_size=2, unique_by=lambda line: line.split(":")[0]),
        "status": st.sampled_from(["script ready", "script TBD", "script ready — as of Monday"]),
        "tail": st.lists(prose_lines, max_size=2),
    }
)
Block = dict[str, object]


def render_block(name: str, block: Block) -> str:
    fields = [
        f"- Script: `scripts/{name}.sh`",
        f"- Output: `results/{name}.json`",
        *block["held"],
        *block["free"],
        f"- Status: {block['status']}",
    ]
    parts = [f"### {name}", *block["prose"], "The fields.\n\n" + "\n".join(fields) + "\n\nAs said.", *block["tail"]]
    return "\n\n".join(parts)


def render_spec(prose: list[str], chosen: dict[str, Block]) -> bytes:
    head = "---\nname: compute-a\nkind: compute\n---"
    return "\n\n".join([head, *prose, "## Entries", *(render_block(*row) for row in chosen.items())]).encode() + b"\n"


def read(prose: list[str], chosen: dict[str, Block]) -> tuple[Spec, dict[str, Entry]]:
    spec, _ = parse_spec(render_spec(prose, chosen), "specs/compute-a.md", Settings())
    assert {entry.name for entry in spec.entries} == set(chosen)
    return spec, {entry.name: entry for entry in spec.entries}


specs = st.tuples(st.lists(prose_lines, max_size=3), st.fixed_dictionaries(dict.fromkeys(NAMES, blocks)))


@given(spec=specs, other=blocks, name=st.sampled_from(NAMES))
def test_replacing_a_sibling_moves_no_other_contract(
    spec: tuple[list[str], dict[str, Block]], other: Block, name: str
) -> None:
    prose, chosen = spec
    _, before = read(prose, chosen)
    whole, after = read(prose, {**chosen, name: other})
    for sibling in set(NAMES) - {name}:
        assert after[sibling].block_digest == before[sibling].block_digest
        assert after[sibling].prose_digest == before[sibling].prose_digest == whole.prose_digest


@given(spec=specs, name=st.sampled_from(NAMES))
def test_removing_a_sibling_moves_no_other_contract(spec: tuple[list[str], dict[str, Block]], name: str) -> None:
    prose, chosen = spec
    _, before = read(prose, chosen)
    _, after = read(prose, {key: block for key, block in chosen.items() if key != name})
    for sibling, entry in after.items():
        assert (entry.block_digest, entry.prose_digest) == (before[sibling].block_digest, before[sibling].prose_digest)


@given(spec=specs, order=st.permutations(NAMES))
def test_the_order_of_siblings_moves_no_contract(spec: tuple[list[str], dict[str, Block]], order: list[str]) -> None:
    prose, chosen = spec
    _, before = read(prose, chosen)
    _, after = read(prose, {name: chosen[name] for name in order})
    for name in NAMES:
        assert (after[name].block_digest, after[name].prose_digest) == (
            before[name].block_digest,
            before[name].prose_digest,
        )


@given(
    spec=specs,
    free=st.lists(free_lines, max_size=2, unique_by=lambda line: line.split(":")[0]),
    status=st.sampled_from(["script ready", "script TBD"]),
)
def test_what_no_contract_holds_moves_none(
    spec: tuple[list[str], dict[str, Block]], free: list[str], status: str
) -> None:
    prose, chosen = spec
    _, before = read(prose, chosen)
    _, after = read(prose, {**chosen, "alpha": {**chosen["alpha"], "free": free, "status": status}})
    assert after["alpha"].block_digest == before["alpha"].block_digest


@given(
    spec=specs,
    place=st.sampled_from(["prose", "tail", "held"]),
    index=st.integers(0, 3),
    word=st.sampled_from(["z", "Z9", "§"]),
)
def test_a_word_more_in_a_block_moves_its_contract(
    spec: tuple[list[str], dict[str, Block]], place: str, index: int, word: str
) -> None:
    prose, chosen = spec
    lines = list(chosen["beta"][place])
    assume(index < len(lines) and not lines[index].startswith(("```", "<!--")))
    _, before = read(prose, chosen)
    lines[index] += word
    _, after = read(prose, {**chosen, "beta": {**chosen["beta"], place: lines}})
    assert after["beta"].block_digest != before["beta"].block_digest


@given(spec=specs, index=st.integers(0, 2), word=st.sampled_from(["z", "Z9", "§"]))
def test_a_word_more_in_the_prose_moves_every_contract(
    spec: tuple[list[str], dict[str, Block]], index: int, word: str
) -> None:
    prose, chosen = spec
    assume(index < len(prose) and not prose[index].startswith(("```", "<!--")))
    _, before = read(prose, chosen)
    changed = [*prose]
    changed[index] += word
    _, after = read(changed, chosen)
    for name in NAMES:
        assert after[name].prose_digest != before[name].prose_digest
        assert after[name].block_digest == before[name].block_digest
