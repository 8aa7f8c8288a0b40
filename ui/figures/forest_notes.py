"""What stands under a forest plot: the models behind its numbers, and how to read it."""

from __future__ import annotations

from explorer.analyses.answers import SubgroupAnswer, SubgroupBlock
from explorer.question.where import describe
from explorer.text import listed, percent

POST_HOC_MARK = " †"


def forest_notes(answer: SubgroupAnswer) -> tuple[str, ...]:
    """The footnotes as sentences, the most important first, so that a short form may end early."""
    notes = [strata_note(answer)]
    if any(block.post_hoc for block in answer.blocks):
        others = "; the others are pre-specified" if answer.primary else ""
        notes.append(f"{POST_HOC_MARK.strip()} Post hoc subgroup{others}.")
    notes += _tests_notes(answer)
    notes.append(_marks(answer))
    notes.extend(answer.notes)
    if answer.synthetic:
        notes.append("Synthetic data.")
    return tuple(notes)


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


def in_sentence(label: str) -> str:
    """A label as it stands within a sentence: "Rituximab use" begins small, "CD20" stays."""
    if len(label) < 2 or not label[1].islower():
        return label
    return label[0].lower() + label[1:]


def _listed(factors: tuple[str, ...]) -> str:
    return listed([in_sentence(factor) for factor in factors])


def _all_factors(blocks: tuple[SubgroupBlock, ...]) -> tuple[str, ...]:
    """The factors of all rows, in the order of the block that has most of them."""
    longest_first = sorted(blocks, key=lambda block: -len(block.strata_labels))
    return tuple(dict.fromkeys(factor for block in longest_first for factor in block.strata_labels))


def _marks(answer: SubgroupAnswer) -> str:
    """What the marks are that are drawn."""
    level = percent(answer.question.conf_level)
    if not answer.blocks:
        return f"Diamond: {level}% confidence interval (CI)."
    return (
        f"Lines: {level}% confidence intervals (CI), not adjusted for multiplicity, with an arrowhead where"
        " they leave the axis; side of the squares: inverse to the standard error."
    )


def _tests_notes(answer: SubgroupAnswer) -> list[str]:
    if not answer.comparable:
        return [
            "No P values: some of these patients were not randomized; the arms may differ in other ways.",
            f"Patients: {_patients(answer)}.",
        ]
    tests = sum(block.interaction is not None for block in answer.blocks)
    arms = len(answer.study.arms)
    test = "likelihood-ratio test" if arms == 2 else f"likelihood-ratio test of all {arms} arms"
    notes = []
    if tests == 1:
        notes.append(f"P for interaction: {test}.")
    elif tests:
        chance = percent(1 - 0.95**tests)
        notes.append(
            f"P for interaction: {test}; {tests} tests without adjustment, so about {chance}%"
            " of such sets have a P < 0.05 by chance alone."
        )
    if not answer.primary:
        notes.append(f"Exploratory cohort ({_patients(answer)}): P values are descriptive.")
    return notes + _left_out_levels(answer) + _untested(answer.blocks)


def _patients(answer: SubgroupAnswer) -> str:
    return describe(answer.question.selection, answer.study)


def _left_out_levels(answer: SubgroupAnswer) -> list[str]:
    """Which levels are shown but take no part in their group's test."""
    notes = []
    tested = [block.field.id for block in answer.blocks if block.interaction]
    for group in answer.study.subgroups:
        if group.untested and group.field in tested:
            field = answer.study.field(group.field)
            levels = listed([f"“{field.level_label(level)}”" for level in group.untested])
            notes.append(f"The test for {in_sentence(field.name)} leaves out {levels}.")
    return notes


def _untested(blocks: tuple[SubgroupBlock, ...]) -> list[str]:
    """Why groups have no test of interaction; groups with the same reason share a sentence."""
    reasons: dict[str, list[str]] = {}
    for block in blocks:
        if block.interaction is None and block.interaction_note:
            reason = block.interaction_note.removeprefix("no test: ").rstrip(".")
            reasons.setdefault(reason, []).append(in_sentence(block.field.name))
    return [f"No test of interaction for {listed(names)}: {reason}." for reason, names in reasons.items()]
