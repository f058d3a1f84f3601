"""Plots of one entry that are drawn once: of a JSON file and its CSV sidecar, say, the second has its table alone.

Compares what would be drawn, point by point; reads no file.
"""

from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.model.artefact import Look, Part, Plot


@dataclass(slots=True)
class Drawn:
    """What has been drawn on a page so far."""

    _where: dict[tuple[object, ...], str] = field(default_factory=dict)
    """The points of each series to the path of the file that it was drawn of."""

    def once(self, look: Look, path: str) -> Look:
        """The same without plots of which another file's has every series, and with a word on each file that has."""
        found = {place: where for place, part in enumerate(look.parts) if (where := self._file_with(part, path))}
        for part in look.parts:
            for key in _keys(part.plot):
                self._where.setdefault(key, path)
        if not found:
            return look
        parts = tuple(replace(part, plot=None) if place in found else part for place, part in enumerate(look.parts))
        said = tuple(f"Its numbers are drawn above, with those of `{one}`." for one in dict.fromkeys(found.values()))
        return replace(look, parts=parts, notes=(*look.notes, *said))

    def _file_with(self, part: Part, path: str) -> str:
        """Empty where anything in the plot was not drawn yet, or not all of it with one other file."""
        files = {self._where.get(key, "") for key in _keys(part.plot)}
        return files.pop() if len(files) == 1 and path not in files else ""


def _keys(plot: Plot | None) -> list[tuple[object, ...]]:
    if plot is None:
        return []
    return [(plot.x_kind, series.name, series.points, series.band) for panel in plot.panels for series in panel.series]
