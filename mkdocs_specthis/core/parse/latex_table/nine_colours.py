"""The colours of the LaTeX package ninecolors, which tabularray loads: `gray1` to `purple9`.

Knows their values; nothing of mixing. Source: the package's own defaults.
"""

from collections.abc import Mapping
from colorsys import hsv_to_rgb

_GRAYS = (0.14, 0.23, 0.3, 0.38, 0.46, 0.55, 0.64, 0.75, 0.87)
_HUES: Mapping[str, tuple[int, str]] = {
    "red": (0, "7928 7944 7958 7972 7284 5487 4090 2693 1397"),
    "brown": (30, "7921 7933 7943 7954 7966 7978 6386 4190 2095"),
    "yellow": (60, "7915 7923 7931 7939 7948 7957 7966 7977 4689"),
    "olive": (90, "7916 7925 7934 7942 7951 7961 7972 7683 3492"),
    "green": (120, "7917 7926 7935 7944 7953 7963 7974 6485 2893"),
    "teal": (150, "7916 7926 7935 7943 7953 7962 7973 6885 3093"),
    "cyan": (180, "7916 7925 7934 7942 7951 7961 7971 7783 3292"),
    "azure": (210, "7924 7938 7951 7964 7977 6785 5088 3392 1796"),
    "blue": (240, "7941 7964 7783 6585 5487 4390 3392 2294 1197"),
    "violet": (270, "7933 7952 7969 7683 6286 4988 3791 2594 1397"),
    "magenta": (300, "7925 7939 7952 7965 7978 6286 4489 2993 1496"),
    "purple": (330, "7927 7942 7956 7970 7683 5787 4290 2793 1496"),
}  # fmt: skip
"""Hue in degrees; for each of the nine its saturation and its brightness, two digits each, in hundredths."""

NINE_COLOURS: Mapping[str, tuple[float, float, float]] = {
    **{f"gray{number}": (value, value, value) for number, value in enumerate(_GRAYS, 1)},
    **{
        f"{name}{number}": hsv_to_rgb(hue / 360, int(one[:2]) / 100, int(one[2:]) / 100)
        for name, (hue, nine) in _HUES.items()
        for number, one in enumerate(nine.split(), 1)
    },
}
"""Name to red, green and blue, each from 0 to 1."""
