"""The mean of Cavendish's trials as a LaTeX table: see specs/report-density.md."""

import json
from pathlib import Path

density = json.loads(Path("results/density/density.json").read_text(encoding="utf-8"))

rows = [
    ("Trials", f"{density['trials']}"),
    ("Density (water $= 1$)", f"{density['mean']:.3f} ({density['standard_error']:.3f})"),
]
lines = [
    r"\begin{tabular}{lr}",
    r"\hline",
    *(f"{name} & {value} \\\\" for name, value in rows),
    r"\hline",
    r"\end{tabular}",
]

output = Path("reports/tables/tab-density.tex")
output.parent.mkdir(parents=True, exist_ok=True)
output.write_text("\n".join(lines) + "\n", encoding="utf-8")
