"""The Windows packages: what they promise to remove, what Windows is told, and what they refuse."""

from __future__ import annotations

import re
import shutil
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from installer import windows_payload
from installer.build_windows import _associations, _collisions, _dissociations, build_setup
from installer.manifest import NAME, digests
from installer.program import FILE_TYPES, version_parts
from installer.sign import can_sign, sign
from installer.windows_msi import UPGRADE_CODE, wix_source
from installer.windows_payload import Runtime, lay_out, pinned_runtime

WIX = "{http://schemas.microsoft.com/wix/2006/wi}"


@pytest.fixture
def payload(tmp_path: Path) -> Path:
    folder = tmp_path / "payload"
    (folder / "program" / "ui").mkdir(parents=True)
    for name in ("Trial Explorer.exe", "LICENSE.txt", "SHA256SUMS", "program/ui/app & more.py"):
        (folder / name).write_text(name, encoding="utf-8")
    shutil.copy(icon(tmp_path), folder / "trial-explorer.ico")
    return folder


def icon(folder: Path) -> Path:
    """The smallest icon that is one."""
    path = folder / "trial-explorer.ico"
    pixel = bytes.fromhex("280000000100000002000000010020000000000004000000" + "00" * 16 + "ffffffff00000000")
    head = bytes.fromhex("000001000100" + "01010000" + "01002000")
    path.write_bytes(head + len(pixel).to_bytes(4, "little") + (22).to_bytes(4, "little") + pixel)
    return path


def test_that_no_folder_is_removed_with_what_others_put_there(payload: Path) -> None:
    script = (Path(__file__).parents[2] / "installer/windows/installer.nsi").read_text("utf-8")
    assert "RMDir /r" not in script
    assert re.search("^AllowSkipFiles off$", script, re.MULTILINE)
    assert 'IfFileExists "$INSTDIR\\program\\ui\\app & more.py" refused' in _collisions(payload).splitlines()
    (payload / "Ärzte.txt").write_text("", encoding="utf-8")
    with pytest.raises(SystemExit, match="Ärzte"):
        _collisions(payload)


def test_that_the_shortcut_of_the_msi_is_an_ordinary_one_with_the_icon(payload: Path) -> None:
    tree = ElementTree.fromstring(wix_source(payload, "1.2.3"))
    (shortcut,) = tree.iter(f"{WIX}Shortcut")
    assert shortcut.get("Target") == "[INSTALLDIR]Trial Explorer.exe", "without a target it is advertised"
    (icon,) = tree.iter(f"{WIX}Icon")
    assert shortcut.get("Icon") == icon.get("Id") == "trial-explorer.ico"
    assert (payload / str(icon.get("SourceFile"))).is_file()


def test_that_the_installer_is_64_bit() -> None:
    script = (Path(__file__).parents[2] / "installer/windows/installer.nsi").read_text("utf-8")
    assert re.search(r"^Target amd64-unicode$", script, re.MULTILINE)


def test_that_every_file_type_that_is_registered_is_unregistered() -> None:
    for ending in FILE_TYPES:
        key = f"\\{ending}\\OpenWithProgids"
        assert key in _associations()
        assert key in _dissociations()


def test_that_the_msi_carries_every_file_once(payload: Path) -> None:
    tree = ElementTree.fromstring(wix_source(payload, "1.2.3"))
    sources = [file.get("Source") for file in tree.iter(f"{WIX}File")]
    files = [path.relative_to(payload).as_posix() for path in payload.rglob("*") if path.is_file()]
    assert sorted(map(str, sources)) == sorted(files)
    guids = [component.get("Guid") for component in tree.iter(f"{WIX}Component")]
    assert len(guids) == len(set(guids))
    listed = {reference.get("Id") for reference in tree.iter(f"{WIX}ComponentRef")}
    assert listed == {component.get("Id") for component in tree.iter(f"{WIX}Component")}


def test_that_releases_share_the_upgrade_code_and_not_the_product_code(payload: Path) -> None:
    products = []
    for version in ("1.2.3", "1.2.4"):
        (product,) = ElementTree.fromstring(wix_source(payload, version)).iter(f"{WIX}Product")
        assert product.get("UpgradeCode") == UPGRADE_CODE
        assert product.get("Version") == version
        products.append(product.get("Id"))
    assert products[0] != products[1]
    assert wix_source(payload, "1.2.3") == wix_source(payload, "1.2.3")


def test_that_what_is_signed_is_what_the_checksums_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = tmp_path / "runtime.zip"
    with zipfile.ZipFile(runtime, "w") as archive:
        archive.writestr("python.exe", b"")
    script = tmp_path / "sign.py"
    script.write_text("import sys; open(sys.argv[1], 'a').write('signed')", encoding="utf-8")
    monkeypatch.setenv("TRIAL_EXPLORER_SIGN_COMMAND", f'"{sys.executable}" "{script}"')
    for name, stand_in in (
        ("compile_launcher", lambda path, console: path.write_bytes(b"launcher, ")),
        ("ico", bytes),
        ("write_notices", lambda *_: None),
    ):
        monkeypatch.setattr(windows_payload, name, stand_in)
    (tmp_path / "wheels").mkdir()
    lay_out(Runtime(runtime, "3.12.10", stand_in=True), tmp_path / "wheels", tmp_path / "payload")
    assert (tmp_path / "payload" / "Trial Explorer.exe").read_bytes() == b"launcher, signed"
    written = (tmp_path / "payload" / NAME).read_text("utf-8").splitlines()
    assert [f"{digest}  {name}" for name, digest in digests(tmp_path / "payload").items()] == written


def test_that_a_release_is_compiled_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_payload, "_python_3_12", lambda: None)
    with pytest.raises(SystemExit, match=r"no Python 3\.12 was found"):
        lay_out(Runtime(tmp_path / "runtime.zip", "3.12.10"), tmp_path, tmp_path / "payload")
    assert not (tmp_path / "payload").exists()


def test_that_another_runtime_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="was not found"):
        pinned_runtime(tmp_path / "none.zip")
    other = tmp_path / "other.zip"
    other.write_bytes(b"other")
    with pytest.raises(SystemExit, match="its SHA-256 is"):
        pinned_runtime(other)


def test_that_a_version_is_four_numbers_to_windows() -> None:
    assert version_parts("0.1.0") == (0, 1, 0, 0)
    assert version_parts("2.0") == (2, 0, 0, 0)


def test_that_nothing_is_signed_without_a_certificate_and_a_failure_is_not_passed_over(
    tmp_path: Path,
) -> None:
    assert not can_sign({})
    file = tmp_path / "a.exe"
    file.write_bytes(b"program")
    script = tmp_path / "sign.py"
    script.write_text("import sys; open(sys.argv[1], 'a').write('!')", encoding="utf-8")
    own = {"TRIAL_EXPLORER_SIGN_COMMAND": f'"{sys.executable}" "{script}"'}
    assert can_sign(own)
    sign(file, own)
    assert file.read_bytes() == b"program!"
    with pytest.raises(Exception, match="returned non-zero exit status 3"):
        sign(file, {"TRIAL_EXPLORER_SIGN_COMMAND": f'"{sys.executable}" -c "raise SystemExit(3)"'})


@pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis is not on this machine")
def test_that_the_setup_program_is_built_twice_the_same(payload: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one = build_setup(payload, tmp_path / "one", "1.2.3", compressor="zlib")
    assert one.read_bytes() == build_setup(payload, tmp_path / "two", "1.2.3", compressor="zlib").read_bytes()
