"""Install the Linux packages on a fresh Debian 12 as a user would, use the program, upgrade it and remove it.

Needs an administrator, debootstrap, Xvfb, xdotool, ImageMagick and strace:
    python -m installer.check_linux --dist dist --out out/linux
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from installer.build_deb import build_deb
from installer.debian_root import HOME, USER, DebianRoot, debian_root
from installer.program import COMMAND, ROOT, VERSION

_TOOLS = ("debootstrap", "Xvfb", "xdotool", "import", "strace", "unshare", "dpkg-deb")
_DISPLAY = ":87"
_OLDER = "0.0.1"
_DEMO = f"/usr/lib/{COMMAND}/_internal/resources/demo/e1910_demo.xlsx"


def check_deb(root: DebianRoot, package: Path, older: Path, out: Path) -> None:
    """Install the older package, upgrade, use, remove; raises SystemExit at the first thing that is wrong."""
    for file in (package, older):
        shutil.copy(file, root.folder / "root" / file.name)
    before = root.files()
    started = time.monotonic()
    root.run("apt-get", "install", "-qq", "--no-install-recommends", f"/root/{older.name}")
    say("an older release installs with its dependencies", started)
    started = time.monotonic()
    root.run("apt-get", "install", "-qq", f"/root/{package.name}")
    say("it is upgraded", started)
    found = root.run("dpkg-query", "-W", "-f=${Version}", COMMAND)
    require(found == VERSION, f"version {VERSION} is installed, not {found}")
    refused = root.run("sh", "-c", f"! dpkg --install /root/{older.name} 2>&1")
    require("which is newer than" in refused, f"a downgrade is refused: {refused}")
    found = root.run("dpkg-query", "-W", "-f=${Version} ${db:Status-Abbrev}", COMMAND)
    require(found.split() == [VERSION, "ii"], f"a refused downgrade changes nothing: {found}")
    say("a downgrade is refused")
    _use(root, COMMAND, out)
    removed = root.run("apt-get", "purge", "-qq", "--auto-remove", COMMAND)
    require("not empty" not in removed, f"removal leaves nothing behind: {removed}")
    left = {name for name in root.files() - before if not _is_system_record(name)}
    require(not left, f"removal leaves nothing behind: {sorted(left)[:5]}")
    say("it is removed without a trace")


def check_run(root: DebianRoot, installer: Path, package: Path) -> None:
    """Install for one user without rights, use, install again, remove."""
    shown = ["dpkg-deb", "--field", str(package), "Depends"]
    depends = subprocess.run(shown, capture_output=True, text=True, check=True).stdout
    names = [re.split(r"[ |(]", need.strip())[0] for need in depends.split(",") if "t64" not in need]
    root.run("apt-get", "install", "-qq", "--no-install-recommends", *names, "libglib2.0-0", "xz-utils")
    before = root.files()
    shutil.copy(installer, root.folder / "tmp" / installer.name)
    started = time.monotonic()
    root.run_as_user("sh", f"/tmp/{installer.name}", "--quiet")
    say("the per-user installer works without rights", started)
    root.run_as_user("sh", f"/tmp/{installer.name}")
    share = f"{HOME}/.local/share/{COMMAND}"
    record = root.run_as_user(f"{HOME}/.local/bin/{COMMAND}", "--self-test")
    require("Result: PASSED" in record, record)
    (root.folder / "tmp" / "cut.run").write_bytes(installer.read_bytes()[:-1000])
    said = root.run_as_user("sh", "-c", "! sh /tmp/cut.run 2>&1")
    require("not complete" in said, "a truncated installer is refused")
    root.run("sh", "-c", f'echo 99.0 >"{share}/VERSION"')
    said = root.run_as_user("sh", "-c", f"! sh /tmp/{installer.name} 2>&1")
    require("newer Trial Explorer" in said, "a downgrade is refused")
    root.run_as_user(f"{share}/uninstall")
    kept = (f"{HOME[1:]}/.config", f"{HOME[1:]}/.cache/fontconfig")
    files = {name for name in root.files() - before if (root.folder / name).is_file()}
    left = {name for name in files if not name.startswith(kept)}
    require(not left, f"removal leaves no file behind: {sorted(left)[:5]}")
    say("installed over itself, downgrade and damage refused, removed")


def check_rpm(root: DebianRoot, package: Path) -> None:
    """Install, use and remove the RPM, in a root that has the libraries under the names of Debian."""
    into = ["rpm", "--root", str(root.folder), "--dbpath", "/var/lib/rpm", "--nodeps"]
    before = root.files()
    subprocess.run([*into, "--install", str(package)], check=True)
    record = root.run_as_user(COMMAND, "--self-test")
    require("Result: PASSED" in record, record)
    subprocess.run([*into, "--erase", COMMAND], check=True)
    left = {name for name in root.files() - before if COMMAND in name}
    require(not left, f"removal leaves nothing behind: {sorted(left)[:5]}")
    say("the RPM's files install, pass the self-test and are removed (its dependencies were not checked)")


def _use(root: DebianRoot, command: str, out: Path) -> None:
    started = time.monotonic()
    record = root.run_as_user(command, "--self-test")
    (out / "qualification.txt").write_text(record, encoding="utf-8")
    require("Result: PASSED" in record, record)
    say("its self-test passes", started)
    root.run_as_user(command, "report", _DEMO, "--out", "Отчёт", before=("unshare", "--net"))
    pdf = (root.folder / HOME[1:] / "Отчёт" / "survival_OS.pdf").read_bytes()
    require(pdf.startswith(b"%PDF-"), "a report is written")
    (out / "survival_OS.pdf").write_bytes(pdf)
    say("a report is written into a folder with a Cyrillic name, without a network")
    root.run_as_user(command, "report", _DEMO, "--out", "again", before=_watch(out / "sockets_report.txt"))
    _require_no_network(out / "sockets_report.txt")
    say("the report opens no network socket (strace)")
    with root.read_only("tmp", "var/tmp", "dev/shm"):
        said = root.run_as_user("sh", "-c", "! touch /tmp/x /var/tmp/x /dev/shm/x 2>&1")
        require(said.count("Read-only") == 3, f"the temporary folders are read-only: {said}")
        root.run_as_user(command, "report", _DEMO, "--out", "third")
        record = root.run_as_user(command, "--self-test")
        require("Result: PASSED" in record, record)
    say("report and self-test work where no temporary folder may be written (/tmp, /var/tmp, /dev/shm)")
    strange = root.folder / "usr" / "lib" / COMMAND / "_internal" / "sitecustomize.py"
    strange.write_text("", encoding="utf-8")
    record = root.run_as_user("sh", "-c", f"! {command} --self-test")
    strange.unlink()
    require("FAILED  files among them that were not built: _internal/sitecustomize.py" in record, record)
    say("a file that was not built is named by the self-test")
    _open_window(root, command, out)
    shutil.rmtree(root.folder / HOME[1:])
    (root.folder / HOME[1:]).mkdir()
    shutil.chown(root.folder / HOME[1:], _user_id(root), _user_id(root))


def _open_window(root: DebianRoot, command: str, out: Path) -> None:
    """Open the demonstration cohort in a window, and take a picture of it."""
    screen = subprocess.Popen(["Xvfb", _DISPLAY, "-screen", "0", "1600x1000x24"], stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        trace = out / "sockets_window.txt"
        before = ("unshare", "--net", *_watch(trace))
        program = root.start_as_user(command, "demo", before=before, DISPLAY=_DISPLAY)
        shown = os.environ | {"DISPLAY": _DISPLAY}
        search = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "Trial Explorer"]
        subprocess.run(search, env=shown, check=True, timeout=60, stdout=subprocess.DEVNULL)
        time.sleep(8)
        require(program.poll() is None, "the window stays open")
        picture = str(out / "window.png")
        subprocess.run(["import", "-window", "root", picture], env=shown, check=True, timeout=60)
        children = Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text("ascii").split()
        subprocess.run(["kill", *children], check=True)  # strace ends when what it watches has ended
        program.wait(timeout=20)
        _require_no_network(trace)
    finally:
        screen.terminate()
        screen.wait()
    say(f"the window opens the demonstration cohort, without a network and its sockets: {picture}")


def _watch(trace: Path) -> tuple[str, ...]:
    return ("strace", "-f", "-qq", "-e", "trace=socket,connect,bind", "-o", str(trace))


def _require_no_network(trace: Path) -> None:
    opened = [line for line in trace.read_text("utf-8").splitlines() if re.search("AF_INET|AF_NETLINK", line)]
    require(not opened, f"no network socket is opened: {opened[:3]}")


def _user_id(root: DebianRoot) -> int:
    return int(root.run("id", "-u", USER))


def _is_system_record(name: str) -> bool:
    """Whether a file is what apt and the libraries' own packages keep, not the program."""
    return COMMAND not in name or name.endswith(".deb")


