"""Flow and Data counted again by pandas, and the follow-up by lifelines."""

from __future__ import annotations

from typing import Any

from explorer.analyses.exclusions import exclusions
from explorer.analyses.flow import flow
from explorer.analyses.follow_up import LATE, FollowUpGroup, follow_up
from explorer.analyses.patients import patients
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from explorer.selection import Selection
from explorer.study.study import DAYS_PER_MONTH, Counted, Endpoint, FlowStep, Study
from explorer.verification.cox_fit import Patients
from explorer.verification.opinion import Lines, TwoNumbers, finite
from explorer.verification.patients_table import patients_table, selected
from explorer.verification.survival_opinion import follow_up_median


def flow_lines(cohort: Cohort, question: Question) -> Lines:
    """Every count of every box, in the whole file and among those selected."""
    answer, table, study = flow(cohort, question), patients_table(cohort), cohort.study
    chosen = selected(table, question.selection)
    inside: dict[str, Any] = {}
    for step in study.flow:
        above = inside[step.parent] if step.parent else selected(table, Selection())
        inside[step.id] = above & selected(table, step.where)
    for step, box in zip(study.flow, answer.boxes, strict=True):
        here, left = inside[step.id], _left(study, step, inside)
        counts = [(step.label, box.n, box.selected, here)]
        if step.parent:
            counts.append((f"{step.label}: {step.left_label}", box.left_n, box.left_selected, left))
        reasons = _reasons(table, step, study)
        counts += [
            (f"{step.label}: {line.label}", line.n, line.selected, left & reasons[line.label])
            for line in box.reasons
        ]
        for lines, declared, within in (
            (box.left_notes, step.left_notes, left),
            (box.lines, step.lines, here),
        ):
            for line, each in zip(lines, declared, strict=True):
                which = within & selected(table, each.where)
                counts.append((f"{step.label}: {line.label}", line.n, line.selected, which))
        for name, n, some, which in counts:
            yield TwoNumbers(name, float(n), float(which.sum()))
            yield TwoNumbers(f"{name}, selected", float(some), float((which & chosen).sum()))


def _left(study: Study, step: FlowStep, inside: dict[str, Any]) -> Any:
    """Who of the parent's patients is in no next box; told at the first of them, a milestone for itself."""
    nobody = inside[step.id] & ~inside[step.id]
    if not step.parent:
        return nobody
    following = [each.id for each in study.flow if each.parent == step.parent and each.role != "milestone"]
    if step.role == "milestone":
        following = [step.id]
    elif following[0] != step.id:
        return nobody
    left = inside[step.parent]
    for each in following:
        left = left & ~inside[each]
    return left


def _reasons(table: Any, step: FlowStep, study: Study) -> dict[str, Any]:
    """Who has each of the reasons that a box can give, by its label."""
    declared: tuple[Counted, ...] = step.reasons
    if declared:
        return {each.label: selected(table, each.where) for each in declared}
    if not step.reason_field:
        return {}
    levels = study.field(step.reason_field).levels
    return {level.label: table[step.reason_field] == level.id for level in levels}


def data_lines(cohort: Cohort, question: Question) -> Lines:
    """Who is listed and who is left out, and how the patients of each arm were followed."""
    table, study = patients_table(cohort), cohort.study
    chosen = selected(table, question.selection)
    listed = float(len(patients(cohort, question).patients))
    yield TwoNumbers("Patients listed", listed, float(chosen.sum()))
    yield from _exclusions(cohort, question, table)
    endpoint = study.endpoint(question.endpoint)
    outcome, arms = cohort.outcomes[endpoint.id], table[study.arm_field]
    table = table.assign(_duration=outcome.duration, _event=outcome.event)
    known = chosen & arms.notna() & table["_duration"].notna()
    compared = Patients(cohort, question)
    for group in follow_up(cohort, question).groups:
        members = known if group.arm is None else known & (arms == group.arm.id)
        yield from _followed(group, endpoint, table[members], table)
        if group.n:
            median, note = follow_up_median(compared, members.to_numpy())
            yield TwoNumbers(f"Median follow-up, {group.label}", finite(group.median.value), median, note)


def _exclusions(cohort: Cohort, question: Question, table: Any) -> Lines:
    """The steps from the patients of the file to those who are compared."""
    shown = [step for step in exclusions(cohort, question).steps if step.n or step.kind == "kept"]
    study = cohort.study
    left = [table]
    for criterion in question.selection.criteria:
        left.append(left[-1][selected(left[-1], Selection((criterion,)))])
    in_arm = left[-1][left[-1][study.arm_field].notna()]
    duration = cohort.outcomes[study.endpoint(question.endpoint).id].duration
    counts = {
        "Patients": len(table),
        "Selected patients": len(left[-1]),
        "without an arm": len(left[-1]) - len(in_arm),
        "Patients compared": int((duration[in_arm.index] >= 0).sum()),
    }
    for step in shown:
        if step.label in counts:
            yield TwoNumbers(f"Step: {step.label}", float(step.n), float(counts[step.label]))


def _followed(group: FollowUpGroup, endpoint: Endpoint, members: Any, table: Any) -> Lines:
    free = members[~members["_event"].astype(bool)]
    yield TwoNumbers(f"Patients, {group.label}", float(group.n), float(len(members)))
    yield TwoNumbers(f"Events, {group.label}", float(group.events), float(members["_event"].sum()))
    pairs = (("Shortest", group.shortest, "min"), ("Longest", group.longest, "max"))
    for word, ours, how in pairs:
        name = f"{word} follow-up without event, {group.label}"
        yield TwoNumbers(name, ours, finite(getattr(free["_duration"], how)()))
    if group.completeness is None:
        return
    possible = (table[endpoint.censor].max() - members[endpoint.start]) / DAYS_PER_MONTH
    possible = possible.where(~members["_event"].astype(bool), members["_duration"])
    possible = possible.clip(lower=members["_duration"])
    complete = float(members["_duration"].sum() / possible.sum())
    yield TwoNumbers(f"Completeness, {group.label}", group.completeness, complete)
    since = (table[endpoint.censor].max() - free[endpoint.start]) / DAYS_PER_MONTH - free["_duration"]
    name = f"Months since last contact, {group.label}"
    yield TwoNumbers(name, group.since_contact, finite(since.median()))
    late = float(group.late or 0)
    yield TwoNumbers(f"Not seen for over {LATE:g} months, {group.label}", late, float((since > LATE).sum()))


def design_lines(cohort: Cohort, question: Question) -> Lines:
    """Nothing: the page shows what the study file says, and computes no number."""
    yield from ()
