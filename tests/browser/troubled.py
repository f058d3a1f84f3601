"""A project in which everything that can be wrong is wrong once: the example, and beside it one entry for each trouble.

Knows how to bring each state about; holds no expectation.
"""

import json
import shutil
import textwrap
from collections.abc import Mapping
from pathlib import Path

from conftest import commit_all, run_command, write_files

from mkdocs_specthis.usecases.certify.judge import record, reject
from mkdocs_specthis.usecases.certify.request import JudgeRequest

LONG = "a-name-as-long-as-one-may-be-" + "x" * 71
"""A name without any place to break it."""

WRITE = """import json, sys
json.dump({"value": 1.5, "seconds": 0.25}, open(sys.argv[1], "w"))
"""
FAIL = """import sys
print("reading the record", file=sys.stderr)
raise SystemExit("the record has no header: " + "y" * 300)
"""
RICH = """import json, sys
rows = [{"year": 1900 + n, "level": n * n % 17, "a rather long name of a column": "words " * 12, "flag": n % 2 == 0,
         **{f"c{k}": n * k for k in range(9)}} for n in range(300)]
json.dump({"model": "linear", "<b>key</b>": "<i>text</i>", "address": "https://example.org/" + "z" * 200,
           "coefficients": {k: {"estimate": 1.25, "standard_error": 0.5, "unit": "ppm"} for k in ("level", "growth")},
           "annual": rows, "nested": {"a": [{"b": {"c": [1, [2, [3]]]}}, 5]}, "nothing": None}, open(sys.argv[1], "w"))
"""
TABLE = r"""import sys
open(sys.argv[1], "w").write(
    "\\begin{tabular}{lr}\n\\toprule\nName & Value \\\\\n\\midrule\na & 1 \\\\\n\\bottomrule\n\\end{tabular}\n")
"""


def _spec(name: str, kind: str, head: str = "", body: str = "", entries: str = "") -> str:
    tail = f"\n## Entries\n{entries}" if entries else ""
    return f"---\nname: {name}\nkind: {kind}\n{head}---\n\n# Of {name}\n\n{body}\n{tail}"


def _compute(name: str, script: str = "write", more: str = "- Consumes: none\n", status: str = "script ready") -> str:
    return (
        f"\n### {name}\n\n- Script: `scripts/trouble/{script}.py`\n- Output: `results/{name}/{name}.json`\n"
        f"- Run: `python {{script}} {{output}}`\n{more}- Status: {status}\n\nThe thing that {name} is.\n"
    )


def _report(name: str, consumes: str, status: str = "script ready") -> str:
    return (
        f"\n### {name}\n\n- Export script: `scripts/trouble/table.py`\n- Export outputs: `reports/trouble/{name}.tex`\n"
        f"- Run: `python {{script}} {{output}}`\n- Consumes: {consumes}\n- Status: {status}\n\nThe table {name}.\n"
    )


PROSE = textwrap.dedent(
    """\
    Prose of every kind: `code`, **bold**, [a link](definitions-trouble.md), a footnote-like [1], $a^2 + b^2$ and
    https://example.org/an/address/without/any/place/to/break/it/"""
    + "q" * 120
    + """

    | a | b | c | d | e | f | g | h |
    |---|---|---|---|---|---|---|---|
    | """
    + "wide | " * 8
    + """

    ```python
    print(\""""
    + "w" * 200
    + """\")
    ```

    > A quotation.

    1. one
    2. two

    !!! note
        An admonition.

    $$
    x_1 + x_2 + x_3 + x_4 + x_5 + x_6 + x_7 + x_8 + x_9 + x_{10} + x_{11} + x_{12} + x_{13} + x_{14} + x_{15} + x_{16}
    $$
    """
)

_COMPUTE = (
    _compute("sound")
    + _compute("never-judged")
    + _compute("never-ran")
    + _compute("refused")
    + _compute("drifted")
    + _compute("drifted-and-stale")
    + _compute("edited-by-hand")
    + _compute("elsewhere")
    + _compute("failing", "fail")
    + _compute("rests-on-failing", more="- Consumes: failing\n")
    + _compute("waits", more="- Consumes: drifted\n")
    + _compute("unwritten", "not-written", status="script TBD — until the data come")
    + _compute("misspelt", more="- Consumes: none\n- Ouputs: `results/x.json`\n")
    + _compute("rich", "rich")
    + _compute(LONG)
)
_REPORT = (
    _report("tab-sound", "sound")
    + _report("tab-missing", "sound")
    + _report("tab-unwritten", "sound", "script TBD")
    + _report("tab-stale", "drifted-and-stale")
    + _report("tab-review", "drifted")
    + _report("tab-refused", "refused")
    + _report("tab-not-included", "sound")
)

