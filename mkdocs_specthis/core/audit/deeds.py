"""Rules on what a script does with files of the project: who may write where, and what may draw.

Judges facts of the syntax tree. What a run does beyond them is seen by whoever observes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mkdocs_specthis.core.audit.finding import about_entry, entries_of
from mkdocs_specthis.core.contracts.undeclared import Made
from mkdocs_specthis.core.dependencies.makers import Makers
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.deeds import UNKNOWN
from mkdocs_specthis.core.parse.paths import is_below
from mkdocs_specthis.core.parse.shown import shown

PLOTTING = frozenset(
    {
        *("matplotlib", "pylab", "mpl_toolkits", "seaborn", "plotly", "bokeh", "altair", "pygal", "plotnine", "ggplot"),
        *(
            "holoviews",
            "hvplot",
            "datashader",
            "proplot",
            "pyqtgraph",
            "pyvista",
            "mayavi",
            "vispy",
            "toyplot",
            "folium",
        ),
        *("ggplot2", "lattice", "ggpubr", "cowplot", "patchwork", "ggridges", "highcharter", "leaflet"),
        *("Plots", "StatsPlots", "Makie", "CairoMakie", "GLMakie", "Gadfly", "PyPlot", "PlotlyJS", "UnicodePlots"),
    }
)
"""Libraries that draw: of Python, of R, of Julia."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What these rules know of other entries than those that they look at."""

    made: Made
    of_both_sorts: frozenset[str]
    """Scripts that an entry computes with and another one exports with."""

    @classmethod
    def of(cls, project: Project, makers: Makers) -> "Beside":
        scripts: dict[bool, set[str]] = {True: set(), False: set()}
        for entry in project.entries.values():
            scripts[entry.exports].update(value.text for value in entry.scripts)
        return cls(made=Made.beside(makers, project), of_both_sorts=frozenset(scripts[True] & scripts[False]))


def compute_writes_reports(project: Project, contracts: Mapping[str, Contract], beside: Beside) -> Iterator[Finding]:
    folder = project.settings.reports
    hint = (
        f"a compute script writes below `{project.settings.results}/`; an export script turns that into what is shown"
    )
    for entry, script in _scripts(project, contracts, beside, exports=False):
        for path, line in _written_below(project, script, folder):
            message = f"`{entry.name}` computes, and its script writes `{_readable(path)}`"
            yield about_entry("compute-writes-reports", entry, message, hint, path=script, line=line)


def export_writes_results(project: Project, contracts: Mapping[str, Contract], beside: Beside) -> Iterator[Finding]:
    folder = project.settings.results
    hint = f"an export script writes below `{project.settings.reports}/`; what is calculated belongs to a compute entry"
    for entry, script in _scripts(project, contracts, beside, exports=True):
        for path, line in _written_below(project, script, folder):
            message = f"`{entry.name}` exports, and its script writes `{_readable(path)}`"
            yield about_entry("export-writes-results", entry, message, hint, path=script, line=line)


def compute_plots(project: Project, contracts: Mapping[str, Contract], beside: Beside) -> Iterator[Finding]:
    """Of a module that several scripts share, only what its mere import loads counts."""
    hint = "draw in the export script of a report or figure entry"
    for entry, script in _scripts(project, contracts, beside, exports=False):
        for file in (script, *contracts[entry.name].modules):
            facts = project.sources.get(file)
            for library, line, at_once in facts.libraries if facts else ():
                if library in PLOTTING and (at_once or file == script):
                    message = f"`{entry.name}` computes, and `{file}` loads `{library}`, which draws"
                    yield about_entry("compute-plots", entry, message, hint, path=file, line=line)


def result_unmade(project: Project, contracts: Mapping[str, Contract], beside: Beside) -> Iterator[Finding]:
    """What is there and declared nowhere is an undeclared input; what another entry makes is consumed."""
    hint = "correct the path, or declare it in the entry that makes it"
    for name, contract in contracts.items():
        for script in contract.scripts:
            facts = project.sources.get(script)
            for path, line in facts.reads if facts else ():
                if (
                    _is_missing_result(project, path)
                    and path not in contract.inputs
                    and not beside.made.by_somebody(path)
                ):
                    message = f"the script reads `{shown(path)}`, which no entry makes"
                    yield about_entry("result-unmade", project.entries[name], message, hint, path=script, line=line)


def _is_missing_result(project: Project, path: str) -> bool:
    fact = project.files.get(path)
    here = fact is not None and fact.is_here
    return is_below(path, project.settings.results) and UNKNOWN not in path and not here


def _scripts(
    project: Project, contracts: Mapping[str, Contract], beside: Beside, *, exports: bool
) -> Iterator[tuple[Entry, str]]:
    """Every entry of one sort with each of its scripts, those left out that entries of both sorts have."""
    for entry in entries_of(project, contracts):
        if entry.exports == exports:
            yield from ((entry, value.text) for value in entry.scripts if value.text not in beside.of_both_sorts)


def _written_below(project: Project, script: str, folder: str) -> Iterator[tuple[str, int]]:
    facts = project.sources.get(script)
    yield from (place for place in (facts.writes if facts else ()) if is_below(place[0], folder))


def _readable(path: str) -> str:
    return shown(path.replace(UNKNOWN, "…"))
