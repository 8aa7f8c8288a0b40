"""Build the RPM package: python -m installer.build_rpm [--bundle dist/trial-explorer] [--out dist]."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from installer.linux_libraries import system_needs
from installer.linux_tree import METAINFO, make_tree
from installer.manifest import require_whole
from installer.program import COMMAND, ROOT, SUMMARY, VENDOR, VERSION, source_date

_LICENSES = (
    "MIT", "LGPL-3.0-only", "BSD-3-Clause", "BSD-2-Clause", "OFL-1.1", "Python-2.0", "Unicode-3.0", "Zlib",
    "libpng-2.0", "FTL", "Apache-2.0", "CC0-1.0",
)  # fmt: skip
_SPECIFICATION = """\
%global __os_install_post %{{nil}}
%global _build_id_links none
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%global _buildhost trial-explorer
%define _binary_payload w12.zstdio
Name: {command}
Version: {version}
Release: 1
Summary: Look at a randomized trial
License: {license}
Vendor: {vendor}
BuildArch: x86_64
AutoReqProv: no
{requires}

%description
{summary}
It carries its own Python and Qt and opens no network connection.

%install
cp -a {tree}/usr %{{buildroot}}/
mkdir -p %{{buildroot}}/usr/share/licenses/{command}
cp -p {tree}/usr/lib/{command}/LICENSE.txt {tree}/usr/lib/{command}/THIRD_PARTY_NOTICES.txt \\
    %{{buildroot}}/usr/share/licenses/{command}/

%files
%license /usr/share/licenses/{command}
/usr/bin/{command}
/usr/lib/{command}
/usr/share/applications/{command}.desktop
/usr/share/icons/hicolor/*/apps/{command}.png
/usr/share/metainfo/{metainfo}
/usr/share/mime/packages/{command}.xml
/usr/share/man/man1/{command}.1.gz
"""


def build_rpm(bundle: Path, out: Path, version: str = VERSION) -> Path:
    """Build the package of a bundle in a folder."""
    require_whole(bundle)
    with tempfile.TemporaryDirectory() as folder:
        tree, top = Path(folder) / "tree", Path(folder) / "top"
        make_tree(bundle, tree)
        text = _SPECIFICATION.format(
            command=COMMAND,
            version=version,
            vendor=VENDOR,
            license=" AND ".join(_LICENSES),
            requires="\n".join(f"Requires: {need}" for need in system_needs(bundle).rpm()),
            summary=SUMMARY,
            tree=tree,
            metainfo=METAINFO,
        )
        specification = Path(folder) / f"{COMMAND}.spec"
        specification.write_text(text, encoding="utf-8")
        environment = os.environ | {"SOURCE_DATE_EPOCH": str(source_date()), "HOME": folder}
        command = ["rpmbuild", "-bb", "--quiet", "--target", "x86_64", "--define", f"_topdir {top}"]
        subprocess.run([*command, str(specification)], env=environment, check=True)
        (built,) = (top / "RPMS" / "x86_64").glob("*.rpm")
        return Path(shutil.copy(built, out / built.name))


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, default=ROOT / "dist" / COMMAND)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    asked = parser.parse_args()
    package = build_rpm(asked.bundle, asked.out)
    print(f"{package} {package.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
