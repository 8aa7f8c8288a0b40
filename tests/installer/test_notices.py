"""What others wrote is named, with its license; and the bill of materials is one that tools can read."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from installer.components import STANDARD_TEXTS, Component, components
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
    expected = {"CPython", "Inter", "LAPACK", "OpenBLAS", "PySide6_Essentials", "Qt", "numpy", "pyqtgraph"}
    assert expected <= found.keys()
    assert found["Qt"].license == found["PySide6_Essentials"].license == "LGPL-3.0-only"
    assert not [name for name in found if name in ("lifelines", "pandas", "pytest")]
    assert [name for name, component in found.items() if not component.license] == []


def test_that_license_texts_and_the_right_to_replace_qt_travel_along(bundle: Path) -> None:
    write_notices(bundle)
    notices = (bundle / "THIRD_PARTY_NOTICES.txt").read_text("utf-8")
    assert "replace them by your own build" in " ".join(notices.split())
    assert "LESSER GENERAL PUBLIC LICENSE" in (bundle / "licenses/standard/LGPL-3.0.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in (bundle / "licenses/inter/OFL.txt").read_text("utf-8")
    assert (bundle / "LICENSE.txt").read_text("utf-8").startswith("MIT License")


def test_that_the_bill_of_materials_is_the_same_every_time(bundle: Path) -> None:
    found = components(bundle)
    assert bill_of_materials(found) == bill_of_materials(list(found))
    references = [entry["bom-ref"] for entry in bill_of_materials(found)["components"]]
    assert len(references) == len(set(references))


def test_that_the_bill_of_materials_is_valid_cyclonedx(bundle: Path) -> None:
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(json.dumps(bill_of_materials(components(bundle)))) is None


def test_that_a_wheel_without_its_list_of_files_still_gives_its_license(tmp_path: Path) -> None:
    folder = tmp_path / "packages" / "numpy-2.4.6.dist-info"
    (folder / "licenses" / "numpy" / "ma").mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.4\nName: numpy\nVersion: 2.4.6\n", encoding="utf-8")
    (folder / "licenses" / "LICENSE.txt").write_text("the license", encoding="utf-8")
    (folder / "licenses" / "numpy" / "ma" / "LICENSE").write_text("another", encoding="utf-8")
    (tmp_path / "packages" / "numpy").mkdir()
    write_notices(tmp_path, [tmp_path / "packages"], "3.12.10")
    assert (tmp_path / "licenses/numpy/LICENSE.txt").read_text("utf-8") == "the license"
    assert (tmp_path / "licenses/numpy/numpy_ma_LICENSE.txt").read_text("utf-8") == "another"


def test_that_what_a_library_contains_is_named_with_version_digest_and_text(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    for name, content in (
        ("libQt6Core.so.6", b"...\x0010.47 2025-10-21\x00..."),
        ("libicuuc.so.73", b"\x0073.2\x00"),
        ("pyexpat.cpython-311-x86_64-linux-gnu.so", b"\x00expat_2.5.0\x00"),
        ("Qt6Gui.dll", b"\x001.6.56\x00"),
    ):
        (bundle / name).write_bytes(content)
    write_notices(bundle)
    listed = json.loads((bundle / "sbom.cdx.json").read_text("utf-8"))["components"]
    found = {entry["name"]: entry for entry in listed}
    versions = {name: found[name]["version"] for name in ("PCRE2", "ICU", "Expat", "libpng", "FreeType")}
    assert versions == {
        "PCRE2": "10.47",
        "ICU": "73.2",
        "Expat": "2.5.0",
        "libpng": "1.6.56",
        "FreeType": "as in Qt 6.10.3",
    }
    digest = hashlib.sha256((bundle / "libicuuc.so.73").read_bytes()).hexdigest()
    assert found["ICU"]["hashes"] == [{"alg": "SHA-256", "content": digest}]
    notices = (bundle / "THIRD_PARTY_NOTICES.txt").read_text("utf-8")
    assert "HarfBuzz" in notices
    for name in ("Unicode-3.0", "HarfBuzz", "PCRE2", "libpng-2.0", "FTL", "MIT", "BSD-2-Clause"):
        assert f"licenses/standard/{name}.txt" in notices
        assert (bundle / "licenses" / "standard" / f"{name}.txt").is_file()


def test_that_every_described_part_has_its_texts() -> None:
    described = tomllib.loads((STANDARD_TEXTS / "parts.toml").read_text("utf-8"))["part"]
    names = {name for part in described for name in part["texts"]}
    assert [name for name in names if not (STANDARD_TEXTS / f"{name}.txt").is_file()] == []
    assert [part["name"] for part in described if not part["copyright"]] == []


def test_that_the_parts_were_looked_through_for_the_pinned_qt() -> None:
    looked_through = tomllib.loads((STANDARD_TEXTS / "parts.toml").read_text("utf-8"))["qt"]
    pinned = (STANDARD_TEXTS.parent / "requirements.txt").read_text("utf-8")
    assert f"PySide6_Essentials=={looked_through}\n" in pinned, "read Qt's list of what it contains again"


def test_that_what_is_compiled_into_a_wheel_is_listed(bundle: Path) -> None:
    bill = bill_of_materials(components(bundle))
    crates = {entry["name"]: entry for entry in bill["components"] if "pkg:cargo" in entry["bom-ref"]}
    assert "calamine" in crates
    assert crates["calamine"]["hashes"]
    inside = {line["ref"].split("@")[0]: line["dependsOn"] for line in bill["dependencies"]}
    assert crates["calamine"]["bom-ref"] in inside["pkg:pypi/python-calamine"]


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
