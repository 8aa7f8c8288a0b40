"""Independent double programming: what a page shows, computed again by another engine and compared.

lifelines, pandas and scipy are imported only in these modules, when they are asked for. Where the two are
known to differ, or the second engine has no such method, the line says so and is not counted as a difference.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable

from explorer.cohort.cohort import Cohort
from explorer.errors import AnalysisError
from explorer.patience import still_wanted
from explorer.question.question import Question
from explorer.verification.baseline_opinion import baseline_lines
from explorer.verification.competing_opinion import competing_lines
from explorer.verification.counts_opinion import data_lines, design_lines, flow_lines
from explorer.verification.extended_opinion import extended_lines
from explorer.verification.models_opinion import models_lines
from explorer.verification.monitoring_opinion import monitoring_lines
from explorer.verification.opinion import AGREE, SecondOpinion, TwoNumbers
from explorer.verification.safety_opinion import safety_lines
from explorer.verification.subgroups_opinion import subgroup_lines
from explorer.verification.survival_opinion import curve_lines

__all__ = ["AGREE", "SecondOpinion", "TwoNumbers", "second_opinion"]

Provider = Callable[[Cohort, Question], Iterable[TwoNumbers]]


def overview_lines(cohort: Cohort, question: Question) -> Iterable[TwoNumbers]:
    """The curves and the subgroups."""
    yield from curve_lines(cohort, question)
    yield from subgroup_lines(cohort, question)


PROVIDERS: dict[str, tuple[Provider, tuple[str, ...]]] = {
    "Overview": (overview_lines, ("lifelines",)),
    "Flow": (flow_lines, ("pandas",)),
    "Survival": (extended_lines, ("lifelines",)),
    "Subgroups": (subgroup_lines, ("lifelines",)),
    "Competing risks": (competing_lines, ("lifelines",)),
    "Baseline": (baseline_lines, ("pandas",)),
    "Safety": (safety_lines, ("pandas", "scipy")),
    "Monitoring": (monitoring_lines, ("lifelines", "scipy")),
    "Models": (models_lines, ("lifelines",)),
    "Data": (data_lines, ("pandas", "lifelines")),
    "Design": (design_lines, ()),
}
"""What computes the numbers of a page again, and with which libraries."""


def second_opinion(cohort: Cohort, question: Question, page: str) -> SecondOpinion:
    """Compute what a page shows of a question again; ``page`` is one of ``PROVIDERS``.

    Raises:
        AnalysisError: lifelines is not installed.
        SelectionError: the study has no such endpoint or field.
    """
    provider, libraries = PROVIDERS[page]
    engine = " and ".join(f"{name} {_version(name)}" for name in libraries)
    lines = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of every collinear subgroup; those lines say so themselves
        for line in provider(cohort, question):
            still_wanted()
            lines.append(line)
    return SecondOpinion(engine, tuple(lines))


def _version(library: str) -> str:
    from importlib import import_module

    try:
        import lifelines  # noqa: F401  # it brings pandas and scipy
    except ImportError:
        raise AnalysisError(
            "The second engine, lifelines, is not part of this installation; "
            "it comes with the program's source."
        ) from None
    return str(import_module(library).__version__)