def require(holds: bool, what: str) -> None:
    """End the check, saying what does not hold."""
    if not holds:
        raise SystemExit(f"does not hold: {what}")


def say(what: str, started: float | None = None) -> None:
    """Print one thing that was found to hold."""
    took = "" if started is None else f" ({time.monotonic() - started:.1f} s)"
    print(f"ok  {what}{took}", flush=True)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", help="where the packages are")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "out" / "linux", help="for the record and pictures"
    )
    parser.add_argument("--pristine", type=Path, default=Path("/var/tmp/trial-explorer-debian"))
    asked = parser.parse_args()
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    require(
        os.geteuid() == 0 and not missing, f"an administrator with {', '.join(missing or _TOOLS)} runs this"
    )
    asked.out.mkdir(parents=True, exist_ok=True)
    package = asked.dist / f"{COMMAND}_{VERSION}_amd64.deb"
    with tempfile.TemporaryDirectory() as folder:
        older = build_deb(asked.dist / COMMAND, Path(folder), _OLDER)
        with debian_root(Path(folder) / "deb", asked.pristine) as root:
            check_deb(root, package, older, asked.out)
        with debian_root(Path(folder) / "run", asked.pristine) as root:
            check_run(root, asked.dist / f"{COMMAND}-{VERSION}-linux-x86_64.run", package)
            if shutil.which("rpm"):
                check_rpm(root, asked.dist / f"{COMMAND}-{VERSION}-1.x86_64.rpm")
    return 0


if __name__ == "__main__":
    sys.exit(main())
