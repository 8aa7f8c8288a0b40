"""What stands under a forest plot: the models behind its numbers, and how to read it."""

from __future__ import annotations

from explorer.analyses.answers import SubgroupAnswer, SubgroupBlock
from explorer.results.methods import strata_note
from explorer.text import in_sentence, listed, percent
from ui.figures.footer import footer

POST_HOC_MARK = " †"


def forest_notes(answer: SubgroupAnswer) -> tuple[str, ...]:
    """The footnotes as sentences, the most important first, so that a short form may end early."""
    notes = [strata_note(answer)]
    if any(block.post_hoc for block in answer.blocks):
        others = "; the others are pre-specified" if answer.primary else ""
        notes.append(f"{POST_HOC_MARK.strip()} Post hoc subgroup{others}.")
    notes += _tests_notes(answer)
    notes.append(_marks(answer))
    return (*notes, *answer.notes, *footer(answer))


def _marks(answer: SubgroupAnswer) -> str:
    """What the marks are that are drawn."""
    level, ties = percent(answer.question.conf_level), answer.question.ties.capitalize()
    if not answer.blocks:
        return f"Diamond: {level}% confidence interval (CI, Wald, {ties} ties)."
    return (
        f"Lines: {level}% confidence intervals (CI, Wald, {ties} ties), not adjusted for multiplicity, with"
        " an arrowhead where they leave the axis; side of the squares: inverse to the standard error."
    )


def _tests_notes(answer: SubgroupAnswer) -> list[str]:
    if not answer.comparable:
        return [
            "No P values: some of these patients were not randomized; the arms may differ in other ways.",
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
        notes.append("Exploratory cohort: P values are descriptive.")
    return notes + _left_out_levels(answer) + _untested(answer.blocks)


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
