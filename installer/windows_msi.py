"""The Windows Installer package (MSI) for IT departments, for all users of a machine: msiexec /i FILE /qn."""

from __future__ import annotations

import os
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from installer.program import COMMAND, FILE_TYPES, NAME, SESSION_ENDING, VENDOR, source_date, version_parts

_SPACE = uuid.UUID("8f4f2b5e-6f0d-4d0c-9f0e-3b6a1d9c7e21")
UPGRADE_CODE = "{3C6B8C0A-0F7B-4F2C-9A55-6E1C1D7B9E40}"
"""What all releases have in common; Windows finds the installed release by it. Never change it."""

_ICON = f"{COMMAND}.ico"
# Not below its file: wixl would make it an advertised one, which asks Windows Installer at every start.
_SHORTCUT = (
    f'<Shortcut Id="StartMenu" Directory="ProgramMenuFolder" Name="{NAME}" '
    f'Target="[INSTALLDIR]{NAME}.exe" WorkingDirectory="INSTALLDIR" Icon="{_ICON}" IconIndex="0"/>\n'
)


def build_msi(payload: Path, out: Path, version: str) -> Path:
    """Build the package of a payload."""
    package = out.resolve() / f"{COMMAND}-{version}-windows-x64.msi"
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(source_date())}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{COMMAND}.wxs"
        source.write_text(wix_source(payload, version), encoding="utf-8")
        command = ["wixl", "--arch", "x64", "--output", str(package), str(source)]
        subprocess.run(command, cwd=payload, env=environment, check=True)
    return package


def wix_source(payload: Path, version: str) -> str:
    """The package's description; the same payload gives the same text."""
    product = guid(f"product {version}")
    tree, components = _directory(payload, payload, "INSTALLDIR")
    references = "\n".join(f"<ComponentRef Id={quoteattr(id)}/>" for id in [*components, "Registration"])
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
<Product Id="{product}" Name="{NAME}" Manufacturer="{VENDOR}" Language="1033" Codepage="1252"
  Version="{_short(version)}" UpgradeCode="{UPGRADE_CODE}">
<Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine"
  Description="{NAME} {version}" Manufacturer="{VENDOR}"/>
<MajorUpgrade DowngradeErrorMessage="A newer release of {NAME} is installed."/>
<Media Id="1" Cabinet="{COMMAND}.cab" EmbedCab="yes"/>
<Property Id="ARPNOMODIFY" Value="1"/>
<Icon Id="{_ICON}" SourceFile="{_ICON}"/>
<Property Id="ARPPRODUCTICON" Value="{_ICON}"/>
<Directory Id="TARGETDIR" Name="SourceDir">
<Directory Id="ProgramFiles64Folder"><Directory Id="INSTALLDIR" Name="{NAME}">
{tree}
<Component Id="Registration" Guid="{guid("registration")}" Win64="yes">
{"".join(_registry())}{_SHORTCUT}</Component>
</Directory></Directory>
<Directory Id="ProgramMenuFolder"/>
</Directory>
<Feature Id="Complete" Level="1">
{references}
</Feature>
</Product>
</Wix>
"""


def guid(name: str) -> str:
    """The identifier of a part of the package, always the same for the same name."""
    return f"{{{str(uuid.uuid5(_SPACE, name)).upper()}}}"


def _directory(folder: Path, payload: Path, directory: str) -> tuple[str, list[str]]:
    """A folder's components and folders as XML, and the components' identifiers."""
    lines, components = [], []
    for path in sorted(folder.iterdir()):
        name = path.relative_to(payload).as_posix()
        key = uuid.uuid5(_SPACE, name).hex
        if path.is_dir():
            inner, more = _directory(path, payload, f"d{key}")
            lines.append(f'<Directory Id="d{key}" Name={quoteattr(path.name)}>\n{inner}\n</Directory>')
            components += more
            continue
        file = f'<File Id="f{key}" Source={quoteattr(name)} KeyPath="yes"/>'
        lines.append(f'<Component Id="c{key}" Guid="{guid(name)}" Win64="yes">{file}</Component>')
        components.append(f"c{key}")
    return "\n".join(lines), components


def _registry() -> Iterator[str]:
    """Where the program is, and that it can open what it opens."""
    open_file = quoteattr(f'"[INSTALLDIR]{NAME}.exe" "%1"')
    yield _value(f"Software\\{NAME}", "Folder", '"[INSTALLDIR]"', key_path=True)
    for key in ("TrialExplorer.Cohort", "TrialExplorer.Session", f"Applications\\{NAME}.exe"):
        yield _value(f"Software\\Classes\\{key}\\shell\\open\\command", "", open_file)
    yield _value("Software\\Classes\\TrialExplorer.Cohort", "", '"Cohort of a trial"')
    yield _value("Software\\Classes\\TrialExplorer.Session", "", f'"{NAME} session"')
    yield _value(f"Software\\Classes\\{SESSION_ENDING}", "", '"TrialExplorer.Session"')
    for ending in FILE_TYPES:
        yield _value(f"Software\\Classes\\{ending}\\OpenWithProgids", "TrialExplorer.Cohort", '""')


def _value(key: str, name: str, value: str, *, key_path: bool = False) -> str:
    named = f" Name={quoteattr(name)}" if name else ""
    kept = ' KeyPath="yes"' if key_path else ""
    return f'<RegistryValue Root="HKLM" Key={quoteattr(key)}{named} Type="string" Value={value}{kept}/>\n'


def _short(version: str) -> str:
    """The three numbers that Windows Installer compares."""
    return ".".join(map(str, version_parts(version)[:3]))
