"""What others wrote is named, with its license; and the bill of materials is one that tools can read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from installer.components import Component, components
from installer.manifest import NAME, differences, write_manifest
from installer.notices import bill_of_materials, write_notices


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    for name in ("PySide6", "shiboken6", "numpy", "python_calamine", "numpy.libs"):
        (folder / "_internal" / name).mkdir(parents=True)
    (folder / "_internal" / "numpy.libs" / "libscipy_openblas64_-1.so").write_bytes(b"")
    return folder


def test_that_everything_of_others_is_named_with_its_license(bundle: Path) -> None:
    found = {component.name: component for component in components(bundle)}
    expected = {"CPython", "Inter", "OpenBLAS", "PySide6_Essentials", "Qt", "numpy", "pyqtgraph", "shiboken6"}
    assert expected <= found.keys()
    assert found["Qt"].license == found["PySide6_Essentials"].license == "LGPL-3.0-only"
    assert not [name for name in found if name in ("lifelines", "pandas", "pytest")]
    assert [name for name, component in found.items() if not component.license] == []


def test_that_license_texts_and_the_right_to_replace_qt_travel_along(bundle: Path) -> None:
    write_notices(bundle)
    notices = (bundle / "THIRD_PARTY_NOTICES.txt").read_text("utf-8")
    assert "replace them by your own build" in " ".join(notices.split())
    assert "LESSER GENERAL PUBLIC LICENSE" in (bundle / "licenses/qt/LGPL-3.0.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in (bundle / "licenses/inter/OFL.txt").read_text("utf-8")
    assert (bundle / "LICENSE.txt").read_text("utf-8").startswith("MIT License")


def test_that_the_bill_of_materials_is_the_same_every_time(bundle: Path) -> None:
    found = components(bundle)
    assert bill_of_materials(found) == bill_of_materials(list(found))
    references = [entry["bom-ref"] for entry in bill_of_materials(found)["components"]]
    assert len(references) == len(set(references))


def test_that_the_bill_of_materials_is_valid_cyclonedx(bundle: Path) -> None:
    validation = pytest.importorskip("cyclonedx.validation.json", reason="cyclonedx-python-lib is not here")
    schema = pytest.importorskip("cyclonedx.schema")
    pytest.importorskip("jsonschema")
    validator = validation.JsonStrictValidator(schema.SchemaVersion.V1_6)
    assert validator.validate_str(json.dumps(bill_of_materials(components(bundle)))) is None


def test_that_a_component_without_a_package_is_still_a_component() -> None:
    (entry,) = bill_of_materials([Component("ICU", "73", "Unicode-3.0", "", ())])["components"]
    assert entry["bom-ref"] == "ICU@73"
    assert "purl" not in entry


def test_that_two_folders_differ_in_what_the_manifest_says(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "inner").mkdir(parents=True)
        (tmp_path / name / "same").write_text("same", encoding="utf-8")
        (tmp_path / name / "inner" / "other").write_text(name, encoding="utf-8")
    (tmp_path / "two" / "new").write_text("new", encoding="utf-8")
    assert write_manifest(tmp_path / "one").read_text("utf-8").splitlines()[0].endswith("  inner/other")
    write_manifest(tmp_path / "two")
    assert differences(tmp_path / "one", tmp_path / "two") == ["inner/other", "new"]
    assert NAME not in differences(tmp_path / "one", tmp_path / "two")
