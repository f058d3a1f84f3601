"""The mean of Cavendish's trials and its standard error: see specs/compute-density.md."""

import csv
import json
import math
import statistics
from pathlib import Path

with open("data/density.csv", newline="", encoding="utf-8") as file:
    trials = [float(row["density"]) for row in csv.DictReader(file)]

answer = {
    "trials": len(trials),
    "mean": statistics.fmean(trials),
    "standard_error": statistics.stdev(trials) / math.sqrt(len(trials)),
}

output = Path("results/density/density.json")
output.parent.mkdir(parents=True, exist_ok=True)
output.write_text(json.dumps(answer, indent=2) + "\n", encoding="utf-8")
