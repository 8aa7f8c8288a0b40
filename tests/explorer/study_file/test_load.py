"""Study files: the shipped ones load, and every error names the file, the key and the nearest valid name."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from explorer.columns import NumberColumn
from explorer.errors import StudyError
from explorer.selection import Between, OneOf, Selection
from explorer.study_file.load import load_study, parse_study, shipped_studies
from explorer.study_file.study_text import SIZE_LIMIT
from tests.explorer.small_trial import STUDY, study


def error(*replacements: tuple[str, str]) -> str:
    with pytest.raises(StudyError) as caught:
        study(*replacements)
    return str(caught.value)


def test_that_the_shipped_studies_load_by_name_and_by_path() -> None:
    assert set(shipped_studies()) == {"colon", "e1910"}
    for name, path in shipped_studies().items():
        assert load_study(name) == load_study(path) == load_study(name.upper())


def test_that_the_trial_is_read_as_its_file_says() -> None:
    e1910 = load_study("e1910")
    assert [arm.id for arm in e1910.arms] == ["blina", "chemo"]
    assert e1910.arms[e1910.reference].id == "chemo"
    assert e1910.strata == ("age_group", "cd20", "rituximab", "transplant_intended")
    assert e1910.population == Selection(
        (OneOf("mrd", frozenset(["negative"])), OneOf("assignment", frozenset(["randomized"])))
    )
    assert [field.id for field in e1910.filters][:3] == ["risk", "age", "mrd"]
    assert e1910.field("age_group").rules[0].where == Selection((Between("age", high=55, high_open=True),))
    risk = next(group for group in e1910.subgroups if group.field == "risk")
    assert (risk.post_hoc, risk.untested) == (True, ("not assigned",))
    assert risk.levels == ("favorable", "intermediate", "unfavorable", "not assigned")
    assert any("131" in choice for choice in e1910.choices)


def test_that_the_levels_of_the_arm_field_are_the_arms() -> None:
    arm = study().field("arm")
    assert [level.id for level in arm.levels] == ["new", "old"]
    assert "NA" in arm.levels[1].synonyms


def refused(name_or_path: str | Path) -> str:
    with pytest.raises(StudyError) as caught:
        load_study(name_or_path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_that_a_study_that_does_not_exist_is_answered_with_the_nearest_or_all() -> None:
    assert refused("e1911") == 'There is no study "e1911"; did you mean "e1910"?'
    assert refused("xyz") == (
        'There is no study "xyz"; the studies that ship with the program are colon and e1910.'
    )


def test_that_a_study_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    missing = tmp_path / "trial.toml"
    assert refused(missing).startswith(f"The study file {missing} was not found; the studies that ship")
    assert refused(tmp_path) == f"{tmp_path} is a folder: choose a study file (.toml) in it."
    assert refused("a\0b.toml").endswith("(its name is not valid): choose it again.")
    missing.write_bytes(bytes(SIZE_LIMIT + 1))
    assert refused(missing) == "trial.toml has 4000 kB, a study file at most 4000 kB: choose another file."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes in folders are a matter of Unix")
def test_that_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    assert refused(tmp_path / "pipe.toml").endswith(
        "is not a file but a device or a pipe: choose a study file (.toml)."
    )


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_that_a_study_file_in_another_encoding_is_told_to_be_saved_as_utf_8(
    encoding: str, tmp_path: Path
) -> None:
    path = tmp_path / "small.toml"
    path.write_bytes(f"# \u00fcber\n{STUDY}".encode(encoding))
    assert refused(path) == (
        "small.toml is not written in UTF-8 (line 1): open it in a text editor and save it with the encoding "
        "UTF-8."
    )


def test_that_a_byte_order_mark_is_no_part_of_a_study(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(STUDY, encoding="utf-8-sig")
    assert load_study(path) == study()


def test_that_a_study_nested_too_deep_is_one_sentence() -> None:
    for text in ("x = " + "[" * 100_000, "x = " + "{a=" * 50_000):
        with pytest.raises(StudyError, match=r"^trial\.toml is not a valid "):
            parse_study(text, "trial.toml")
    with pytest.raises(StudyError, match=r"^trial\.toml is not a valid TOML file: "):
        parse_study("x = " + "1" * 5000, "trial.toml")


def test_that_a_file_that_is_no_toml_is_said_to_be_none_with_the_line() -> None:
    with pytest.raises(StudyError, match=r"^trial\.toml is not a valid TOML file: .* line 1"):
        parse_study("study = ]", "trial.toml")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('title = "Small', 'tittle = "Small', 'study.title: is missing; did you mean "tittle"?'),
        ('title = "Small trial"', "title = 3", "study.title: must be a text in quotes."),
        ('strata = ["stage"]', 'strata = "stage"', "study.strata: must be a list of texts in quotes."),
        ('strata = ["stage"]', 'stratta = ["stage"]', 'unknown key; did you mean "strata"?'),
        (
            'label = "New treatment"',
            'label = "N"\ncolour = 1',
            'arms[0].colour: unknown key; did you mean "color"?',
        ),
        ("reference = true", 'reference = "yes"', "arms[1].reference: must be true or false."),
        (
            'kind = "number"\ncolumn = "age"',
            'kind = "nmber"',
            'fields[1].kind: "nmber" is not possible; did you mean "number"?',
        ),
        *(
            (
                "reference = true",
                f"reference = true\ncolor = {color}",
                "arms[1].color: must be a whole number from 0 to 3.",
            )
            for color in (4, -1, 1.5)
        ),
        (
            'sheets = ["patients"]\nid = "id"',
            'id = "id"\n[defaults]\nhorizon = 0',
            "defaults.horizon: must be later than 0 months.",
        ),
        ("low = 18", 'low = "18"', "fields[1].low: must be a number."),
        ("low = 18", "low = nan", "fields[1].low: must be a number."),
        ("low = 18", "lowest = 18", 'fields[1].lowest: unknown key; did you mean "low"?'),
        (
            'levels = ["I", "II", "III"]',
            'levels = ["I", 2]',
            "fields[3].levels: must be a list of texts or tables.",
        ),
        (
            '{ id = "female", synonyms = ["F"] }',
            '{ id = "female", synonym = ["F"] }',
            'fields[2].levels[0].synonym: unknown key; did you mean "synonyms"?',
        ),
        (
            "below = 5",
            "belw = 5",
            'fields[5].rules[0].where: "marker" has the unknown key "belw"; did you mean "below"?',
        ),
        (
            "where = { marker = { below = 5 } }",
            "where = 5",
            "fields[5].rules[0].where: must be a selection such as",
        ),
        ('noun = "death"', 'nuon = "death"', 'endpoints[0].noun: is missing; did you mean "nuon"?'),
        ("post_hoc = true", "posthoc = true", 'subgroups[1].posthoc: unknown key; did you mean "post_hoc"?'),
        (
            'role = "arm"\narm = "new"',
            'role = "arms"\narm = "new"',
            'flow[2].role: "arms" is not possible; did you mean "arm"?',
        ),
        ("[data]", "[dta]", 'data: is missing; did you mean "dta"?'),
        (
            'id = "id"\n\n[population]',
            'id = "id"\ndate_order = "ymd"\n\n[population]',
            'data.date_order: "ymd" is not possible; did you mean "mdy"?',
        ),
        ("[[arms]]", "[[arm]]", 'arms: is missing; did you mean "arm"?'),
        ('[population]\nlabel = "Randomized"', "[population]", "population.label: is missing."),
    ],
)
def test_that_an_error_names_the_file_the_key_and_the_nearest_name(old: str, new: str, sentence: str) -> None:
    said = error((old, new))
    assert said.startswith("small.toml: ")
    assert sentence in said


def test_that_tables_and_lists_are_told_apart() -> None:
    with pytest.raises(
        StudyError, match=r"small.toml: arms: must be a list of tables, each headed \[\[arms\]\]"
    ):
        parse_study("arms = 3\n" + STUDY.replace("[[arms]]", "[[others]]"), "small.toml")
    with pytest.raises(StudyError, match=r"^small.toml: data: must be a table\.$"):
        parse_study("data = 3\n" + STUDY.replace("[data]", "[date]"), "small.toml")


def test_that_a_key_that_the_format_does_not_have_is_named() -> None:
    with pytest.raises(StudyError, match=r'^small.toml: field: unknown key; did you mean "fields"\?$'):
        parse_study(STUDY + "\n[[field]]\nid = 'x'\n", "small.toml")


@pytest.mark.parametrize("name", ["e1910", "colon"])
def test_that_every_age_is_in_exactly_one_preset_of_a_shipped_study(name: str) -> None:
    ages = NumberColumn(np.array([18.0, 54.0, 54.6, 55.0, 59.0, 59.9, 60.0, 90.0]))
    presets = load_study(name).field("age").presets
    assert np.sum([preset.range.mask(ages) for preset in presets], axis=0).tolist() == [1] * 8


def test_that_a_preset_is_written_with_limits_that_belong_to_it_or_not() -> None:
    ranges = 'low = 18\npresets = [{ label = "a", above = 20, max = 30 }, { label = "b", min = 40 }]'
    presets = study(("low = 18", ranges)).field("age").presets
    assert [preset.range for preset in presets] == [Between("age", 20, 30, low_open=True), Between("age", 40)]
    for wrong, sentence in (
        ("min = 20, above = 20", "fields[1].presets[0].above: stands beside min; keep one of them."),
        (
            "min = 30, max = 20",
            "fields[1].presets[0].label: the lower limit of this range is above the upper.",
        ),
    ):
        assert error(("low = 18", f'low = 18\npresets = [{{ label = "a", {wrong} }}]')).endswith(sentence)
