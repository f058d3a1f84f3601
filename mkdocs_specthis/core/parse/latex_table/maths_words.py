"""What the commands of formulas stand for, as far as text can show them, and which others a page's renderer knows.

Data alone.
"""

from collections.abc import Mapping

from mkdocs_specthis.core.parse.latex_table.signs import listed

LETTERS: Mapping[str, str] = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ϵ",
    "varepsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "vartheta": "ϑ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "varpi": "ϖ",
    "rho": "ρ",
    "varrho": "ϱ",
    "sigma": "σ",
    "varsigma": "ς",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "ϕ",
    "varphi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "ell": "ℓ",
    "hbar": "ℏ",
    "imath": "ı",
    "jmath": "ȷ",
    "partial": "∂",
}
"""Shown in italics."""
UPRIGHT: Mapping[str, str] = {
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Pi": "Π",
    "Sigma": "Σ",
    "Upsilon": "Υ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
    "infty": "∞",
    "nabla": "∇",
    "emptyset": "∅",
    "varnothing": "∅",
    "forall": "∀",
    "exists": "∃",
    "neg": "¬",
    "lnot": "¬",
    "prime": "′",
    "circ": "∘",
    "degree": "°",
    "dagger": "†",
    "ddagger": "‡",
    "dag": "†",
    "ddag": "‡",
    "S": "§",
    "P": "¶",
    "checkmark": "✓",
    "star": "⋆",
    "ast": "∗",
    "bullet": "•",
    "square": "□",
    "Box": "□",
    "blacksquare": "■",
    "diamond": "⋄",
    "triangle": "△",
    "uparrow": "↑",
    "downarrow": "↓",
    "updownarrow": "↕",
    "Uparrow": "⇑",
    "Downarrow": "⇓",
    "top": "⊤",
    "bot": "⊥",
    "ldots": "…",
    "dots": "…",
    "dotsc": "…",
    "cdots": "⋯",
    "dotsb": "⋯",
    "vdots": "⋮",
    "ddots": "⋱",
    "Re": "ℜ",
    "Im": "ℑ",
    "aleph": "ℵ",
    "wp": "℘",
    "blacktriangle": "▲",
    "bigstar": "★",
    "spadesuit": "♠",
    "clubsuit": "♣",
    "heartsuit": "♥",
    "diamondsuit": "♦",
    "sharp": "♯",
    "flat": "♭",
    "natural": "♮",
    "angle": "∠",
    "backslash": "\\",
    "%": "%",
    "&": "&",
    "#": "#",
    "_": "_",
    "$": "$",
    "{": "{",
    "}": "}",
    "lbrace": "{",
    "rbrace": "}",
    "langle": "⟨",
    "rangle": "⟩",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "vert": "|",
    "|": "‖",
    "Vert": "‖",
    "lvert": "|",
    "rvert": "|",
    "lVert": "‖",
    "rVert": "‖",
    "sum": "∑",
    "prod": "∏",
    "int": "∫",
    "lbrack": "[",
    "rbrack": "]",
    "colon": ":",
    "textdegree": "°",
    "micro": "µ",
    "pounds": "£",
    "euro": "€",
    "surd": "√",
    "sun": "☉",
    "Sun": "☉",
    "odot": "⊙",
    "oplus": "⊕",
    "ominus": "⊖",
    "otimes": "⊗",
    "AA": "Å",
    "Finv": "Ⅎ",
    "blacktriangledown": "▼",
    "triangledown": "▽",
    "lozenge": "◊",
    "complement": "∁",
    "cents": "¢",
}
BINARY: Mapping[str, str] = {
    "pm": "±",
    "mp": "∓",
    "times": "×",
    "div": "÷",
    "cdot": "·",
    "cup": "∪",
    "cap": "∩",
    "setminus": "∖",
    "wedge": "∧",
    "land": "∧",
    "vee": "∨",
    "lor": "∨",
    "bmod": "mod",
}
"""Stand with a little space on both sides, between two things."""
RELATIONS: Mapping[str, str] = {
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "ne": "≠",
    "neq": "≠",
    "approx": "≈",
    "sim": "∼",
    "simeq": "≃",
    "equiv": "≡",
    "ll": "≪",
    "gg": "≫",
    "propto": "∝",
    "in": "∈",
    "notin": "∉",
    "subset": "⊂",
    "subseteq": "⊆",
    "supset": "⊃",
    "supseteq": "⊇",
    "to": "→",
    "rightarrow": "→",
    "leftarrow": "←",
    "leftrightarrow": "↔",
    "Rightarrow": "⇒",
    "Leftarrow": "⇐",
    "Leftrightarrow": "⇔",
    "mapsto": "↦",
    "mid": "|",
    "parallel": "∥",
    "perp": "⊥",
    "cong": "≅",
    "doteq": "≐",
    "leqslant": "⩽",
    "geqslant": "⩾",
    "lesssim": "≲",
    "gtrsim": "≳",
    "longrightarrow": "⟶",
    "prec": "≺",
    "succ": "≻",
    "preceq": "⪯",
    "succeq": "⪰",
    "lt": "<",
    "gt": ">",
    "iff": "⟺",
    "implies": "⟹",
    "nearrow": "↗",
    "searrow": "↘",
    "rightleftharpoons": "⇌",
    "triangleq": "≜",
}
SPACES: Mapping[str, str] = {
    ",": "\u202f", ":": "\u2005", ";": "\u2005", ">": "\u2005", " ": " ", "quad": "\u2003", "qquad": "\u2003\u2003",
    "!": "", "/": "", "-": "", "space": " ", "enspace": "\u2002", "thinspace": "\u202f", "allowbreak": "", "relax": "",
    "displaystyle": "", "textstyle": "", "scriptstyle": "", "scriptscriptstyle": "", "limits": "", "nolimits": "",
    "strut": "", "mathstrut": "", "null": "", "nonumber": "", "notag": "", "nobreak": "", "protect": "",
}  # fmt: skip
ACCENTS: Mapping[str, str] = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "overline": "\u0305",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "dot": "\u0307",
    "ddot": "\u0308",
    "vec": "\u20d7",
    "check": "\u030c",
    "breve": "\u0306",
}
"""Combining characters: of one letter text can show them."""
FRACTIONS = ("frac", "tfrac", "dfrac", "nicefrac", "sfrac")
NAMES = listed(
    """
    log ln lg exp sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan min max sup inf lim det dim ker
    deg gcd arg Pr
    """
)
"""Functions, shown upright as they are called."""
UPRIGHT_ARGUMENT = listed(
    """
    mathrm text textrm mbox operatorname mathsf mathtt textnormal textup textsf mathnormal hbox
    """
)
"""Commands whose argument stands upright."""
BOLD_ARGUMENT = frozenset({"mathbf", "boldsymbol", "bm", "textbf", "pmb", "mathbold"})
ITALIC_ARGUMENT = frozenset({"mathit", "textit", "emph", "textsl"})
DECLARED: Mapping[str, bool] = {"rm": True, "bf": True, "it": False}
"""Commands that hold up to the end of their group, with whether letters stand upright from there."""
AS_TEXT = listed(
    """
    text textrm mbox textnormal textup textsf textbf textit emph textsl hbox texttt textsc
    """
)
"""Of those the ones whose argument is text and no formula."""
RAISED_TEXT = listed("textsuperscript tnote")
"""Commands whose argument is text that stands higher."""

RENDERED = listed(
    """
    rule cal
    frac dfrac tfrac cfrac sqrt binom hat bar tilde vec dot ddot overline widehat widetilde underline overbrace
    underbrace mathcal mathbb mathfrak mathscr left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr
    stackrel overset underset iint oint bigcup bigcap bigoplus not middle substack limits nolimits mathring
    check breve acute grave overrightarrow overleftarrow xrightarrow xleftarrow boxed phantom hphantom vphantom
    smash operatorname* coprod bigvee bigwedge bigotimes bigodot lesseqgtr models vdash dashv Vdash ulcorner
    urcorner subsetneq supsetneq nsubseteq sqcup sqcap uplus amalg wr rtimes ltimes hookrightarrow
    rightharpoonup leftharpoonup asymp bowtie nmid nleq ngeq nless ngtr limsup liminf argmax argmin mathbin
    mathrel mathop mathord mathopen mathclose mathpunct mathstrut cancel hspace mspace mkern
    """
)
"""Commands that text cannot show, and that every renderer of formulas knows."""
