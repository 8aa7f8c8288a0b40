"""Answers that are shared are computed once for each question, and say what the analysis says."""

from __future__ import annotations

from dataclasses import replace

from explorer.analyses.flow import flow
from explorer.analyses.shared import SharedAnswers
from explorer.analyses.subgroups import subgroups
from explorer.cohort.cohort import Cohort
from explorer.question.question import primary_question


def test_that_a_question_is_answered_once_and_another_one_anew(demo: Cohort) -> None:
    known, question = SharedAnswers(demo), primary_question(demo.study)
    first = known.of(subgroups, question)
    assert known.of(subgroups, replace(question)) is first
    assert first.overall == subgroups(demo, question).overall
    other = known.of(subgroups, replace(question, endpoint="RFS"))
    assert other.endpoint.id == "RFS"
    assert known.of(flow, question).endpoint.id == "OS"
