"""Install the Windows packages under wine, upgrade, run, remove; compare every file:

python -m installer.check_windows [--wheels DIR]

Needs MinGW, NSIS, wixl, wine64, osslsigncode, openssl. A stand-in takes the place of the Windows runtime, so
this checks the installers and the launchers, and not that the program runs on Windows.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from installer.build_windows import build_windows, package
from installer.check_linux import require, say
from installer.manifest import differences, write_manifest
from installer.program import COMMAND, NAME, VERSION
from installer.windows_payload import Runtime, download_wheels, lay_out
from installer.wine import Wine, fresh_wine, stand_in_runtime

_OLDER, _STALE = "0.0.1", "program/no_longer_there.py"
_KEPT = ("notes of the user.txt", "program/cohort of the user.xlsx", "licenses/numpy/of the user.txt")
_UNINSTALL = rf"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"
_TOOLS = ("x86_64-w64-mingw32-gcc", "makensis", "wixl", "osslsigncode", "openssl")


def check_setup(wine: Wine, payload: Path, setup: Path, older_payload: Path, older: Path) -> None:
    """Install an older release, upgrade, use, refuse, remove; raises SystemExit where something is wrong."""
    folder = wine.home / "AppData" / "Local" / "Programs" / NAME
    settings = wine.home / "AppData" / "Local" / NAME / "settings.json"
    _write(settings, "{}")
    started = time.monotonic()
    require(wine.run(str(older), "/S") == 0, "the silent installation ends with 0")
    require(_unlike(folder, older_payload) == [], "what is installed is what was packed")
    say("an older release is installed silently, file by file as packed", started)
    for name in _KEPT:
        _write(folder / name, "kept")
    require(wine.run(str(setup), "/S") == 0, "the upgrade ends with 0")
    require(not (folder / _STALE).exists(), "an upgrade removes what the new release no longer has")
    require(_unlike(folder, payload) == [], "after the upgrade, too, what is installed is what was packed")
    require(wine.registry(_UNINSTALL, "DisplayVersion") == VERSION, "Windows knows the new version")
    say("it is upgraded; no stale file stays")
    _check_desktop(wine, folder)
    _check_launchers(wine, folder)
    require(wine.run(str(older), "/S") == 2, "a downgrade is refused with 2")
    require(_unlike(folder, payload) == [], "a refused downgrade changes nothing")
    say("a downgrade is refused")
    running = wine.start(str(folder / f"{NAME}.exe"), TRIAL_EXPLORER_STAND_IN_RUNS_ON="1")
    time.sleep(3)
    refused = wine.run(str(setup), "/S")
    running.wait(timeout=60)
    require(refused == 2, f"an upgrade of a running program is refused with 2, not {refused}")
    say("an upgrade is refused while the program runs")
    require(wine.run(str(folder / "uninstall.exe"), "/S") == 0, "the silent removal ends with 0")
    left = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    require(left == sorted(_KEPT), f"removal keeps the user's files only, not {left}")
    require(settings.exists(), "removal keeps the settings")
    require(wine.registry(_UNINSTALL, "DisplayVersion") == "", "Windows no longer lists the program")
    require(not _start_menu(wine).exists(), "the entry of the Start menu is gone")
    for key in ("TrialExplorer.Cohort", "TrialExplorer.Session", ".trialsession"):
        require(wine.registry(rf"HKCU\Software\Classes\{key}") == "", f"no file type is left: {key}")
    say("it is removed; the user's files and settings stay")
    unquoted = (r"/D=C:\Other", r"folder\Program")  # as NSIS wants it; as one argument it would get quotes
    require(wine.run(str(setup), "/S", *unquoted) == 0, "/D= is taken")
    require(_unlike(wine.path(r"C:\Other folder\Program"), payload) == [], "another folder is taken")
    require(wine.run(str(wine.path(r"C:\Other folder\Program\uninstall.exe")), "/S") == 0, "and removed")
    require(not wine.path(r"C:\Other folder\Program").exists(), "with nothing left in it")
    say("another folder is taken, and removed again")
    _check_unwritable(wine, setup)


def check_msi(wine: Wine, payload: Path, msi: Path, older_payload: Path, older: Path) -> None:
    """Install for the machine, upgrade, remove."""
    folder = wine.drive / "Program Files" / NAME
    require(wine.run("msiexec", "/i", str(older), "/qn") == 0, "msiexec installs the older release")
    require(differences(folder, older_payload) == [], "the MSI installs what was packed")
    require(wine.run("msiexec", "/i", str(msi), "/qn") == 0, "msiexec upgrades")
    require(differences(folder, payload) == [], "the upgrade leaves what was packed and nothing else")
    require(_entries(wine) != [], "there is an entry in the Start menu")
    refused = wine.run("msiexec", "/i", str(older), "/qn")
    require(refused != 0, "msiexec refuses the older release")
    require(differences(folder, payload) == [], "a refused downgrade changes nothing")
    require(wine.run("msiexec", "/x", str(msi), "/qn") == 0, "msiexec removes")
    require(_entries(wine) == [], "its entry of the Start menu is gone")
    require(not folder.exists() or not any(folder.rglob("*")), "with nothing left")
    say("the MSI installs, upgrades, refuses a downgrade and removes, file by file as packed")


def check_signing(wine: Wine, folder: Path, runtime: Runtime, wheels: Path) -> None:
    """Build a release signed with a certificate made for this test, install it, verify every signature."""
    key, certificate, store = folder / "key.pem", folder / "certificate.pem", folder / "store.p12"
    subject = ["-subj", "/CN=Trial Explorer test", "-addext", "extendedKeyUsage=codeSigning"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", *subject]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    packed = ["openssl", "pkcs12", "-export", "-inkey", str(key), "-in", str(certificate), "-out", str(store)]
    subprocess.run([*packed, "-passout", "pass:test"], check=True)
    (folder / "password").write_text("test", encoding="utf-8")
    os.environ["TRIAL_EXPLORER_SIGN_PKCS12"] = str(store)
    os.environ["TRIAL_EXPLORER_SIGN_PASSWORD_FILE"] = str(folder / "password")
    try:
        signed = build_windows(runtime, wheels, folder, compressor="zlib")
    finally:
        del os.environ["TRIAL_EXPLORER_SIGN_PKCS12"], os.environ["TRIAL_EXPLORER_SIGN_PASSWORD_FILE"]
    require(wine.run(str(signed[0]), "/S") == 0, "the signed setup program installs")
    installed = wine.home / "AppData" / "Local" / "Programs" / NAME
    programs = [installed / name for name in (f"{NAME}.exe", f"{COMMAND}.exe", "uninstall.exe")]
    for path in (*signed, *programs):
        verify = ["osslsigncode", "verify", "-CAfile", str(certificate), "-in", str(path)]
        done = subprocess.run(verify, capture_output=True, text=True, check=False)
        require(
            "Signature verification: ok" in done.stdout,
            f"the signature of {path.name} is good: {done.stdout}",
        )
    say("signatures of a test certificate are verified: setup program, MSI, both launchers, uninstaller")
    compared = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    done = subprocess.run(compared, cwd=installed, capture_output=True, text=True, check=False)
    require(done.returncode == 0, f"the signed release is what its SHA256SUMS says: {done.stdout}")
    say("the signed release is installed as its SHA256SUMS says")


def _check_unwritable(wine: Wine, setup: Path) -> None:
    """A folder that is read-only and a disk that is too small; both need an administrator here."""
    if os.geteuid() != 0:
        print("--  a read-only folder and a full disk were not tried: that needs an administrator")
        return
    for name, options in (("readonly", "ro"), ("small", "size=20m")):
        place = wine.drive / name
        place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)
        try:
            refused = wine.run(str(setup), "/S", rf"/D=C:\{name}\Program")
            left = sorted(place.rglob("*"))
        finally:
            subprocess.run(["umount", "--lazy", str(place)], check=True)
        require(refused == 2, f"an installation into the folder {name} fails with 2, not {refused}")
        require(left == [], f"and leaves nothing in it: {left[:5]}")
        require(wine.registry(_UNINSTALL, "DisplayVersion") == "", "and is not registered")
    say("a read-only folder and a full disk are refused; nothing is left and nothing is registered")


def _check_desktop(wine: Wine, folder: Path) -> None:
    require(_start_menu(wine).exists(), "there is an entry in the Start menu")
    command = wine.registry(r"HKCU\Software\Classes\TrialExplorer.Cohort\shell\open\command")
    require(command.endswith(f'\\{NAME}.exe" "%1"'), f"a file is opened by the launcher: {command}")
    opened = wine.registry(r"HKCU\Software\Classes\.trialsession")
    require(opened == "TrialExplorer.Session", f"sessions are the program's own files: {opened}")
    for ending in (".xlsx", ".csv"):
        key = rf"HKCU\Software\Classes\{ending}\OpenWithProgids"
        require("TrialExplorer.Cohort" in wine.values(key), f"the program is offered for {ending}")
    say("Start menu, uninstall entry and Open with are there")


def _check_launchers(wine: Wine, folder: Path) -> None:
    for name, runtime in ((f"{NAME}.exe", "pythonw.exe"), ("trial-explorer.exe", "python.exe")):
        record = folder / "record"
        arguments = ("report", r"C:\Данные больницы\a b.xlsx", "--where", "age>=55", "")
        code = wine.run(str(folder / name), *arguments, TRIAL_EXPLORER_STAND_IN_RECORD=f"Z:{record}")
        require(code == 7, f"{name} gives the program's exit code, not {code}")
        called = record.read_bytes().decode("utf-16-le")
        record.unlink()
        wanted = (
            rf'\{NAME}\runtime\{runtime}" -I -B -m ui report "C:\Данные больницы\a b.xlsx" --where age>=55 ""'
        )
        require(
            called.replace('"--where"', "--where").endswith(wanted), f"{name} passes everything on: {called}"
        )
    say("both launchers pass arguments and exit codes on")


def _unlike(installed: Path, payload: Path) -> list[str]:
    found = differences(installed, payload)
    return [name for name in found if name not in ("uninstall.exe", *_KEPT)]


def _start_menu(wine: Wine) -> Path:
    menu = wine.home / "AppData" / "Roaming" / "Microsoft" / "Windows" / "Start Menu" / "Programs"
    return menu / f"{NAME}.lnk"


def _entries(wine: Wine) -> list[Path]:
    """The entries in the Start menu of any user; wine puts that of all users into the user's own."""
    return [path for path in wine.drive.rglob(f"{NAME}.lnk") if "Start Menu" in path.parts]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--wheels", type=Path, help="a folder with the pinned wheels; otherwise they are got")
    asked = parser.parse_args()
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    require(not missing, f"the tools are here; missing: {', '.join(missing)}")
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        wheels = asked.wheels or folder / "wheels"
        if asked.wheels is None:
            wheels.mkdir()
            download_wheels(wheels)
        payload, older_payload = folder / "payload", folder / "older"
        runtime = stand_in_runtime(folder)
        lay_out(runtime, wheels, payload)
        shutil.copytree(payload, older_payload)
        _write(older_payload / _STALE, "# an older release had this module\n")
        write_manifest(older_payload)
        say("the payload is laid out with a stand-in runtime")
        setup, msi = package(payload, folder, VERSION, compressor="zlib", stand_in=True)
        older_setup, older_msi = package(older_payload, folder, _OLDER, compressor="zlib", stand_in=True)
        with fresh_wine(folder / "wine") as wine:
            check_setup(wine, payload, setup, older_payload, older_setup)
            check_msi(wine, payload, msi, older_payload, older_msi)
            (folder / "signed").mkdir()
            check_signing(wine, folder / "signed", runtime, wheels)
    return 0


if __name__ == "__main__":
    sys.exit(main())
