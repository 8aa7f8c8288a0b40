"""A fresh Debian in a folder, to install packages in and to run them as an ordinary user."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

USER, HOME = "clinician", "/home/Мария Иванова"
_BOUND = ("--bind", "--make-private")  # what is mounted inside never shows on this machine
_MOUNTS = (
    ("proc", "proc", ()),
    ("/dev", "dev", _BOUND),
    ("/tmp/.X11-unix", "tmp/.X11-unix", _BOUND),
)


class DebianRoot:
    """Runs commands inside a Debian root; ``folder`` is where it lies on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *command: str) -> str:
        """Run a command as the administrator; gives what it printed. Raises CalledProcessError."""
        return self._chroot(command, {"DEBIAN_FRONTEND": "noninteractive"})

    def run_as_user(self, *command: str, before: Sequence[str] = (), **environment: str) -> str:
        """Run a command as the user, in the user's own folder; ``before`` goes before ``chroot``."""
        shell = f'cd "{HOME}" && exec "$@"'
        return self._chroot(self._user_command(shell, command), environment, before)

    def start_as_user(
        self, *command: str, before: Sequence[str] = (), **environment: str
    ) -> subprocess.Popen[bytes]:
        """Start a program as the user and leave it running; ``before`` goes before ``chroot``."""
        shell = f'cd "{HOME}" && exec "$@"'
        full = [*before, "chroot", str(self.folder), *self._user_command(shell, command)]
        return subprocess.Popen(full, env=_environment(environment))

    @contextmanager
    def read_only(self, *places: str) -> Iterator[None]:
        """Lay an empty folder that nobody may write over each of some folders of the root."""
        mounted: list[str] = []
        try:
            for place in places:
                target = str(self.folder / place)
                subprocess.run(["mount", "-t", "tmpfs", "-o", "ro,mode=1777", "tmpfs", target], check=True)
                mounted.append(target)
            yield
        finally:
            for target in reversed(mounted):
                subprocess.run(["umount", "--lazy", target], check=True)

    def files(self) -> set[str]:
        """The paths of everything in the root that a package may have put there."""
        places = ("usr", "opt", "etc", "var/lib", "home", "root")
        found = (path for place in places for path in (self.folder / place).rglob("*"))
        return {path.relative_to(self.folder).as_posix() for path in found}

    def _user_command(self, shell: str, command: Sequence[str]) -> list[str]:
        return [
            "setpriv",
            f"--reuid={USER}",
            f"--regid={USER}",
            "--clear-groups",
            "sh",
            "-c",
            shell,
            "sh",
            *command,
        ]

    def _chroot(self, command: Sequence[str], environment: dict[str, str], before: Sequence[str] = ()) -> str:
        full = [*before, "chroot", str(self.folder), *command]
        done = subprocess.run(
            full, env=_environment(environment), capture_output=True, text=True, timeout=900, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
        return done.stdout


@contextmanager
def debian_root(folder: Path, pristine: Path) -> Iterator[DebianRoot]:
    """A copy of a pristine Debian 12, which debootstrap makes the first time; removed at the end."""
    if not (pristine / "usr" / "bin" / "dpkg").exists():
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", str(pristine)], check=True)
    subprocess.run(["cp", "-a", "--reflink=auto", str(pristine), str(folder)], check=True)
    mounted: list[Path] = []
    try:
        for source, place, options in _MOUNTS:
            target = folder / place
            target.mkdir(parents=True, exist_ok=True)
            kind = () if options else ("-t", source)
            subprocess.run(["mount", *kind, *options, source, str(target)], check=True)
            mounted.append(target)
        root = DebianRoot(folder)
        root.run("apt-get", "-qq", "update")
        root.run("useradd", "--create-home", "--home-dir", HOME, "--shell", "/bin/sh", USER)
        yield root
    finally:
        for target in reversed(mounted):
            subprocess.run(["umount", "--lazy", str(target)], check=True)
        if not any(os.path.ismount(target) for target in mounted):
            shutil.rmtree(folder)


def _environment(more: dict[str, str]) -> dict[str, str]:
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return {"PATH": path, "HOME": HOME, "LANG": "C.UTF-8", **more}
