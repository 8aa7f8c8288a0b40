"""Build the macOS disk image, on a Mac:  python -m installer.build_mac [--out dist]

Signs and notarizes where TRIAL_EXPLORER_MAC_IDENTITY (a "Developer ID Application" certificate in the
keychain) and TRIAL_EXPLORER_MAC_NOTARY_PROFILE (stored by ``xcrun notarytool store-credentials``) are set.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from installer.build_bundle import build_bundle
from installer.program import COMMAND, NAME, ROOT, SESSION_ENDING, VERSION

MAC = ROOT / "installer" / "mac"
_NOTICES = ("LICENSE.txt", "THIRD_PARTY_NOTICES.txt", "sbom.cdx.json")


def build_mac(out: Path) -> Path:
    """Build the application and its disk image in a folder; returns the image."""
    if sys.platform != "darwin":
        raise SystemExit(
            "The macOS disk image is built on a Mac: codesign, notarytool and hdiutil are only there."
        )
    bundle = build_bundle(out)
    application = out / f"{NAME}.app"
    _add_notices(bundle, application / "Contents" / "Resources")
    identity = os.environ.get("TRIAL_EXPLORER_MAC_IDENTITY")
    if identity:
        sign(application, identity)
    image = out / f"{COMMAND}-{VERSION}-macos.dmg"
    defined = ["-D", f"application={application}"]
    subprocess.run(["dmgbuild", "-s", str(MAC / "disk_image.py"), *defined, NAME, str(image)], check=True)
    profile = os.environ.get("TRIAL_EXPLORER_MAC_NOTARY_PROFILE")
    if identity and profile:
        subprocess.run(["codesign", "--sign", identity, "--timestamp", str(image)], check=True)
        notarize(image, profile)
    else:
        print("The disk image is not signed or not notarized: no certificate or no profile was given.")
    return image


def info_plist() -> dict[str, Any]:
    """What macOS is told of the application, where that is not what PyInstaller would say."""
    session = {
        "UTTypeIdentifier": "org.trial-explorer.session",
        "UTTypeDescription": f"{NAME} session",
        "UTTypeConformsTo": ["public.json"],
        "UTTypeTagSpecification": {"public.filename-extension": [SESSION_ENDING.lstrip(".")]},
    }
    tables = [
        "org.openxmlformats.spreadsheetml.sheet",
        "com.microsoft.excel.xls",
        "org.oasis-open.opendocument.spreadsheet",
        "public.comma-separated-values-text",
    ]
    return {
        # PyInstaller takes the first program of the two, which is that for the terminal.
        "CFBundleExecutable": NAME,
        "LSBackgroundOnly": False,
        "NSHighResolutionCapable": True,
        "LSMinimumSystemVersion": "13.0",
        "UTExportedTypeDeclarations": [session],
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": f"{NAME} session",
                "CFBundleTypeRole": "Editor",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [session["UTTypeIdentifier"]],
            },
            {
                "CFBundleTypeName": "Cohort",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": tables,
            },
        ],
    }


def sign(application: Path, identity: str) -> None:
    """Sign every library and program inside out, with the hardened runtime that notarization asks for."""
    command = ["codesign", "--force", "--timestamp", "--options", "runtime", "--sign", identity]
    entitled = ["--entitlements", str(MAC / "entitlements.plist")]
    inside = application / "Contents"
    libraries = [
        path for path in inside.rglob("*") if path.suffix in (".so", ".dylib") and not path.is_symlink()
    ]
    frameworks = [path for path in inside.rglob("*.framework") if not path.is_symlink()]
    for path in sorted([*libraries, *frameworks], key=lambda path: -len(path.parts)):
        subprocess.run([*command, str(path)], check=True)
    for path in sorted((inside / "MacOS").iterdir()):
        subprocess.run([*command, *entitled, str(path)], check=True)
    subprocess.run([*command, *entitled, str(application)], check=True)
    subprocess.run(["codesign", "--verify", "--deep", "--strict", str(application)], check=True)


def notarize(image: Path, profile: str) -> None:
    """Have Apple check the image, and attach its ticket so that it opens without a network."""
    subprocess.run(
        ["xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait"], check=True
    )
    subprocess.run(["xcrun", "stapler", "staple", str(image)], check=True)
    subprocess.run(
        ["spctl", "--assess", "--type", "open", "--context", "context:primary-signature", str(image)],
        check=True,
    )


def _add_notices(bundle: Path, resources: Path) -> None:
    for name in _NOTICES:
        shutil.copy(bundle / name, resources)
    shutil.copytree(bundle / "licenses", resources / "licenses", dirs_exist_ok=True)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    asked = parser.parse_args()
    image = build_mac(asked.out)
    print(f"{image} {image.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
