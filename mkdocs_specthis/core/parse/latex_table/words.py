"""What the commands of running text stand for: characters, accents, looks, and those that show nothing.

Data alone. A command that is in none of these tables, and that no reader knows, is not understood.
"""

from collections.abc import Mapping

from mkdocs_specthis.core.model.latex_table import Style
from mkdocs_specthis.core.parse.latex_table.signs import listed

CHARACTERS: Mapping[str, str] = {
    **{sign: sign for sign in "%&#_${}"},
    " ": "\u00a0", ",": "\u202f", ";": "\u2005", ":": "\u2005", ">": "\u2005", "!": "", "/": "", "-": "", "@": "",
    "quad": "\u2003", "qquad": "\u2003\u2003", "enspace": "\u2002", "enskip": "\u2002", "thinspace": "\u202f",
    "thickspace": "\u2005", "medspace": "\u2005", "space": " ", "nobreakspace": "\u00a0", "negthinspace": "",
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textless": "<", "textgreater": ">",
    "textbar": "|", "textbraceleft": "{", "textbraceright": "}", "textunderscore": "_", "textdollar": "$",
    "textasteriskcentered": "∗", "textbullet": "•", "textperiodcentered": "·", "textsection": "§", "S": "§",
    "P": "¶", "textparagraph": "¶", "dag": "†", "ddag": "‡", "textdagger": "†", "textdaggerdbl": "‡",
    "copyright": "©", "textcopyright": "©", "textregistered": "®", "texttrademark": "™", "pounds": "£",
    "textsterling": "£", "euro": "€", "texteuro": "€", "EUR": "€", "textyen": "¥", "yen": "¥", "textcent": "¢",
    "ldots": "…", "dots": "…", "textellipsis": "…", "textemdash": "—", "textendash": "–", "textquoteleft": "‘",
    "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "lq": "‘", "rq": "’",
    "textquotesingle": "'", "textquotedbl": '"', "guillemotleft": "«", "guillemotright": "»", "og": "«", "fg": "»",
    "textdegree": "°", "degree": "°", "textpm": "±", "textmu": "µ", "micro": "µ", "texttimes": "×", "textdiv": "÷",
    "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "textperthousand": "‰", "permil": "‰",
    "textnumero": "№", "textcelsius": "℃", "textohm": "Ω", "textminus": "−", "textfractionsolidus": "⁄",
    "texttildelow": "~", "textasciigrave": "`", "textvisiblespace": "␣", "textsurd": "√", "textordfeminine": "ª",
    "textordmasculine": "º", "slash": "/", "o": "ø", "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "aa": "å", "AA": "Å", "ss": "ß", "SS": "SS", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð",
    "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "LaTeX": "LaTeX", "TeX": "TeX",
    "checkmark": "✓", "cmark": "✓", "xmark": "✗", "textdownarrow": "↓", "textuparrow": "↑",
    "textrightarrow": "→", "textleftarrow": "←", "textsuperscripttwo": "²", "blacksquare": "■",
    "LaTeXe": "LaTeX2ε", "BibTeX": "BibTeX", "nodata": "⋯", "phn": "", "phd": "", "phs": "",
    "arcdeg": "°", "arcmin": "′", "arcsec": "″",
}  # fmt: skip

DINGBATS: Mapping[str, str] = {
    "51": "✓",
    "52": "✔",
    "53": "✕",
    "54": "✖",
    "55": "✗",
    "56": "✘",
    "72": "★",
    "73": "☆",
    "108": "●",
    "109": "❍",
    "110": "■",
    "111": "❏",
    "115": "▲",
    "116": "▼",
    "117": "◆",
    "118": "❖",
}

ACCENTS: Mapping[str, str] = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "d": "\u0323",
    "b": "\u0331",
    "r": "\u030a",
    "k": "\u0328",
}
"""Combining characters, which stand behind their letter."""

LOOKS: Mapping[str, Style] = {
    "textbf": Style.BOLD,
    "textit": Style.ITALIC,
    "emph": Style.ITALIC,
    "textsl": Style.ITALIC,
    "textsc": Style.SMALL_CAPS,
    "texttt": Style.MONOSPACE,
    "textsf": Style.SANS,
    "underline": Style.UNDERLINE,
    "uline": Style.UNDERLINE,
    "ul": Style.UNDERLINE,
    "sout": Style.STRUCK,
    "st": Style.STRUCK,
    "textsuperscript": Style.SUPER,
    "textsubscript": Style.SUB,
    "tnote": Style.SUPER,
    "tablenotemark": Style.SUPER,
    "TblrNote": Style.SUPER,
}
"""Commands whose argument looks so."""
PLAIN_ARGUMENT = listed(
    """
    textrm textnormal textup textmd mbox hbox text centerline leftline smash nolinkurl
    """
)
"""Commands that show their argument as it is."""
DECLARATIONS: Mapping[str, Style | None] = {
    "bfseries": Style.BOLD,
    "bf": Style.BOLD,
    "boldmath": Style.BOLD,
    "itshape": Style.ITALIC,
    "it": Style.ITALIC,
    "em": Style.ITALIC,
    "slshape": Style.ITALIC,
    "sl": Style.ITALIC,
    "scshape": Style.SMALL_CAPS,
    "sc": Style.SMALL_CAPS,
    "ttfamily": Style.MONOSPACE,
    "tt": Style.MONOSPACE,
    "sffamily": Style.SANS,
    "sf": Style.SANS,
}
"""Commands that hold up to the end of their group."""
NORMAL = frozenset({"normalfont", "rm", "rmfamily", "upshape", "mdseries", "up", "md", "selectfont", "unboldmath"})

