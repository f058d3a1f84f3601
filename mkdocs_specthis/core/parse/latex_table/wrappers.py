"""Names of what may stand around a tabular, with the arguments that each takes. Data alone.

Arguments are written in the letters of `SILENT`: `s` a star, `o` optional, `m` mandatory.
"""

from collections.abc import Mapping

from mkdocs_specthis.core.parse.latex_table.words import SIZES

TABULARS: Mapping[str, str] = {
    "tabular": "o",
    "tabular*": "mo",
    "tabularx": "mo",
    "tabulary": "mo",
    "longtable": "o",
    "longtable*": "o",
    "xltabular": "om",
    "array": "o",
    "supertabular": "o",
    "xtabular": "o",
    "mpsupertabular": "o",
}
"""Environments that are tables, with their arguments before the columns, in the letters of `SILENT`."""
OVER_PAGES = frozenset({"longtable", "longtable*", "xltabular"})
"""Those of them that the package longtable draws."""
FLOATS: Mapping[str, str] = {
    **dict.fromkeys(("table", "table*", "sidewaystable", "sidewaystable*", "figure", "figure*"), "o"),
    "wraptable": "omom",
    "margintable": "o",
    "floatrow": "o",
}
WRAPPERS: Mapping[str, str] = {
    **dict.fromkeys(("center", "flushleft", "flushright", "landscape", "document", "singlespace", "onehalfspace"), ""),
    **dict.fromkeys(("doublespace", "centering", "sideways", "ThreePartTable", "ruledtabular", *sorted(SIZES)), ""),
    **dict.fromkeys(("threeparttable", "measuredfigure"), "o"),
    **dict.fromkeys(("adjustbox", "spacing", "turn", "rotate"), "m"),
    **dict.fromkeys(("adjustwidth", "adjustwidth*"), "mm"),
    "minipage": "ooom",
    "longrotatetable": "",
}
"""Environments that show what is in them, with their arguments."""
PANELS: Mapping[str, str] = {"subtable": "om", "subfigure": "om", "subfloatrow": "o"}
"""Those whose captions are a panel's."""
NOTES = ("tablenotes", "TableNotes", "tablenotes*", "itemize")
BOXES: Mapping[str, str] = {
    "resizebox": "smm",
    "scalebox": "mo",
    "adjustbox": "m",
    "makebox": "oo",
    "centerline": "",
    "parbox": "ooom",
    "rotatebox": "om",
    "fbox": "",
    "framebox": "oo",
    "raisebox": "moo",
    "mbox": "",
    "hbox": "",
    "maxsizebox": "smm",
}
"""Commands whose last argument may hold a table."""
ITEMS = ("item",)
REACHING = frozenset(
    {
        *("footnotemark", "footnotetext", "newcounter", "setcounter", "addtocounter", "stepcounter"),
        *("refstepcounter", "DeclareSIUnit", "xglobal"),
    }
)
"""Commands whose effect outlives the environment that they stand in. Those that define are the expander's own."""
