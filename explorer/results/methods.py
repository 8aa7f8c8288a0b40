"""The method of each answer in words: limits and their level, ties, strata, test and its sides, tau."""

from __future__ import annotations

from explorer.analyses.answers import SubgroupAnswer, SubgroupBlock, SurvivalAnswer
from explorer.analyses.baseline_answer import BaselineAnswer
from explorer.analyses.competing_answers import CompetingAnswer
from explorer.analyses.extended_answers import ExtendedSurvivalAnswer, LandmarkSurvival
from explorer.analyses.follow_up import FollowUpAnswer
from explorer.analyses.model_answers import (
    ComparisonOfModels,
    ModelAnswer,
    ProportionalityAnswer,
    TimeVaryingAnswer,
)
from explorer.question.options import Display
from explorer.question.question import Question, primary_question
from explorer.study.study import Study
from explorer.text import confidence, duration, in_sentence, listed, number

TRANSFORMS = {
    "km": "on the scale of the Kaplan–Meier curve",
    "rank": "on the scale of its rank",
    "identity": "as it is",
    "log": "on a logarithmic scale",
}
_SCALES: dict[Display, str] = {
    "survival": "",
    "incidence": "Shown as 1 − S.",
    "hazard": "Shown as the cumulative hazard of Nelson and Aalen.",
    "log-log": "Shown as log(−log S).",
}


def survival_method(answer: SurvivalAnswer) -> str:
    """Of the curves, and of their comparison where there is one."""
    question = answer.question
    said = f"Kaplan–Meier curves with {confidence(question.conf_level)}, {question.conf_type}"
    if sum(arm.n > 0 for arm in answer.arms) > 1:
        test = " and two-sided log-rank test" if answer.comparable else ""
        said += f"; Cox model ({question.ties.capitalize()} ties){test}, {stratified(answer.strata_labels)}"
    return _joined(f"{said}.", changed(question, answer.study))


def landmark_method(answer: LandmarkSurvival) -> str:
    """Of the curves from a landmark on, and of the comparison of the arms."""
    question, month = answer.question, number(answer.month, int(answer.month != int(answer.month)))
    said = (
        f"Landmark analysis from month {month}, from which times count: Kaplan–Meier curves with "
        f"{confidence(question.conf_level)}, {question.conf_type}"
    )
    if answer.event is None and sum(arm.n > 0 for arm in answer.arms) > 1:
        test = " and two-sided log-rank test" if answer.comparable else ""
        said += f"; Cox model ({question.ties.capitalize()} ties){test}, {stratified(answer.strata_labels)}"
    return f"{said}."


def curves_method(answer: SurvivalAnswer) -> str:
    """Of curves from the start or from a landmark on."""
    return landmark_method(answer) if isinstance(answer, LandmarkSurvival) else survival_method(answer)


def scaled_curves_method(answer: ExtendedSurvivalAnswer) -> str:
    """Of the curves, and the scale on which they are drawn."""
    return _joined(curves_method(answer.curves), _SCALES[answer.question.extended.display])


def extended_method(answer: ExtendedSurvivalAnswer) -> str:
    """Of everything beyond the hazard ratio."""
    return _joined(*answer.methods, changed(answer.question, answer.study, curves=False))


def restricted_mean_method(answer: ExtendedSurvivalAnswer) -> str:
    """Of the restricted means alone; their limits are those of a normal distribution."""
    tau = f"Tau {duration(answer.tau)}, {answer.tau_rule}; normal {confidence(answer.question.conf_level)}."
    return _joined(answer.methods[0], tau)


def subgroup_method(answer: SubgroupAnswer) -> str:
    """Of the rows, the overall row and the tests of interaction."""
    ties = f"{answer.question.ties.capitalize()} ties, Wald {confidence(answer.question.conf_level)}."
    test = "P for interaction: likelihood-ratio test, two-sided." if answer.comparable else ""
    return _joined(strata_note(answer), ties, test)


def competing_method(answer: CompetingAnswer) -> str:
    """Of the incidences, and of their comparison where there is one."""
    return _joined(*answer.methods, changed(answer.question, answer.study))


def baseline_method(answer: BaselineAnswer) -> str:
    """How the table is written; it has no test."""
    return _joined("Counts with percentages, numbers as each row says; no test.", *answer.notes)


