"""The terminal, its JSON, the dashboard and the entry pages say the same of every entry of both projects."""

import json
from pathlib import Path

from conftest import run_command
from site_builds import built

from mkdocs_specthis.core.views.sentence import settled_sentence

CHIPS = {
    "uncertified": "Not certified",
    "certified": "Certified",
    "never-run": "Never run",
    "fresh": "Fresh",
    "absent": "Absent",
    "stale": "Stale",
}


def test_status_its_json_the_dashboard_and_the_pages_agree(any_project: Path) -> None:
    refreshed = run_command("refresh", cwd=any_project, timeout=120)
    assert refreshed.returncode == 0, refreshed.stderr
    said = json.loads(run_command("status", "--json", cwd=any_project).stdout)
    headline = settled_sentence(said["counts"]["settled"], said["counts"]["entries"])
    assert headline in run_command("status", cwd=any_project).stdout
    site = built(any_project)
    home = next(
        page for path in ("", "dashboard/") if site.has(path) and (page := site.page(path)).find("ul", "st-lede")
    )
    assert home.find("h1")[0].text == headline
    for entry in said["entries"]:
        axes = site.page(f"entries/{entry['entry']}/").one("section", "st-axes")
        chips = [chip.text for chip in axes.find("span", "st-chip")]
        assert {CHIPS[entry["certification"]], CHIPS[entry["realization"]]} <= set(chips), entry["entry"]
