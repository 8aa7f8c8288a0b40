"""The Linux packages, built from a bundle of one small program, as those who install them find them."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from installer.build_deb import build_deb
from installer.build_rpm import build_rpm
from installer.build_run import build_run
from installer.linux_libraries import SystemNeeds, system_needs
from installer.linux_tree import METAINFO, desktop_entry, manual, metainfo, session_type
from installer.manifest import digests, require_whole, write_manifest
from installer.program import FILE_TYPES, SESSION_ENDING, VERSION

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these are packages for Linux"),
    pytest.mark.usefixtures("qapp"),  # icons are painted
]
needs = {
    tool: pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not on this machine")
    for tool in ("readelf", "dpkg-deb", "rpmbuild", "xz", "desktop-file-validate", "man", "appstreamcli")
}


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A folder that looks like the bundle; its program is one that the system has."""
    folder = tmp_path / "bundle"
    (folder / "_internal").mkdir(parents=True)
    program = shutil.which("xz") or shutil.which("ls")
    assert program is not None
    shutil.copy(program, folder / "trial-explorer")
    (folder / "_internal" / "data").write_text("data", encoding="utf-8")
    for name in ("LICENSE.txt", "THIRD_PARTY_NOTICES.txt"):
        (folder / name).write_text("text", encoding="utf-8")
    write_manifest(folder)
    return folder


@pytest.fixture
def needed(monkeypatch: pytest.MonkeyPatch) -> SystemNeeds:
    """What a bundle of Qt needs of the system, as the packages declare it."""
    needed = SystemNeeds(frozenset({"libGL.so.1", "libc.so.6", "libX11.so.6"}), "2.35", "3.4.29")
    for module in ("build_deb", "build_rpm", "build_run"):
        monkeypatch.setattr(f"installer.{module}.system_needs", lambda _: needed)
    return needed


def test_that_the_desktop_offers_the_program_for_what_it_opens_and_nothing_else() -> None:
    (line,) = [line for line in desktop_entry("trial-explorer").splitlines() if line.startswith("MimeType=")]
    assert set(line.removeprefix("MimeType=").rstrip(";").split(";")) == set(FILE_TYPES.values())


def test_that_a_session_is_known_by_the_ending_that_the_program_gives_it() -> None:
    from explorer.session_file import ENDING
    from ui.window.file_dialogs import SESSION_ENDING as OFFERED

    assert ENDING == SESSION_ENDING == f".{OFFERED}"
    declared = ElementTree.fromstring(session_type())
    names = {"": "http://www.freedesktop.org/standards/shared-mime-info"}
    (kind,), (glob,) = declared.findall("mime-type", names), declared.findall("*/glob", names)
    assert (kind.get("type"), glob.get("pattern")) == (FILE_TYPES[ENDING], f"*{ENDING}")