_SIZES = "tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge Tiny HUGE"
SIZES = frozenset(_SIZES.split())
ALIGNMENTS: Mapping[str, str] = {
    "centering": "centre",
    "Centering": "centre",
    "raggedright": "left",
    "RaggedRight": "left",
    "raggedleft": "right",
    "RaggedLeft": "right",
    "justifying": "justify",
}

_SHOWS_NOTHING = """
    noindent indent strut null relax protect leavevmode unskip ignorespaces arraybackslash allowbreak nobreak
    hfill hfil hss vfill vfil smallskip medskip bigskip par newpage clearpage flushleft sloppy fussy singlespacing
    onehalfspacing doublespacing phantomsection showrowcolors hiderowcolors ignorespacesafterend frenchspacing
    nonfrenchspacing normalbaselines offinterlineskip goodbreak ContinuedFloat FloatBarrier nointerlineskip raggedbottom
    flushbottom centerfloat center maketitle startlongtable dotfill hrulefill npnoround npaddmissingzero
    npnoaddmissingzero npfourdigitsep npfourdigitnosep
"""
SILENT: Mapping[str, str] = {
    **dict.fromkeys(_SHOWS_NOTHING.split(), ""),
    **dict.fromkeys(("vspace", "phantom", "hphantom", "vphantom", "phm"), "sm"),
    **dict.fromkeys(("label", "index", "pagestyle", "thispagestyle", "usepackage", "nocite"), "om"),
    **dict.fromkeys(("vskip", "hskip", "kern"), "l"),
    **dict.fromkeys(("setlength", "addtolength", "fontsize", "settowidth", "setcounter", "addtocounter"), "mm"),
    **dict.fromkeys(("captionsetup", "documentclass", "floatsetup", "arrayrulecolor", "doublerulesepcolor"), "om"),
    **dict.fromkeys(("pagebreak", "nopagebreak", "nolinebreak", "bigstrut"), "o"),
    **dict.fromkeys(
        (
            "robustify",
            "stepcounter",
            "refstepcounter",
            "newlength",
            "fontfamily",
            "fontseries",
            "fontshape",
            "linespread",
            "hypersetup",
        ),
        "m",
    ),
    **dict.fromkeys(
        (
            "hypersetup",
            "geometry",
            "setstretch",
            "title",
            "author",
            "date",
            "enlargethispage",
            "nprounddigits",
            "npdecimalsign",
            "npthousandsep",
            "usetikzlibrary",
            "extracolsep",
        ),
        "m",
    ),
    "rowcolors": "sommm",
    "addcontentsline": "mmm",
}
"""Commands that show nothing, with their arguments: `s` a star, `o` optional, `m` mandatory, `l` a length."""
REFERENCES = listed(
    """
    ref eqref cref Cref autoref pageref nameref vref labelcref subref Autoref cite citep citet citealp citealt
    citeauthor citeyear citeyearpar citenum Cite Citet Citep textcite parencite autocite footcite fullcite
    supercite onlinecite citeA citeNP shortcite tnotex tnoteref hyperlink
    """
)
LENGTHS = listed(
    """
    tabcolsep arrayrulewidth doublerulesep extrarowheight aboverulesep belowrulesep parindent LTcapwidth LTpre
    LTpost LTleft LTright cmidrulewidth lightrulewidth heavyrulewidth abovecaptionskip belowcaptionskip
    belowbottomsep abovetopsep cmidrulesep cmidrulekern tymin tymax fboxsep fboxrule parskip baselineskip
    lineskip bigstrutjot leftskip rightskip textwidth hsize defaultaddspace tabskip arraycolsep columnsep
    multirowsep movetabledown movetableright
    hbadness vbadness hfuzz vfuzz emergencystretch tolerance pretolerance hyphenpenalty linewidth columnwidth
    """
)
"""Lengths to which a file may assign, as in `\\tabcolsep=3pt`."""
