"""Does a question that comes from outside, such as a session file, ask only for what a study has?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from explorer.errors import AnalysisError, nearest
from explorer.question.question import Question
from explorer.study.study import Study
from explorer.study_file.check import wrong_selection


def check_question(study: Study, question: Question) -> None:
    """Check that a question can be asked of a study's cohorts.

    Raises:
        AnalysisError: it names an endpoint, arm, field, level or competing risks that the study does not
            have, or a number that cannot be. (What is wrong with a model stands in its answer.)
    """
    for what, name, known in _names(study, question):
        if name not in (names := list(known)):
            raise AnalysisError(f'The study has no {what} "{name}"; {nearest(name, names)}')
    field, why = wrong_selection(study, question.selection)
    if field:
        raise AnalysisError(f"The filter on {field} cannot be set: {why}")
    for what, number in _positive(question):
        if number is not None and not number > 0:
            raise AnalysisError(f"{what} must be above 0; it is {number:g}.")
    if min(question.extended.weights or (0.0,)) < 0:
        raise AnalysisError("The weights rho and gamma of a log-rank test must not be below 0.")
    if not question.conf_level < 1:
        raise AnalysisError(f"The confidence level must be below 1; it is {question.conf_level:g}.")


def _names(study: Study, question: Question) -> Iterator[tuple[str, str, Iterable[str]]]:
    compared = [arm.id for arm in study.arms if not arm.reference]
    factors = [field.id for field in study.fields if field.kind == "category" and field.id != study.arm_field]
    yield "endpoint", question.endpoint, (endpoint.id for endpoint in study.endpoints)
    yield "arm to compare", question.compare, compared
    yield from (("stratification factor", factor, factors) for factor in question.strata)
    yield from (("field", id, (field.id for field in study.fields)) for id in question.more_filters)
    if question.competing.risks:
        yield "competing risks", question.competing.risks, (each.id for each in study.competing)
    if question.extended.by:
        yield "time-varying event", question.extended.by, (each.id for each in study.time_varying)
    if question.monitoring.compare is not None:
        yield "arm to monitor", question.monitoring.compare, compared


def _positive(question: Question) -> Iterator[tuple[str, float | None]]:
    yield "The confidence level", question.conf_level
    yield "The landmark", question.landmark
    yield "The end of the curves", question.horizon
    yield "The end of the restricted mean", question.extended.tau
    yield "The start of the landmark analysis", question.extended.from_month
    yield from (("A time at which survival is read", time) for time in question.extended.times)
    yield "The number of points of the monitoring path", question.monitoring.points
