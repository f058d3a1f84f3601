"""A project of somebody who means harm: every text, name and artefact tries to run a script, to pose, or to lead away.

Whatever runs says so in `window.harmed`. Knows no browser and holds no expectation.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from conftest import run_command, write_files

from mkdocs_specthis.usecases.certify.judge import record, reject
from mkdocs_specthis.usecases.certify.request import JudgeRequest

HARM = "window.harmed=1"
ATTACKS = (
    f"<script>{HARM}</script>",
    f"</script><script>{HARM}</script>",
    f"\"><img src=x onerror='{HARM}'>",
    f"'><svg onload={HARM}>",
    f'" onfocus={HARM} autofocus tabindex=1 x="',
    f"[press](javascript:{HARM})",
    f'![x](x"onerror="{HARM})',
    f'<a href="java\tscript:{HARM}">press</a>',
    f"<details open ontoggle={HARM}><summary>x</summary></details>",
    f"<math><mtext><style><img src=x onerror={HARM}></style></mtext></math>",
    "</title></textarea></style></pre></div><h1>Elsewhere</h1>",
    "{{ 7*191 }}{% include '/etc/passwd' %}${7*191}<%= 7*191 %>",
    "<iframe src='https://evil.example/'></iframe><img src='https://evil.example/seen.png'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'><base href='https://evil.example/'>",
    '[[alpha]](javascript:x) [[../../etc]] <https://evil.example/"onclick="x>',
    "\u202egnp.exe\u202c \u2066rtl\u2069 \u200f\U0001f9ea\u0007\u001b[31m",
)
ALL = " ".join(ATTACKS)
LINE = ALL.replace("\u0007", "").replace("\u001b", "").replace("\t", "")
"""All of them as a value in YAML and on one line."""
SHORT = f"<img src=x onerror={HARM}>"
FILE_NAMES = (
    SHORT.replace("=", "-").replace("/", ""),
    'quote"onfocus=window.harmed=1 x="',
    "{{ 7*191 }}",
    "%2e%2e",
    "%3Cscript%3E",
    "a#b",
    "a?b&c=d",
    "\u202egnp",
    "\U0001f9ea emoji",
    "con",
    "index",
    "index.html",
    "trailing.",
    "...",
    "-",
    "javascript:x",
    "x" * 200,
)
"""Names of spec files, each with an entry of its own."""

GOOD = dict.fromkeys(
    ("alpha", "index", "index.html", "alpha.html", "README", "constructor", "toString", "e" * 100), "alpha"
)
GOOD |= {"alpha": "none", "README": "toString"}
"""Names that an entry may have to what it consumes."""
BAD = ("..", "a/b", "%2e%2e", "con", "dot.", "__proto__", "Constructor", "n" * 300, "\u202egnp", "\U0001f9ea", SHORT)

WRITE = "import json, sys\njson.dump(json.loads({text!r}), open(sys.argv[1], 'w'))\n# </pre></code>{attacks}\n"
TABLE = (
    "import sys\nopen(sys.argv[1], 'w').write(r'''\\begin{{tabular}}{{lr}}\n{rows} \\\\\n\\end{{tabular}}\n"
    "\\caption{{{rows}}}\n''')\n"
)
FIGURE = f"""import sys
open(sys.argv[1], 'w').write('''<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 viewBox="0 0 9 9" onload="{HARM}"><script>{HARM}</script>
<a xlink:href="javascript:{HARM}"><rect width="9" height="9"/></a><image href="https://evil.example/x.png"/>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="{HARM}"/></foreignObject>
<style>@import url(https://evil.example/x.css);</style><set attributeName="onmouseover" to="{HARM}"/></svg>''')
"""


def _artefact() -> Mapping[str, object]:
    rows = [{"year": 1900 + n, ATTACKS[2]: n * n % 7, "who": ATTACKS[n % len(ATTACKS)]} for n in range(40)]
    return {
        **{attack: attack for attack in ATTACKS},
        "rows": rows,
        "series": [{"t": n, SHORT: n, f"{SHORT}_lo": n - 1, f"{SHORT}_hi": n + 1} for n in range(9)],
        "units": {SHORT: SHORT},
        "deep": {SHORT: [{SHORT: [SHORT]}]},
        "__proto__": {"harmed": 1},
        "constructor": SHORT,
    }


def _compute(name: str, consumes: str = "none", more: str = "") -> str:
    return (
        f"\n### {name}\n\n{ALL}\n\n- Script: `scripts/write.py`\n- Output: `results/{name}/{name}.json`\n"
        f"- Run: `python {{script}} {{output}}`\n- Consumes: {consumes}\n- Traces to: {SHORT}\n"
        f"- Status: script ready — {LINE}\n{more}\n{ALL}\n"
    )


def _spec(name: str, kind: str, body: str, head: str = "") -> str:
    fields = {"name": name, "kind": kind, "title": f"{SHORT} {LINE}", "owner": LINE, "tags": [LINE]}
    return (
        "---\n"
        + "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
        + head
        + f"---\n{body}"
    )


def _files() -> dict[str, str]:
    files = {
        "docs/about.md": "# About\n\nOf [[alpha]] and [[index]].\n",
        "mkdocs.yml": "site_name: Hostile\ntheme:\n  name: material\n  font: false\n"
        "  features: [navigation.instant, navigation.footer, toc.follow, search.suggest, search.highlight]\n"
        "plugins: [search, {specthis: {audience: serve}}]\n"
        "markdown_extensions: [footnotes, attr_list, md_in_html, tables, admonition, pymdownx.superfences,"
        " {pymdownx.arithmatex: {generic: true}}]\n",
        "specs/compute-a.md": _spec(
            "compute-a",
            "compute",
            f"# {ALL}\n\n{ALL}\n\n> {ALL}\n\n| {LINE.replace('|', '')} |\n|---|\n| x |\n\n"
            f"$\\href{{javascript:{HARM}}}{{x}}$\n\n"
            f'{{: onclick="{HARM}" #__search .st-chip }}\n\n## {ALL}\n\n## Entries\n'
            + "".join(_compute(name, consumes) for name, consumes in GOOD.items()),
        ),
        "specs/compute-names.md": _spec(
            "compute-names", "compute", "# Names\n\n## Entries\n" + "".join(map(_compute, BAD))
        ),
        "specs/report-a.md": _spec(
            "report-a",
            "report",
            f"# Report\n\n## Entries\n\n### tab-a\n\n{ALL}\n\n- Export script: `scripts/table.py`\n"
            "- Export outputs: `reports/tab-a.tex`\n- Run: `python {script} {output}`\n- Consumes: alpha\n"
            f"- Status: script ready — {LINE}\n\n### fig-a\n\n- Export script: `scripts/figure.py`\n"
            "- Export outputs: `reports/fig-a.svg`\n- Run: `python {script} {output}`\n- Consumes: alpha\n"
            "- Status: script ready\n",
            f"host_doc: reports/paper.tex\nsection_label: {json.dumps('sec:' + SHORT)}\n",
        ),
        "specs/broken.md": f"---\nname: [{LINE}\nkind: {SHORT}\n---\n{ALL}\n",
        "scripts/write.py": WRITE.format(text=json.dumps(_artefact()), attacks=ascii(ALL)),
        "scripts/table.py": TABLE.format(rows=_latex()),
        "scripts/figure.py": FIGURE,
        "reports/paper.tex": f"\\section{{{_latex()}}}\\label{{sec:{SHORT}}}\n\\begin{{figure}}\\input{{tab-a}}\n"
        f"\\caption{{{_latex()} $\\href{{javascript:{HARM}}}{{x}}$}}\\label{{{SHORT}}}\\end{{figure}}\n",
    }
    for number, name in enumerate(FILE_NAMES):
        more = f"# {name}\n\n{SHORT}\n\n[there]({name}.md)\n\n## Entries\n" + _compute(f"of-file-{number}")
        files[f"specs/{name}.md"] = _spec(name, "compute", more)
    return files


def _latex() -> str:
    return (
        " ".join(attack.replace("{", "\\{").replace("}", "\\}") for attack in ATTACKS)
        .replace("%", "\\%")
        .replace("&", "\\&")
    )


def make_hostile(root: Path) -> Path:
    """The project with some of it judged and made."""
    write_files(root, _files())
    run_command("refresh", cwd=root)
    words = {"author": f"{SHORT} <a@example.org>", "note": LINE}
    record(root, JudgeRequest(entries=("alpha", "tab-a"), **words), now=lambda: "2026-04-28T13:55:00Z")
    reject(root, JudgeRequest(entries=("index",), **words), now=lambda: "2026-04-28T13:55:00Z")
    return root
