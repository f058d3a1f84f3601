"""The unit that a key names: `rmse_ppm`, `speed (m/s)`, `wait_ms`. One that could be something else is none.

Knows keys; not what they measure.
"""

import re
from collections.abc import Mapping

_IN_BRACKETS = re.compile(r".*\S\s*[\[(]([^\[\]()]{0,11}[^\W\d_%°][^\[\]()]{0,11}|%|°)[\])]\Z")
_SUFFIXES: Mapping[str, str] = {
    "ns": "ns", "us": "µs", "ms": "ms", "sec": "s", "secs": "s", "seconds": "s", "minutes": "min", "hours": "h",
    "days": "days", "weeks": "weeks", "months": "months", "years": "years", "pct": "%", "percent": "%", "ppm": "ppm",
    "ppb": "ppb", "kg": "kg", "mg": "mg", "km": "km", "cm": "cm", "mm": "mm", "nm": "nm", "hz": "Hz", "khz": "kHz",
    "mhz": "MHz", "ghz": "GHz", "bytes": "bytes", "kb": "KB", "mb": "MB", "gb": "GB", "usd": "USD", "eur": "EUR",
    "gbp": "GBP", "deg": "°", "degrees": "°", "celsius": "°C", "kelvin": "K", "kw": "kW", "kwh": "kWh", "hpa": "hPa",
    "kpa": "kPa", "mol": "mol", "ev": "eV", "kev": "keV", "mev": "MeV", "gev": "GeV", "db": "dB",
}  # fmt: skip


def unit_of(key: str) -> str:
    """Empty if the key names none."""
    found = _IN_BRACKETS.match(key[:200])
    if found:
        return found.group(1).strip()
    head, _, last = key.rpartition("_")
    return _SUFFIXES.get(last.lower(), "") if head else ""
