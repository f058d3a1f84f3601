"""LaTeX commands by what they do for a host document: open sections, read files, show files, speak of paths.

Data alone. What stands in their arguments is found by `latex.py`.
"""

from collections.abc import Mapping

LEVELS: Mapping[str, int] = {
    "part": -1,
    "chapter": 0,
    "section": 1,
    "subsection": 2,
    "subsubsection": 3,
    "paragraph": 4,
    "subparagraph": 5,
    "addpart": -1,
    "addchap": 0,
    "addsec": 1,
}
"""Commands that open a section, with their depth."""
READS = frozenset(
    {"input", "include", "@input", "@@input", "subfile", "includestandalone", "InputIfFileExists", "IfFileExists"}
)
PACKAGES: Mapping[str, str] = {
    **dict.fromkeys(("usepackage", "RequirePackage", "RequirePackageWithOptions"), ".sty"),
    **dict.fromkeys(("documentclass", "LoadClass", "LoadClassWithOptions"), ".cls"),
}
"""Commands that read files of definitions, with the suffix that they add."""
IMPORTS = frozenset({"import", "inputfrom", "includefrom", "subimport", "subinputfrom", "subincludefrom"})
PICTURES: Mapping[str, tuple[tuple[int, ...], int]] = {
    "plotone": ((0,), 1),
    "plottwo": ((0, 1), 2),
    **dict.fromkeys(("fig", "leftfig", "rightfig", "boxedfig"), ((0,), 3)),
    "rotatefig": ((1,), 4),
}
"""AASTeX's commands for pictures, with the places of the arguments that name them, and how many there are."""
KEYED = frozenset({"epsfig", "psfig"})
"""Commands that name a picture among their options: `\\epsfig{file=a.eps, width=3in}`."""
SHOWING = frozenset({"overpic", "Overpic"})
"""Environments that show a picture, which their argument names."""
PLOTS = frozenset({"addplot"})
"""Commands of pgfplots behind which `table {file}` may stand."""
GRAPHICS = frozenset(
    {
        *("includegraphics", "includesvg", "includepdf", "adjincludegraphics", "epsfbox", "pgfimage"),
        *PICTURES,
        *KEYED,
        *SHOWING,
    }
)
SHOWS: Mapping[str, int] = {
    **dict.fromkeys(GRAPHICS - {*PICTURES, *KEYED, *SHOWING}, 0),
    **dict.fromkeys(("lstinputlisting", "verbatiminput", "VerbatimInput", "csvautotabular", "csvautobooktabular"), 0),
    **dict.fromkeys(("csvreader", "pgfplotstabletypeset", "pgfplotstableread"), 0),
    **dict.fromkeys(("inputminted", "DTLloaddb", "adjustimage"), 1),
}
"""Commands that show a file, with the place of the argument that names it."""
OPTIONAL = frozenset({"InputIfFileExists", "IfFileExists", "@input"})
SPOKEN = frozenset(
    {
        *(
            "ref",
            "eqref",
            "cref",
            "Cref",
            "autoref",
            "nameref",
            "pageref",
            "hyperref",
            "cite",
            "citep",
            "citet",
            "nocite",
        ),
        *(
            "texttt",
            "textit",
            "textbf",
            "emph",
            "footnote",
            "text",
            "href",
            "url",
            "path",
        ),
        *("bibliography", "addbibresource", "bibliographystyle", "usetikzlibrary", "pgfplotsset"),
        *("hypersetup", "bibitem", "vspace", "hspace", "setlength", "newlabel", "index", "code", "gls"),
    }
)
"""Commands whose argument may look like a path and shows no file."""