FILES: Mapping[str, str] = {
    "scripts/trouble/write.py": WRITE,
    "scripts/trouble/stale.py": WRITE,
    "scripts/trouble/fail.py": FAIL,
    "scripts/trouble/rich.py": RICH,
    "scripts/trouble/table.py": TABLE,
    "specs/definitions-trouble.md": _spec("definitions-trouble", "definitions", body="A *trouble* is a thing.\n"),
    "specs/compute-trouble.md": _spec("compute-trouble", "compute", body=PROSE, entries=_COMPUTE).replace(
        "[a link](definitions-trouble.md)", "a link"
    ),
    "specs/compute-worded.md": _spec(
        "compute-worded",
        "compute",
        "depends_on: [definitions-trouble.md]\n",
        "In the words of [definitions-trouble.md](definitions-trouble.md).\n",
        _compute("worded"),
    ),
    "specs/compute-unread.md": _spec("compute-unread", "compute", entries=_compute("unread") + _compute("unread-too")),
    "specs/compute-draft.md": _spec("compute-draft", "compute", "draft: true\n", entries=_compute("half-written")),
    "specs/report-trouble.md": _spec(
        "report-trouble",
        "report",
        "depends_on: [compute-trouble.md]\nhost_doc: reports/trouble.tex\nsection_label: sec:trouble\n",
        "It shows [compute-trouble.md](compute-trouble.md).\n",
        _REPORT,
    ),
    "specs/report-astray.md": _spec(
        "report-astray",
        "report",
        "depends_on: [compute-trouble.md]\nhost_doc: reports/trouble.tex\nsection_label: sec:nowhere\n",
        "It shows [compute-trouble.md](compute-trouble.md).\n",
        _report("tab-astray", "sound"),
    ),
    "reports/trouble.tex": "\\documentclass{article}\n\\begin{document}\n\\section{Trouble}\\label{sec:trouble}\n"
    + "".join(
        f"\\begin{{table}}\\caption{{Of {name}}}\\label{{tab:{name}}}\\input{{trouble/{name}}}\\end{{table}}\n"
        for name in ("tab-sound", "tab-missing", "tab-unwritten", "tab-stale", "tab-review", "tab-refused", "orphan")
    )
    + "\\section{Empty}\\label{sec:empty}\n\\end{document}\n",
    "reports/trouble/orphan.tex": "\\begin{tabular}{l}\na \\\\\n\\end{tabular}\n",
}
JUDGED = (
    "sound", "never-ran", "drifted", "drifted-and-stale", "edited-by-hand", "elsewhere", "failing",
    "rests-on-failing", "waits",
    "rich", "worded", "unread", "unread-too", "half-written", "misspelt", LONG,
    "tab-sound", "tab-missing", "tab-stale", "tab-review", "tab-refused", "tab-not-included", "tab-astray",
)  # fmt: skip
UNRUN = ("never-ran", "tab-missing")
"""What is taken back after the run, record and all."""


def _request(*names: str) -> JudgeRequest:
    note = "Read both, line by line. <b>They agree.</b>"
    return JudgeRequest(entries=names, author="A. Judge <judge@example.org>", note=note)


def make_troubled(made: Path, root: Path) -> Path:
    """From the example `made`, with its artefacts, the troubled project `root`."""
    shutil.copytree(made, root, symlinks=True, ignore=shutil.ignore_patterns("site"))
    write_files(root, FILES)
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    write_files(root, {"mkdocs.yml": config.replace("- specthis\n", "- specthis: {audience: serve}\n")})
    settings = (root / "specthis.toml").read_text(encoding="utf-8")
    more = settings.replace('["reports/paper.tex"]', '["reports/paper.tex", "reports/trouble.tex"]')
    write_files(root, {"specthis.toml": more})
    record(root, _request(*JUDGED), now=lambda: "2026-04-28T13:55:00Z")
    run_command("refresh", cwd=root)
    commit_all(root, "Before the trouble")
    _trouble(root)
    return root


def _trouble(root: Path) -> None:
    """What happens after everything was judged and run."""
    _edit(root, "specs/compute-trouble.md", "The thing that drifted is.", "The thing that drifted has become.")
    _edit(root, "specs/compute-trouble.md", "The thing that drifted-and-stale is.", "Not the thing that it was.")
    _edit(root, "specs/compute-trouble.md", "`results/drifted-and-stale/", "`results/drifted-and-stale/moved/")
    _edit(root, "specs/definitions-trouble.md", "a thing", "another thing")
    _edit(root, "specs/compute-unread.md", "kind: compute", "kind: [compute")
    (root / "results/edited-by-hand/edited-by-hand.json").write_text(json.dumps({"value": 7}), encoding="utf-8")
    (root / "results/elsewhere/elsewhere.json").unlink()
    for name in UNRUN:
        (root / f"specs/_runs/{name}.json").unlink()
    (root / "reports/trouble/tab-missing.tex").unlink()
    reject(root, _request("refused"), now=lambda: "2026-04-29T08:00:00Z")


def _edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text, (path, old)
    write_files(root, {path: text.replace(old, new)})