def model_method(answer: ModelAnswer) -> str:
    """Of the ratios and of the interaction."""
    question = answer.asked.question
    test = ""
    if answer.interaction is not None and answer.interaction.test is not None and answer.comparable:
        test = "P for treatment × covariate: likelihood ratio test."
    model = f"Cox model {stratified(answer.strata_labels)}, {question.ties.capitalize()} ties; "
    return _joined(model + _wald(question, answer.comparable), test)


def comparison_method(answer: ComparisonOfModels) -> str:
    """Of all models; each says its own strata."""
    ties = answer.question.ties.capitalize()
    return f"Cox models with {ties} ties; {_wald(answer.question, answer.comparable)}"


def time_varying_method(answer: TimeVaryingAnswer) -> str:
    """Of the curves, the ratios and the test."""
    question, event = answer.question, in_sentence(answer.event.label)
    return _joined(
        f"Curves: Simon–Makuch with {confidence(question.conf_level)}, {question.conf_type}. Hazard ratios: "
        f"one Cox model of treatment and {event} from its date on, {stratified(answer.strata_labels)}, "
        f"{question.ties.capitalize()} ties.",
        "Mantel–Byar test: two-sided, without strata." if answer.comparable else "",
    )


def proportionality_method(answer: ProportionalityAnswer) -> str:
    """Of the residuals and their test."""
    question = answer.asked.question
    return (
        f"Scaled Schoenfeld residuals with score tests, time {TRANSFORMS[answer.tested.transform]}; "
        f"Cox model {stratified(answer.strata_labels)}, {question.ties.capitalize()} ties."
    )


def follow_up_method(answer: FollowUpAnswer) -> str:
    """Of the medians and the completeness."""
    question = answer.question
    return (
        f"Median follow-up by reverse Kaplan–Meier with {confidence(question.conf_level)}, "
        f"{question.conf_type}; completeness: follow-up observed over follow-up possible."
    )


def stratified(labels: tuple[str, ...]) -> str:
    """``stratified by age and CD20``, or ``unstratified``."""
    return f"stratified by {_listed(labels)}" if labels else "unstratified"


def changed(question: Question, study: Study, *, curves: bool = True) -> str:
    """The conventions in which a question differs from the study's own, "" for none.

    ``curves``: also those of the limits and the landmark of a curve.
    """
    own, found = primary_question(study), []
    if question.conf_level != own.conf_level:
        found.append(f"{confidence(question.conf_level)} (the study: {confidence(own.conf_level)})")
    if curves and question.conf_type != own.conf_type:
        found.append(f"{question.conf_type} limits (the study: {own.conf_type})")
    if question.ties != own.ties:
        found.append(f"{question.ties.capitalize()} ties (the study: {own.ties.capitalize()})")
    if question.landmark != own.landmark:
        asked, study_s = (number(each, int(each != int(each))) for each in (question.landmark, own.landmark))
        found.append(f"landmark at {asked} months (the study: {study_s})")
    return f"Chosen by the reader: {', '.join(found)}." if found else ""


def strata_note(answer: SubgroupAnswer) -> str:
    """Which Cox models gave the rows and the overall row, so that differing hazard ratios are explained."""
    rows, overall = _all_factors(answer.blocks), answer.overall_strata_labels
    if all(block.strata_labels == overall for block in answer.blocks):
        return f"Cox model stratified by {_listed(overall)}." if overall else "Unstratified Cox model."
    own = any(set(block.strata_labels) != set(rows) for block in answer.blocks)
    less = ", less the factor that defines the subgroup" if own else ""
    if not rows:
        return f"Rows: unstratified Cox model; all patients: stratified by {_listed(overall)}."
    if not overall:
        return f"Rows: Cox model stratified by {_listed(rows)}{less}; all patients: unstratified."
    others = tuple(factor for factor in overall if factor not in rows)
    whole = f"also by {_listed(others)}" if others and set(rows) < set(overall) else f"by {_listed(overall)}"
    return f"Rows: Cox model stratified by {_listed(rows)}{less}; all patients: {whole}."


def _listed(factors: tuple[str, ...]) -> str:
    return listed([in_sentence(factor) for factor in factors])


def _all_factors(blocks: tuple[SubgroupBlock, ...]) -> tuple[str, ...]:
    """The factors of all rows, in the order of the block that has most of them."""
    longest_first = sorted(blocks, key=lambda block: -len(block.strata_labels))
    return tuple(dict.fromkeys(factor for block in longest_first for factor in block.strata_labels))


def _wald(question: Question, comparable: bool) -> str:
    return f"{confidence(question.conf_level)}{', two-sided Wald P' if comparable else ''}."


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
