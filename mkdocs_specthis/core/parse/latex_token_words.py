"""Commands and environments that change how the text around them is to be read. Data alone.

What is done about each is said in `latex_tokens.py`.
"""

from collections.abc import Mapping

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
BRACED: Mapping[str, int] = {
    **dict.fromkeys(("@ifstar", "IfBooleanTF", "IfNoValueTF", "IfValueTF"), 0),
    **dict.fromkeys(("iftoggle", "nottoggle", "ifbool", "notbool", "ifthenelse", "ifboolexpr", "notboolexpr"), 1),
    **dict.fromkeys(("ifdef", "ifundef", "ifcsdef", "ifcsundef", "ifdefmacro", "ifdefempty", "ifdefvoid"), 1),
    **dict.fromkeys(("ifblank", "notblank", "ifstrempty", "ifnumodd", "ifthispageodd", "@ifundefined"), 1),
    **dict.fromkeys(("@ifpackageloaded", "@ifclassloaded", "IfPackageLoadedTF", "IfClassLoadedTF"), 1),
    **dict.fromkeys(("ifdefstring", "ifdefequal", "ifstrequal", "ifnumequal", "ifnumgreater", "ifnumless"), 2),
    **dict.fromkeys(("IfStrEq", "IfSubStr", "@ifpackagewith", "@ifclasswith", "IfPackageLoadedWithOptionsTF"), 2),
    "ifnumcomp": 3,
}
"""Commands that take two branches in braces, with how many arguments stand before these."""
IF_THERE = frozenset({"IfFileExists", "InputIfFileExists"})
"""Of those the ones whose first branch is taken to be read: what they ask for is there, or will be."""
INLINE_VERBATIM = frozenset({"verb", "Verb", "lstinline", "mintinline"})
ADDRESSES = frozenset({"url", "href", "nolinkurl", "path"})
"""Commands in whose first argument `%` is a character like any other."""
