"""Adverse events by arm: worst grade of each patient and term, risk differences, and summaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.compared import compared
from explorer.analyses.safety_answer import (
    SafetyAnswer,
    SafetyColumn,
    ToxicityRow,
    WorstGrades,
)
from explorer.analyses.safety_frame import SafetyFrame, safety_frame
from explorer.cohort.adverse_events import WORST
from explorer.cohort.cohort import Cohort
from explorer.columns import Mask
from explorer.question.options import SafetyOptions
from explorer.question.question import Question
from explorer.statistics.proportions import fisher_exact, newcombe
from explorer.study.reporting import SafetyRow
from explorer.text import confidence, count, counted, listed, number


def safety(cohort: Cohort, question: Question) -> SafetyAnswer:
    """The adverse events of the selected patients, by arm, as ``question.safety`` asks for them.

    A patient counts once a row, at the worst grade. Risk differences have Newcombe's hybrid score interval
    (Stat Med 1998;17:873, method 10); tests are Fisher's, two-sided (R: ``fisher.test``).
    """
    frame = safety_frame(cohort, question)
    if frame is None:
        return _without_table(cohort, question, question.safety)
    terms = [_term_row(frame, code, grades) for code, grades in _by_term(frame)]
    shown = [row for row in terms if _listed(row, frame.options)]
    events = frame.events
    cycles = events.cycle[~np.isnan(events.cycle)]
    answer = _without_table(cohort, question, frame.options)
    return replace(
        answer,
        columns=tuple(
            replace(column, n=size) for column, size in zip(answer.columns, frame.sizes, strict=True)
        ),
        summaries=tuple(_summary_row(frame, declared) for declared in frame.layout.rows),
        rows=_sorted(shown, frame),
        below=len(terms) - len(shown),
        phases=events.phase.names,
        categories=tuple(sorted(events.category.names)),
        cycles=(float(cycles.min()), float(cycles.max())) if len(cycles) else None,
        notes=_notes(frame, len(terms) - len(shown)),
        comparison_notes=_comparison_notes(frame),
        unavailable="",
    )


def _without_table(cohort: Cohort, question: Question, options: SafetyOptions) -> SafetyAnswer:
    """The answer without a table: what is known of the question, and why there is none."""
    study, who = cohort.study, compared(cohort, question)
    selected = [int((who.chosen & (cohort.arm == arm)).sum()) for arm in range(len(study.arms))]
    reason = "The study file declares no adverse events."
    if study.adverse_events is not None:
        reason = f"{cohort.source.file} has no usable sheet {listed(study.adverse_events.sheets)}."
    return SafetyAnswer(
        study=study,
        question=question,
        options=options,
        columns=tuple(SafetyColumn(arm, 0, n) for arm, n in zip(study.arms, selected, strict=True)),
        summaries=(),
        rows=(),
        below=0,
        compare=study.arms[who.compare],
        reference=study.arms[study.reference],
        phases=(),
        categories=(),
        cycles=None,
        comparable=who.comparable,
        primary=who.primary,
        synthetic=who.synthetic,
        unavailable=reason,
        data_cut=cohort.data_cut,
    )


def _worst(frame: SafetyFrame, which: Mask, group: NDArray[np.intp], n_groups: int) -> NDArray[np.intp]:
    """Patients by worst grade, (groups, arms, 5): each once a group, among the events in ``which`` (m,)."""
    n, arms = frame.cohort.n, len(frame.cohort.study.arms)
    key = group[which] * np.intp(n) + frame.events.patient[which]
    grade = frame.events.grade[which]
    worst = np.zeros(n_groups * n, dtype=np.int8)
    for value in range(1, WORST + 1):  # rising, so that the worst grade is the last to be written
        worst[key[grade == value]] = value
    place = np.flatnonzero(worst)
    code, patient = np.divmod(place, n)
    cell = (code * arms + frame.cohort.arm[patient]) * WORST + worst[place] - 1
    return np.bincount(cell, minlength=n_groups * arms * WORST).reshape(n_groups, arms, WORST)


def _by_term(frame: SafetyFrame) -> list[tuple[int, NDArray[np.intp]]]:
    """Every term that occurred, with its counts (arms, 5)."""
    codes = frame.events.term.codes
    found = _worst(frame, frame.counts, codes, len(frame.events.term.names))
    return [(code, grades) for code, grades in enumerate(found) if grades.any()]


def _term_row(frame: SafetyFrame, code: int, grades: NDArray[np.intp]) -> ToxicityRow:
    events = frame.events
    name = events.term.names[code]
    first = int(np.argmax(events.term.codes == code))
    tested = name in frame.options.tested
    return _row(frame, name, events.category.name(first), (name,), grades, frame.options.grade, tested)


def _summary_row(frame: SafetyFrame, declared: SafetyRow) -> ToxicityRow:
    events = frame.events
    which = frame.counts.copy()
    if declared.categories:
        which &= events.category.one_of(declared.categories)
    which &= ~events.category.one_of(declared.except_categories)
    grades = _worst(frame, which, np.zeros(len(events), dtype=np.intp), 1)[0]
    terms = tuple(events.term.names[code] for code in np.unique(events.term.codes[which]).tolist())
    return _row(frame, declared.label, "", terms, grades, declared.grade, declared.tested)


def _row(
    frame: SafetyFrame,
    label: str,
    category: str,
    terms: tuple[str, ...],
    grades: NDArray[np.intp],
    grade: int,
    tested: bool,
) -> ToxicityRow:
    cells = tuple(
        WorstGrades(tuple(by_grade), of) for by_grade, of in zip(grades.tolist(), frame.sizes, strict=True)
    )
    who = frame.who
    one, two = cells[who.compare], cells[who.study.reference]
    table = (one.at_least(grade), one.of, two.at_least(grade), two.of)
    return ToxicityRow(
        label=label,
        category=category,
        terms=terms,
        cells=cells,
        grade=grade,
        difference=newcombe(*table, who.question.conf_level) if who.comparable else None,
        fisher_p=fisher_exact(*table) if tested and who.comparable and one.of and two.of else None,
    )


def _listed(row: ToxicityRow, options: SafetyOptions) -> bool:
    """Whether an arm reaches the threshold; a whole percentage is compared as it is printed, rounded."""
    threshold, grade = options.threshold or 0.0, options.threshold_grade or 1
    for cell in row.cells:
        share = 100.0 * cell.at_least(grade) / cell.of if cell.of else 0.0
        rounded = (200 * cell.at_least(grade) + cell.of) // (2 * cell.of) if cell.of else 0
        if (rounded if float(threshold).is_integer() else share) >= threshold:
            return True
    return False


def _sorted(rows: Sequence[ToxicityRow], frame: SafetyFrame) -> tuple[ToxicityRow, ...]:
    """In the order that is asked for; where rows are equal, the more frequent first, then by name."""
    grade = frame.options.grade

    def frequency(row: ToxicityRow) -> tuple[float, str]:
        return -max(cell.share(cell.at_least(grade)) or 0.0 for cell in row.cells), row.label.casefold()

    def difference(row: ToxicityRow) -> tuple[float, float, str]:
        return -row.difference.value if row.difference else 0.0, *frequency(row)

    if frame.options.sort == "term":
        return tuple(sorted(rows, key=lambda row: row.label.casefold()))
    if frame.options.sort == "incidence":
        return tuple(sorted(rows, key=frequency))
    if frame.options.sort == "difference":
        return tuple(sorted(rows, key=difference))
    return tuple(sorted(rows, key=lambda row: (row.category.casefold(), *frequency(row))))


def _notes(frame: SafetyFrame, below: int) -> tuple[str, ...]:
    options = frame.options
    kinds = ["events related to treatment"] if options.related_only else ["events whether related or not"]
    if options.phases:
        kinds.append(f"phase {listed(options.phases)}")
    if options.cycles is not None:
        kinds.append(f"cycles {options.cycles[0]:g} to {options.cycles[1]:g}")
    if options.categories:
        kinds.append(f"category {listed(options.categories)}")
    notes = [f"Worst grade of each patient and term; {', '.join(kinds)}."]
    notes.append(f"Percentages are of patients treated: {listed([count(size) for size in frame.sizes])}.")
    untreated = frame.selected - sum(frame.sizes)
    if untreated:
        verb = "was" if untreated == 1 else "were"
        notes.append(f"{counted(untreated, 'selected patient')} {verb} not treated and not counted.")
    if below:
        least = f"{number(options.threshold, 0 if float(options.threshold or 0).is_integer() else 1)}%"
        notes.append(
            f"{counted(below, 'term')} not listed: below {least} of every arm at grade "
            f"{options.threshold_grade} or worse."
        )
    return tuple(notes)


def _comparison_notes(frame: SafetyFrame) -> tuple[str, ...]:
    options, who = frame.options, frame.who
    arms = who.study.arms
    notes = [
        f"Risk difference: {arms[who.compare].short} less {arms[who.study.reference].short}, "
        f"{confidence(who.question.conf_level)} by Newcombe's hybrid score method, not adjusted for "
        "multiplicity."
    ]
    if any(row.tested for row in frame.layout.rows) or options.tested:
        notes.append(
            "P: Fisher's exact test, two-sided, not adjusted for multiplicity."
            if who.comparable
            else "Some of the selected patients were not randomized: no P value is given."
        )
    return tuple(notes)
