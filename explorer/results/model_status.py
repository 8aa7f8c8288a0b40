"""What the result of a model counts for, as a word for files and as a sentence for readers."""

from __future__ import annotations

from explorer.analyses.model_answers import (
    ComparedModel,
    ComparisonOfModels,
    ModelAnswer,
    ProportionalityAnswer,
    TimeVaryingAnswer,
)
from explorer.question.model_question import ModelQuestion
from explorer.question.question import Question
from explorer.results.status import NOT_ADJUSTED, Status
from explorer.study.models import StudyModel, TimeVaryingEvent
from explorer.study.study import Study
from explorer.text import listed

Fitted = ModelAnswer | ProportionalityAnswer | TimeVaryingAnswer | ComparisonOfModels


def models_status(answer: Fitted) -> Status:
    """The trial's own model is primary, those that its study declares secondary, in its own population; what
    the reader chose is post hoc, other patients or strata are exploratory."""
    study, question = answer.study, _question(answer)
    if not answer.comparable or not answer.primary:
        return "exploratory"
    if isinstance(answer, TimeVaryingAnswer):
        own = _own_strata(answer.event, study)
        return "secondary" if question.strata == own else "exploratory"
    if isinstance(answer, ComparisonOfModels):
        return "secondary" if question.strata == study.strata else "exploratory"
    asked = answer.asked
    if asked.interaction or not (_is_declared(study, asked) or not asked.covariates):
        return "post hoc"
    if asked.covariates:
        return "secondary"
    if question.strata != study.strata:
        return "exploratory"
    is_estimate = isinstance(answer, ModelAnswer)  # a check of its assumptions is not the analysis itself
    return "primary" if is_estimate and answer.endpoint.primary else "secondary"


def compared_status(answer: ComparisonOfModels, each: ComparedModel) -> Status:
    """Of one model of a comparison: the same as if it stood alone."""
    study, strata = answer.study, answer.question.strata
    if not answer.comparable or not answer.primary:
        return "exploratory"
    if each.id == "own":
        return "post hoc"
    named: list[StudyModel | TimeVaryingEvent] = [*study.models, *study.time_varying]
    declared = next((one for one in named if one.id == each.id), None)
    if declared is not None:
        return "secondary" if declared.strata is not None or strata == study.strata else "exploratory"
    if each is not answer.models[answer.main] or strata != study.strata:
        return "exploratory"
    return "primary" if answer.endpoint.primary else "secondary"


def status_words(answer: Fitted) -> str:
    """The status as a sentence, with the reason where it is less than secondary."""
    found = models_status(answer)
    if found == "exploratory":
        if not answer.comparable:
            return "Exploratory: not all of these patients were randomized, so no P value is given."
        if not answer.primary:
            return "Exploratory: a cohort other than the analysis population."
        return "Exploratory: strata other than those of the trial."
    if found == "post hoc":
        chosen = isinstance(answer, ModelAnswer) and answer.asked.interaction
        return f"Post hoc: {'an interaction' if chosen else 'a model'} chosen on screen."
    if isinstance(answer, ComparisonOfModels):
        ranks: dict[Status, list[str]] = {}
        for each in answer.models:
            ranks.setdefault(compared_status(answer, each), []).append(each.label)
        order: tuple[Status, ...] = ("primary", "secondary", "post hoc", "exploratory")
        words = "; ".join(f"{rank}: {listed(ranks[rank])}" for rank in order if rank in ranks)
        return f"{words[:1].upper()}{words[1:]}."
    return f"{found.capitalize()} analysis."


def cautions(answer: Fitted) -> tuple[str, ...]:
    """The status in words, and that nothing is adjusted for multiplicity unless the result is primary."""
    said = status_words(answer)
    return (said,) if models_status(answer) == "primary" else (said, NOT_ADJUSTED)


def _question(answer: Fitted) -> Question:
    if isinstance(answer, TimeVaryingAnswer | ComparisonOfModels):
        return answer.question
    return answer.asked.question


def _is_declared(study: Study, asked: ModelQuestion) -> bool:
    """Whether the study has a model of these covariates in these strata."""
    strata = asked.question.strata
    return any(
        model.covariates == asked.covariates and strata == _own_strata(model, study) for model in study.models
    )


def _own_strata(declared: StudyModel | TimeVaryingEvent, study: Study) -> tuple[str, ...]:
    return study.strata if declared.strata is None else declared.strata
