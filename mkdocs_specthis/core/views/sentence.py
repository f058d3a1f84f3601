"""Counts as sentences: the line that every page opens with.

Knows numbers and words only.
"""

from collections.abc import Iterable

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def in_words(number: int) -> str:
    """Numbers up to ten in words, others in digits grouped by thousands."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else f"{number:,}"


def count_of(number: int, one: str, many: str = "") -> str:
    """`1 entry`, `2 entries`: digits, for tables and stamps."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def closed(text: str) -> str:
    """A clause as a sentence: first letter large, a full stop where there is no end yet."""
    start = text[:1].upper() + text[1:]
    return start if start.endswith((".", "?", "!", "…")) else f"{start}."


def joined(phrases: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    every = list(phrases)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} and {every[-1]}"


def settled_sentence(settled: int, total: int) -> str:
    if total == 0:
        return "No entries yet."
    return _share_sentence(settled, total, "entry", "entries", "settled")


def exhibits_sentence(fresh: int, total: int) -> str:
    """`Six of seven exhibits are fresh.`"""
    if total == 0:
        return "No entry makes an exhibit of it."
    return _share_sentence(fresh, total, "exhibit", "exhibits", "fresh")


def _share_sentence(number: int, total: int, one: str, many: str, state: str) -> str:
    if total == 1:
        return f"The one {one} is {state}." if number else f"The one {one} is not {state}."
    if total == 2 and number != 1:
        return f"Both {many} are {state}." if number else f"Neither of the two {many} is {state}."
    if number == total:
        return f"All {in_words(total)} {many} are {state}."
    if number == 0:
        return f"None of {in_words(total)} {many} is {state}."
    return sentence(f"{in_words(number)} of {in_words(total)} {many} {'is' if number == 1 else 'are'} {state}")


def actor_phrase(actor: str, number: int) -> str:
    """`Three need a mind`: the phrase that leads to a queue."""
    verb = "needs" if number == 1 else "need"
    what = {"mind": "a mind", "machine": "a machine", "patience": "only patience"}[actor]
    phrase = f"{in_words(number)} {verb} {what}"
    return phrase[:1].upper() + phrase[1:]


def frees_sentence(number: int) -> str:
    """What a step is worth to others."""
    return f"It lets {count_of(number, 'more entry', 'more entries')} go on."


def seconds_in_words(seconds: float) -> str:
    """A duration for tables: `4 ms`, `3.6 s`, `1 min 10 s`, `2 h 5 min`."""
    if seconds < 0.0995:
        return "0 s" if not seconds else f"{seconds * 1000:.0f} ms" if seconds >= 0.001 else "under 1 ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours:,} h {minutes} min" if minutes else f"{hours:,} h"


def time_left_in_words(seconds: float) -> str:
    """As roughly as it is known: `less than a minute left`, `about 12 min left`, `about 2 h 10 min left`."""
    minutes = seconds / 60
    if minutes < 1:
        return "less than a minute left"
    step = 1 if minutes < 20 else 5 if minutes < 120 else 10 if minutes < 600 else 60
    hours, rest = divmod(step * round(minutes / step), 60)
    words = [f"{hours:,} h"] * bool(hours) + [f"{rest} min"] * bool(rest)
    return f"about {' '.join(words)} left"


def clock_in_words(seconds: float) -> str:
    """A duration while it grows, in whole seconds: `3 s`, `1 min 10 s`, `2 h 5 min`."""
    return f"{int(seconds)} s" if seconds < 60 else seconds_in_words(seconds)


def bytes_in_words(size: int) -> str:
    """A size for tables: `812 bytes`, `6.8 KB`, `214 MB`."""
    if size < 1000:
        return f"{size} bytes"
    amount, unit = float(size), "bytes"
    for following in ("KB", "MB", "GB", "TB"):
        amount, unit = amount / 1000, following
        if amount < 999.5:
            break
    return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:,.0f} {unit}"


def short_digest(digest: str) -> str:
    """The first seven characters of a digest or commit, whatever it starts with."""
    return digest.rsplit(":", 1)[-1][:7]
