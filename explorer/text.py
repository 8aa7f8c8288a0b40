"""How numbers and counts are written. The only place that rounds: half away from zero, as journals do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

DASH = "–"
NOT_REACHED = "NR"
NONE = "—"

_BETWEEN = (", ", " or ", " and ")
_PARTS = re.compile(f"({'|'.join(_BETWEEN)})")
_AFTER_THE_HEAD = ("after", "at", "before", "by", "due", "from", "in", "of", "on", "to", "with", "without")


def number(value: float | None, digits: int) -> str:
    """A number with so many decimals, rounded half away from zero; a dash when there is none."""
    if value is None or not isfinite(value):
        return NONE
    return _rounded(Decimal(repr(float(value))), digits)


def _rounded(value: Decimal, digits: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{rounded:f}"
    return f"−{text[1:]}" if text.startswith("-") and rounded != 0 else text.lstrip("-")


def ratio(value: float | None) -> str:
    """A hazard ratio or one of its limits, two decimals; large ones shorter, and never 0."""
    if value is None or not isfinite(value):
        return NONE
    if value >= 999.5:
        return ">999"
    if value < 0.005:
        return "<0.01"
    return number(value, 0 if value >= 99.995 else 2)


def interval(lower: str, upper: str) -> str:
    """Two limits, already written, joined by an en dash, or by "to" where one is negative."""
    joined = " to " if "−" in lower + upper else DASH
    return f"{lower}{joined}{upper}"


def ratio_interval(value: float | None, lower: float | None, upper: float | None) -> str:
    """``0.41 (0.23–0.73)``; a dash when there is no ratio."""
    if value is None or not isfinite(value):
        return NONE
    return f"{ratio(value)} ({interval(ratio(lower), ratio(upper))})"


def p_value(p: float | None) -> str:
    """A P value as the New England Journal prints it: two decimals, three below 0.01, "<0.001".

    Below 0.05 it keeps the digits, up to four, with which it does not read as 0.05 (AMA Manual of Style,
    section 19.5: not rounded to nonsignificance): 0.046, 0.0499, and "<0.05" for 0.04999.
    """
    if p is None or not isfinite(p):
        return NONE
    if p < 0.001:
        return "<0.001"
    if p < 0.01:
        return number(p, 3)
    if p < 0.05:
        written = (number(p, digits) for digits in (2, 3, 4))
        return next((text for text in written if float(text) < 0.05), "<0.05")
    text = number(p, 2)
    return ">0.99" if text == "1.00" else text


def p_equals(p: float | None) -> str:
    """``P = 0.002`` or ``P < 0.001``."""
    text = p_value(p)
    if text[:1] in "<>":
        return f"P {text[0]} {text[1:]}"
    return f"P = {text}"


def percent(share: float | None, digits: int = 0) -> str:
    """A share in 0..1 as a percentage without its sign."""
    if share is None or not isfinite(share):
        return NONE
    # In decimals, because 100 * 0.145 is 14.499999999999998.
    return _rounded(Decimal(repr(float(share))).scaleb(2), digits)


def percent_interval(value: float | None, lower: float | None, upper: float | None, digits: int = 0) -> str:
    """``85 (77–91)``; without limits the value alone."""
    if value is None or (lower is None and upper is None):
        return percent(value, digits)
    return f"{percent(value, digits)} ({interval(percent(lower, digits), percent(upper, digits))})"


def reached(value: float | None, digits: int = 1) -> str:
    """A quantile of survival, or "NR" (not reached)."""
    return NOT_REACHED if value is None else number(value, digits)


def count(n: int) -> str:
    """A whole number with thousands separators from 10,000 on."""
    return f"{n:,}" if n >= 10_000 else str(n)


def counted(n: int, singular: str, plural: str = "") -> str:
    """``1 row`` or ``3 rows``."""
    return f"{count(n)} {singular if n == 1 else plural or singular + 's'}"


def plural(noun: str) -> str:
    """Several of what a noun names: ``deaths``, ``relapses or deaths``, ``deaths from any cause``."""
    return "".join(each if each in _BETWEEN else _plural_of_one(each) for each in _PARTS.split(noun))


def _plural_of_one(noun: str) -> str:
    words = noun.split(" ")
    head = next((index for index, word in enumerate(words) if word in _AFTER_THE_HEAD), len(words)) - 1
    words[head] = _plural_of_word(words[head])
    return " ".join(words)


def _plural_of_word(word: str) -> str:
    if word.endswith("sis"):
        return f"{word[:-2]}es"
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"


def listed(names: Sequence[object], most: int = 8) -> str:
    """Names or numbers joined by commas, the last with "and"; a long list is cut with its count."""
    if len(names) > most:
        return ", ".join(map(str, names[:most])) + f" and {count(len(names) - most)} more"
    if len(names) < 2:
        return "".join(map(str, names))
    return ", ".join(map(str, names[:-1])) + f" and {names[-1]}"


def signed(value: float | None, digits: int = 1) -> str:
    """A difference with its sign: ``+13.3``, ``−2.0``; no sign at zero."""
    written = number(value, digits)
    return f"+{written}" if value is not None and value > 0 and written.strip("0.") else written


def duration(months: float, unit: str = "months", digits: int = 1) -> str:
    """A time in the unit it is asked in: ``26.4 months``, ``2.2 years``."""
    return f"{number(months / 12 if unit == 'years' else months, digits)} {unit}"


def at_time(months: float) -> str:
    """A time as an adjective: ``3-yr``, ``30-mo``."""
    if months >= 12 and months % 12 == 0:
        return f"{number(months / 12, 0)}-yr"
    return f"{number(months, 0 if months == int(months) else 1)}-mo"


def in_sentence(label: str) -> str:
    """A label as it stands within a sentence: "Rituximab use" begins small, "CD20" stays."""
    if len(label) < 2 or not label[1].islower():
        return label
    return label[0].lower() + label[1:]


def confidence(level: float) -> str:
    """``95% CI``; a level with decimals keeps them."""
    return f"{number(100 * level, 0 if abs(100 * level - round(100 * level)) < 1e-9 else 1)}% CI"
