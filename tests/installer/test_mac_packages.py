"""The macOS application, as far as it can be looked at elsewhere."""

from __future__ import annotations

import ast
from pathlib import Path

from installer.build_mac import info_plist
from installer.program import NAME, SESSION_ENDING

INSTALLER = Path(__file__).parents[2] / "installer"


def test_that_a_double_click_starts_the_program_with_a_window() -> None:
    said = info_plist()
    assert said["CFBundleExecutable"] == NAME
    assert said["LSBackgroundOnly"] is False
    specification = (INSTALLER / "trial_explorer.spec").read_text("utf-8")
    ast.parse(specification)
    assert "program(NAME, console=False)" in specification
    assert "info_plist=info_plist()" in specification


def test_that_sessions_are_declared() -> None:
    (declared,) = info_plist()["UTExportedTypeDeclarations"]
    assert declared["UTTypeTagSpecification"] == {"public.filename-extension": [SESSION_ENDING[1:]]}


def test_that_what_makes_the_disk_image_is_pinned() -> None:
    pinned = (INSTALLER / "requirements-build.txt").read_text("utf-8")
    assert "\ndmgbuild==" in pinned
    for path in [INSTALLER.parent / "Makefile", *(INSTALLER.parent / ".github" / "workflows").glob("*.yml")]:
        assert "dmgbuild" not in path.read_text("utf-8"), "it comes with requirements-build.txt"
