"""The LaTeX document that shows one drawing on a page of its size. Text only; who reads it is known elsewhere.

What stands before `\\begin{document}` is the paper's own, line for line, so that its packages and commands hold, and a
line that LaTeX names is the paper's line. TeX: The TeXbook, chapters 23 and 24; pdfTeX manual, `\\lastnodetype`.
"""

import re

BEGINS = "\\begin{document}"
_PACKAGES = re.compile(r"\\usepackage\s*(?P<options>\[[^][{}]*\])?\s*\{(?P<names>[^{}\\]*)\}")
_MARKS = "specthis"
_NO_MARKS = r"\providecommand\specthismark[1]{}\providecommand\specthisline{}"

DEFAULT_PREAMBLE = r"""\documentclass{article}
\usepackage{amsmath,amssymb}
\usepackage{graphicx}
\IfFileExists{xcolor.sty}{\usepackage{xcolor}}{}
\IfFileExists{booktabs.sty}{\usepackage{booktabs}}{}
\IfFileExists{tikz.sty}{\usepackage{tikz}\usetikzlibrary{arrows.meta,calc,positioning,patterns}}{}
\IfFileExists{pgfplots.sty}{\usepackage{pgfplots}\pgfplotsset{compat=newest}}{}
"""
"""Where no document shows the drawing, and no setting says otherwise."""

_BODY = r"""\begin{document}
\makeatletter
\expandafter\ifx\csname tikzexternaldisable\endcsname\relax\else\tikzexternaldisable\fi
\renewenvironment{figure}[1][]{\def\@captype{figure}}{\par}
\@namedef{figure*}{\figure}\@namedef{endfigure*}{\endfigure}
\renewenvironment{table}[1][]{\def\@captype{table}}{\par}
\@namedef{table*}{\table}\@namedef{endtable*}{\endtable}
\newbox\specthispicture
\newdimen\specthiswide \newdimen\specthishigh
\global\setbox\specthispicture\vbox{\color@begingroup\@parboxrestore\hsize\columnwidth\linewidth\hsize
\parindent\z@\parskip\z@
\input{SOURCE}\par
\ifnum\lastnodetype=\@ne\setbox\z@\lastbox
\ifnum\lastnodetype<\z@\hbox{\unhbox\z@\unskip}\else\nointerlineskip\box\z@\fi\fi
\color@endgroup}
\specthiswide\wd\specthispicture
\specthishigh\ht\specthispicture\advance\specthishigh\dp\specthispicture
\ifdim\specthishigh>\z@\else\errmessage{specthis: it draws nothing}\fi
\advance\specthiswide4\p@\advance\specthishigh4\p@
\ifdefined\pagewidth\pagewidth\specthiswide\pageheight\specthishigh\fi
\ifdefined\pdfpagewidth\pdfpagewidth\specthiswide\pdfpageheight\specthishigh\fi
\hoffset-1in\voffset-1in
\shipout\vbox{\kern2\p@\hbox{\kern2\p@\box\specthispicture\kern2\p@}\kern2\p@}
\makeatother
\csname @@end\endcsname
\end{document}
"""


def preamble_of(text: str) -> str:
    """What of a document, or of a file of commands, comes before the page, line for line.

    Without the package that shows the states of exhibits: it looks at every file of theirs, and the picture would be as
    old as any of them.
    """
    return _PACKAGES.sub(_without_marks, text.replace("\r\n", "\n").partition(BEGINS)[0])


def _without_marks(found: re.Match[str]) -> str:
    names = [name.strip() for name in found["names"].split(",")]
    if _MARKS not in names:
        return found[0]
    others = ",".join(name for name in names if name != _MARKS)
    kept = f"\\usepackage{found['options'] or ''}{{{others}}}" if others else ""
    return kept + _NO_MARKS + "\n" * found[0].count("\n")


def wrapped(preamble: str, source: str) -> tuple[str, int]:
    """The document around the file `source`, and the number of its lines that are the preamble's."""
    before = preamble if preamble.endswith("\n") else preamble + "\n"
    return before + _BODY.replace("SOURCE", source), before.count("\n")
