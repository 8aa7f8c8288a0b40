"""What was read from a data file, in plain text: its columns, its problems, and the counts of the flow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explorer.analyses.answers import FlowAnswer, FlowBox
from explorer.analyses.flow import flow
from explorer.cohort.cohort import Cohort
from explorer.problem import Problem, Severity
from explorer.question.question import primary_question
from explorer.text import count, counted

_HEADINGS: tuple[tuple[Severity, str], ...] = (
    ("error", "Errors: rows or values that could not be used"),
    ("warning", "Warnings: what was used, or done without, but needs a look"),
    ("note", "Notes: what was chosen while reading"),
)


def check(cohort: Cohort) -> tuple[str, bool]:
    """A file's report as text, and whether it is good: no errors, no warnings, sums that add up."""
    answer = flow(cohort, primary_question(cohort.study))
    sections = [
        [*_source(cohort)],
        [*_typing(cohort)],
        *([*_problems(heading, severity, cohort.problems)] for severity, heading in _HEADINGS),
        [*_flow(answer)],
    ]
    good = not answer.discrepancies and all(problem.severity == "note" for problem in cohort.problems)
    sections.append(["No problems were found." if good else _summary(cohort, answer)])
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n", good


def _source(cohort: Cohort) -> Iterator[str]:
    source = cohort.source
    yield f"File      {source.file}"
    if source.sheet:
        yield f"Sheet     {source.sheet}"
    yield f"SHA-256   {source.sha256}"
    yield f"Study     {cohort.study.title}"
    left_out = f", {count(source.rows_left_out)} of them left out" if source.rows_left_out else ""
    yield f"Rows      {count(source.rows_read)}{left_out}"
    yield f"Patients  {count(cohort.n)}"
    if cohort.synthetic:
        yield "The file says that its records are synthetic."


def _typing(cohort: Cohort) -> Iterator[str]:
    yield "Columns, and how they were read"
    wide = max((len(column) for column, _, _ in cohort.typing), default=0)
    for column, label, kind in cohort.typing:
        yield f"  {column:<{wide}}  {kind:<10}  {label}".rstrip()


def _problems(heading: str, severity: Severity, problems: Sequence[Problem]) -> Iterator[str]:
    found = [problem.text for problem in problems if problem.severity == severity]
    if found:
        yield f"{heading} ({len(found)})"
        yield from (f"  - {text}" for text in found)


def _flow(answer: FlowAnswer) -> Iterator[str]:
    yield "Flow"
    wide = max(len(str(box.n)) for box in answer.boxes) if answer.boxes else 0
    for box in answer.boxes:
        indent = "    " if box.step.role in ("arm", "branch") else "  "
        yield f"{indent}{box.n:>{wide}}  {box.step.label}"
        yield from _left(box, wide)
    yield from (f"  ! {sentence}" for sentence in answer.discrepancies)


def _left(box: FlowBox, wide: int) -> Iterator[str]:
    if box.left_n:
        reasons = ", ".join(f"{line.label} {line.n}" for line in box.reasons if line.n)
        yield f"  {'':>{wide}}    {box.left_n} {box.step.left_label}{': ' + reasons if reasons else ''}"


def _summary(cohort: Cohort, answer: FlowAnswer) -> str:
    errors, warnings = (
        sum(problem.severity == severity for problem in cohort.problems) for severity in ("error", "warning")
    )
    parts = [counted(errors, "error"), counted(warnings, "warning")]
    if answer.discrepancies:
        parts.append(
            counted(len(answer.discrepancies), "sum that does not add up", "sums that do not add up")
        )
    return "Found: " + ", ".join(parts) + "."
