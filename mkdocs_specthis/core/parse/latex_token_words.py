"""Commands and environments that change how the text around them is to be read. Data alone.

What is done about each is said in `latex_tokens.py`.
"""

HIDING = frozenset(
    {
        *("verbatim", "verbatim*", "Verbatim", "Verbatim*", "BVerbatim", "LVerbatim", "SaveVerbatim", "VerbatimOut"),
        *("lstlisting", "minted", "comment", "filecontents", "filecontents*", "tcblisting", "tcblisting*"),
        *("luacode", "luacode*", "pycode", "sagesilent", "sageblock", "asy", "asydef"),
    }
)
"""Environments whose content is no LaTeX to be read."""
DECLARING = frozenset(
    {"excludecomment", "lstnewenvironment", "newtcblisting", "DefineVerbatimEnvironment", "newverbatim"}
)
"""Commands that declare one more such environment."""
ONE_BODY = frozenset(
    {
        *("newcommand", "renewcommand", "providecommand", "DeclareRobustCommand", "NewDocumentCommand"),
        *("RenewDocumentCommand", "ProvideDocumentCommand", "DeclareDocumentCommand", "def", "edef", "gdef", "xdef"),
    }
)
TWO_BODIES = frozenset({"newenvironment", "renewenvironment", "NewDocumentEnvironment", "DeclareDocumentEnvironment"})
CONDITIONALS = frozenset(
    {
        *("if", "ifcat", "ifx", "ifcase", "ifnum", "ifodd", "ifdim", "ifhmode", "ifvmode", "ifmmode", "ifinner"),
        *("ifvoid", "ifhbox", "ifvbox", "ifeof", "ifdefined", "ifcsname", "iffontchar", "iftrue", "iffalse", "ifpdf"),
        *(
            "ifincsname",
            "ifabsnum",
            "ifabsdim",
            "ifprimitive",
            "ifluatex",
            "ifxetex",
            "ifPDFTeX",
            "ifLuaTeX",
            "ifXeTeX",
        ),
    }
)
NO_CONDITIONALS = frozenset(
    {
        *("iff", "ifthenelse", "ifthispageodd", "ifdef", "ifundef", "ifdefmacro", "ifdefempty", "ifdefvoid"),
        *("ifdefstring", "ifdefequal", "ifdefcounter", "ifdeflength", "ifdefparam", "ifdefprotected"),
    }
)
"""Commands whose name begins with `if`, and that no `\\fi` closes."""
INLINE_VERBATIM = frozenset({"verb", "Verb", "lstinline", "mintinline"})
ADDRESSES = frozenset({"url", "href", "nolinkurl", "path"})
"""Commands in whose first argument `%` is a character like any other."""