@needs["desktop-file-validate"]
def test_that_the_desktop_entry_follows_the_specification(tmp_path: Path) -> None:
    entry = tmp_path / "trial-explorer.desktop"
    entry.write_text(desktop_entry("trial-explorer"), encoding="utf-8")
    done = subprocess.run(["desktop-file-validate", str(entry)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@needs["appstreamcli"]
def test_that_what_software_centres_show_follows_the_specification(tmp_path: Path) -> None:
    path = tmp_path / METAINFO
    path.write_text(metainfo(), encoding="utf-8")
    command = ["appstreamcli", "validate", "--no-net", "--explain", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_that_the_manual_names_every_command() -> None:
    from ui import command_line

    text = manual().replace("\\-", "-")
    assert VERSION in text
    assert [name for name in command_line._COMMANDS if name and name not in text] == []


def test_that_no_package_is_built_of_an_unfinished_bundle(bundle: Path, tmp_path: Path) -> None:
    require_whole(bundle)
    (bundle / "_internal" / "data").write_text("cut", encoding="utf-8")
    for build in (build_deb, build_rpm, build_run):
        with pytest.raises(SystemExit, match="_internal/data"):
            build(bundle, tmp_path)
    (bundle / "SHA256SUMS").unlink()
    with pytest.raises(SystemExit, match="not a finished bundle"):
        build_run(bundle, tmp_path)


@needs["readelf"]
def test_that_the_needs_of_a_program_are_read_from_it(tmp_path: Path) -> None:
    from PySide6 import QtCore

    shutil.copy(QtCore.__file__, tmp_path / "QtCore.abi3.so")
    found = system_needs(tmp_path)
    assert {"libc.so.6", "libstdc++.so.6", "libQt6Core.so.6"} <= found.libraries
    assert re.fullmatch(r"2\.\d+", found.glibc)
    (tmp_path / "libQt6Core.so.6").write_bytes(b"carried along")
    assert "libQt6Core.so.6" not in system_needs(tmp_path).libraries


def test_that_an_unknown_library_stops_the_build_instead_of_being_forgotten() -> None:
    strange = SystemNeeds(frozenset({"libstrange.so.1"}), "2.35", "3.4.29")
    with pytest.raises(KeyError, match="libstrange"):
        strange.debian()


def test_that_dependencies_name_the_c_library_that_is_needed(needed: SystemNeeds) -> None:
    assert needed.debian() == ["libc6 (>= 2.35)", "libgl1", "libx11-6", "xkb-data"]
    assert "libc.so.6(GLIBC_2.35)(64bit)" in needed.rpm()


@needs["dpkg-deb"]
def test_that_the_debian_package_is_whole_and_built_twice_the_same(
    bundle: Path, needed: SystemNeeds, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    package = build_deb(bundle, tmp_path / "one")
    assert package.read_bytes() == build_deb(bundle, tmp_path / "two").read_bytes()
    subprocess.run(["dpkg-deb", "-x", str(package), str(tmp_path / "root")], check=True)
    root = tmp_path / "root" / "usr"
    assert os.path.realpath(root / "bin" / "trial-explorer") == str(
        root / "lib/trial-explorer/trial-explorer"
    )
    assert (root / "share/applications/trial-explorer.desktop").is_file()
    assert (root / "share/metainfo" / METAINFO).is_file()
    assert (root / "share/icons/hicolor/256x256/apps/trial-explorer.png").is_file()
    assert gzip.decompress((root / "share/man/man1/trial-explorer.1.gz").read_bytes()).startswith(b".TH")
    field = ["dpkg-deb", "--field", str(package)]
    assert subprocess.check_output([*field, "Version"], text=True).strip() == VERSION
    assert subprocess.check_output([*field, "Depends"], text=True).strip() == ", ".join(needed.debian())


@needs["dpkg-deb"]
def test_that_the_debian_package_refuses_to_replace_a_newer_one(
    bundle: Path, needed: SystemNeeds, tmp_path: Path
) -> None:
    package = build_deb(bundle, tmp_path, "1.10")
    subprocess.run(["dpkg-deb", "-e", str(package), str(tmp_path / "control")], check=True)
    for arguments, code in (
        (("install",), 0),
        (("upgrade", "1.9"), 0),
        (("upgrade", "1.10"), 0),
        (("upgrade", "1.11"), 1),
    ):
        command = [str(tmp_path / "control" / "preinst"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr.count("\n"), done.stdout) == (code, code, "")
    assert "1.11 is installed, which is newer than 1.10" in done.stderr


@needs["rpmbuild"]
@pytest.mark.usefixtures("needed")
def test_that_the_rpm_declares_what_it_needs_and_sweeps_in_nothing(bundle: Path, tmp_path: Path) -> None:
    package = build_rpm(bundle, tmp_path)
    asked = subprocess.check_output(["rpm", "-qp", "--requires", str(package)], text=True)
    assert "libGL.so.1()(64bit)" in asked
    listed = subprocess.check_output(["rpm", "-qpl", str(package)], text=True).split()
    assert "/usr/bin/trial-explorer" in listed
    licenses = subprocess.check_output(["rpm", "-qp", "--licensefiles", str(package)], text=True).split()
    assert "/usr/share/licenses/trial-explorer/LICENSE.txt" in licenses


@needs["xz"]
@pytest.mark.usefixtures("needed")
class TestPerUserInstaller:
    """Run as a user does, in a home of its own."""

    @staticmethod
    def run(script: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
        return subprocess.run(
            ["sh", str(script), *arguments], env=environment, capture_output=True, text=True, check=False
        )

    def test_that_it_installs_upgrades_and_is_removed(self, bundle: Path, tmp_path: Path) -> None:
        home = tmp_path / "домашняя папка"
        home.mkdir()
        older, newer = build_run(bundle, tmp_path, "0.9"), build_run(bundle, tmp_path, "0.10")
        assert self.run(older, home, "--quiet").returncode == 0
        program = home / ".local/share/trial-explorer"
        sums = dict(reversed(line.split("  ")) for line in (program / "SHA256SUMS").read_text().splitlines())
        wrong = [name for name, digest in digests(program).items() if sums.get(name) != digest]
        (program / "stale").write_text("of the older release", encoding="utf-8")
        done = self.run(newer, home)
        assert done.returncode == 0, done.stderr
        assert (program / "VERSION").read_text().strip() == "0.10"
        assert not (program / "stale").exists()
        assert os.access(home / ".local/bin/trial-explorer", os.X_OK)
        entry = (home / ".local/share/applications/trial-explorer.desktop").read_text(encoding="utf-8")
        assert f'Exec="{home}/.local/bin/trial-explorer" %f' in entry
        refused = self.run(older, home)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "newer" in refused.stderr
        assert self.run(program / "uninstall", home).returncode == 0
        left = {path.name for path in home.rglob("*") if path.is_file() or path.is_symlink()}
        assert left <= {"mimeinfo.cache"}, "only the desktop's own index may stay"
        assert not (home / ".local/share/icons").exists(), "nor an empty folder of icons"
        assert {"trial-explorer", "uninstall"} <= sums.keys()
        assert wrong == [], "the list of sums holds what this package adds, too"

    def test_that_a_damaged_installer_installs_nothing(self, bundle: Path, tmp_path: Path) -> None:
        home = tmp_path / "home"
        home.mkdir()
        whole = build_run(bundle, tmp_path).read_bytes()
        damaged = tmp_path / "damaged.run"
        for data, sentence in (
            (whole[:-10], "not complete"),
            (whole[:-10] + b"0123456789", "changed on its way"),
        ):
            damaged.write_bytes(data)
            done = self.run(damaged, home)
            assert done.returncode == 2
            assert sentence in done.stderr
            assert list(home.iterdir()) == []

    def test_that_a_folder_of_somebody_else_is_left_alone(self, bundle: Path, tmp_path: Path) -> None:
        home = tmp_path / "home"
        own = home / ".local/share/trial-explorer/thesis.txt"
        own.parent.mkdir(parents=True)
        own.write_text("kept", encoding="utf-8")
        done = self.run(build_run(bundle, tmp_path), home)
        assert done.returncode == 2
        assert "is not an installation" in done.stderr
        assert own.read_text(encoding="utf-8") == "kept"
        assert [path.name for path in own.parents[1].iterdir() if path.name.startswith(".")] == []
