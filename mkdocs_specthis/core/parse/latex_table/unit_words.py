"""Units and prefixes of siunitx with their symbols. Data alone."""

from collections.abc import Mapping

UNITS: Mapping[str, str] = {
    "metre": "m", "meter": "m", "kilogram": "kg", "gram": "g", "second": "s", "ampere": "A", "kelvin": "K",
    "mole": "mol", "candela": "cd", "becquerel": "Bq", "degreeCelsius": "°C", "celsius": "°C", "coulomb": "C",
    "farad": "F", "gray": "Gy", "hertz": "Hz", "henry": "H", "joule": "J", "katal": "kat", "lumen": "lm",
    "lux": "lx", "newton": "N", "ohm": "Ω", "pascal": "Pa", "radian": "rad", "siemens": "S", "sievert": "Sv",
    "steradian": "sr", "tesla": "T", "volt": "V", "watt": "W", "weber": "Wb", "astronomicalunit": "au",
    "bel": "B", "dalton": "Da", "day": "d", "decibel": "dB", "degree": "°", "electronvolt": "eV", "hectare": "ha",
    "hour": "h", "litre": "L", "liter": "L", "minute": "min", "neper": "Np", "tonne": "t", "arcminute": "′",
    "arcsecond": "″", "arcmin": "′", "arcsec": "″", "angstrom": "Å", "bar": "bar", "barn": "b", "knot": "kn",
    "atomicmassunit": "u", "mmHg": "mmHg", "nauticalmile": "M", "percent": "%", "bit": "bit", "byte": "B",
    "fg": "fg", "pg": "pg", "ng": "ng", "ug": "µg", "mg": "mg", "g": "g", "kg": "kg", "pm": "pm", "nm": "nm",
    "um": "µm", "mm": "mm", "cm": "cm", "dm": "dm", "m": "m", "km": "km", "as": "as", "fs": "fs", "ps": "ps",
    "ns": "ns", "us": "µs", "ms": "ms", "s": "s", "fmol": "fmol", "pmol": "pmol", "nmol": "nmol",
    "umol": "µmol", "mmol": "mmol", "mol": "mol", "kmol": "kmol", "pA": "pA", "nA": "nA", "uA": "µA", "mA": "mA",
    "A": "A", "kA": "kA", "ul": "µL", "ml": "mL", "l": "L", "hl": "hL", "uL": "µL", "mL": "mL", "L": "L",
    "hL": "hL", "mHz": "mHz", "Hz": "Hz", "kHz": "kHz", "MHz": "MHz", "GHz": "GHz", "THz": "THz", "mN": "mN",
    "N": "N", "kN": "kN", "MN": "MN", "Pa": "Pa", "kPa": "kPa", "MPa": "MPa", "GPa": "GPa", "mohm": "mΩ",
    "kohm": "kΩ", "Mohm": "MΩ", "pV": "pV", "nV": "nV", "uV": "µV", "mV": "mV", "V": "V", "kV": "kV",
    "uW": "µW", "mW": "mW", "W": "W", "kW": "kW", "MW": "MW", "GW": "GW", "J": "J", "uJ": "µJ", "mJ": "mJ",
    "kJ": "kJ", "eV": "eV", "meV": "meV", "keV": "keV", "MeV": "MeV", "GeV": "GeV", "TeV": "TeV", "kWh": "kWh",
    "F": "F", "fF": "fF", "pF": "pF", "nF": "nF", "uF": "µF", "mF": "mF", "H": "H", "mH": "mH", "uH": "µH",
    "K": "K", "dB": "dB", "C": "C", "T": "T",
}  # fmt: skip
PREFIXES: Mapping[str, str] = {
    "quecto": "q",
    "ronto": "r",
    "yocto": "y",
    "zepto": "z",
    "atto": "a",
    "femto": "f",
    "pico": "p",
    "nano": "n",
    "micro": "µ",
    "milli": "m",
    "centi": "c",
    "deci": "d",
    "deca": "da",
    "deka": "da",
    "hecto": "h",
    "kilo": "k",
    "mega": "M",
    "giga": "G",
    "tera": "T",
    "peta": "P",
    "exa": "E",
    "zetta": "Z",
    "yotta": "Y",
    "ronna": "R",
    "quetta": "Q",
    "kibi": "Ki",
    "mebi": "Mi",
    "gibi": "Gi",
    "tebi": "Ti",
    "pebi": "Pi",
}
POWERS_BEFORE: Mapping[str, str] = {"square": "2", "cubic": "3"}
POWERS_BEHIND: Mapping[str, str] = {"squared": "2", "cubed": "3"}
TIGHT = frozenset({"°", "′", "″"})
"""Symbols that stand right behind their number."""
