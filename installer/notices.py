"""The license notices and the bill of materials (CycloneDX 1.6) that travel with the program."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from installer.components import STANDARD_TEXTS, Component, components
from installer.program import COMMAND, NAME, ROOT, SUMMARY, VERSION, source_date

_HEAD = """\
{name} {version}: licenses of the parts that others wrote

{name} itself is under the MIT license (LICENSE.txt). It runs on the works below; their full texts are
in the folder licenses.

Qt and Qt for Python (PySide6, shiboken6) are used under the GNU Lesser General Public License, version 3.
They are in this program as separate shared libraries, unchanged, as The Qt Company publishes them. You may
replace them by your own build of the same version: put your libraries in the place of those in the folders
PySide6 and shiboken6; the program loads whatever is there (--self-test then reports the changed files).
Nothing in the license of {name} forbids you to change these libraries, or to reverse-engineer the program
for debugging such changes. The sources of Qt {qt} are published at
https://download.qt.io/official_releases/qt/ and those of Qt for Python at
https://download.qt.io/official_releases/QtForPython/; whoever hands this program on has to see to it that
they stay available, or offer them.

"""


def write_notices(bundle: Path, folders: Iterable[Path] | None = None, python: str = "") -> None:
    """Write LICENSE.txt, THIRD_PARTY_NOTICES.txt, licenses/ and sbom.cdx.json into a bundle."""
    found = components(bundle, folders, python)
    shutil.copyfile(ROOT / "LICENSE", bundle / "LICENSE.txt")
    (bundle / "THIRD_PARTY_NOTICES.txt").write_text(_notices(found), encoding="utf-8")
    for component in found:
        for text, name in _named_texts(component):
            target = bundle / "licenses" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(text, target)
    sbom = json.dumps(bill_of_materials(found), indent=2) + "\n"
    (bundle / "sbom.cdx.json").write_text(sbom, encoding="utf-8")


def bill_of_materials(found: list[Component]) -> dict[str, Any]:
    """The components as CycloneDX 1.6; the same components give the same text."""
    listed = [_entry(component) for component in found]
    content = json.dumps(listed, sort_keys=True)
    program = {"type": "application", "bom-ref": COMMAND, "name": COMMAND, "version": VERSION}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{COMMAND} {VERSION} {content}')}",
        "version": 1,
        "metadata": {
            "timestamp": f"{datetime.fromtimestamp(source_date(), UTC):%Y-%m-%dT%H:%M:%SZ}",
            "component": program | {"description": SUMMARY, "licenses": [{"license": {"id": "MIT"}}]},
        },
        "components": listed,
        "dependencies": _dependencies(found),
    }


def _dependencies(found: list[Component]) -> list[dict[str, Any]]:
    """Which component is in which: that in the program, or in another component."""
    inside: dict[str, list[str]] = {COMMAND: []}
    references = {component.name: _reference(component) for component in found}
    for component in found:
        inside.setdefault(references.get(component.inside, COMMAND), []).append(_reference(component))
    return [{"ref": reference, "dependsOn": sorted(parts)} for reference, parts in sorted(inside.items())]


def _reference(component: Component) -> str:
    return component.purl or f"{component.name}@{component.version}"


def _entry(component: Component) -> dict[str, Any]:
    kind = "data" if component.name == "Inter" else "library"
    entry: dict[str, Any] = {"type": kind, "bom-ref": _reference(component), "name": component.name}
    entry |= {"version": component.version, "licenses": [_license(component.license)]}
    if component.copyright:
        entry["copyright"] = component.copyright
    if component.digest:
        entry["hashes"] = [{"alg": "SHA-256", "content": component.digest}]
    return entry | ({"purl": component.purl} if component.purl else {})


def _license(text: str) -> dict[str, Any]:
    if " " in text and not text.startswith("see"):
        return {"expression": text}
    return {"license": {"name": text} if text.startswith("see") else {"id": text}}


def _notices(found: list[Component]) -> str:
    qt = next((component.version for component in found if component.name == "Qt"), "6")
    text = _HEAD.format(name=NAME, version=VERSION, qt=qt)
    for component in found:
        text += f"{component.name} {component.version}\n    license: {component.license}\n"
        text += f"    {component.copyright}\n" if component.copyright else ""
        text += f"    {component.remark}\n" if component.remark else ""
        for folder in sorted({name.split("/")[0] for _, name in _named_texts(component)} - {"standard"}):
            text += f"    text: licenses/{folder}/\n"
        for path in (path for path in component.texts if path.parent == STANDARD_TEXTS):
            text += f"    text: licenses/standard/{path.name}\n"
        text += "\n"
    return text


def _named_texts(component: Component) -> list[tuple[Path, str]]:
    """The license files, with names below ``licenses`` that tell them apart."""
    named = []
    for path in component.texts:
        if path.parent == STANDARD_TEXTS:
            named.append((path, f"standard/{path.name}"))
            continue
        parts = path.parts
        below = parts[parts.index("licenses") + 1 :] if "licenses" in parts else (path.name,)
        name = "_".join(below)
        named_so = name if path.suffix in (".txt", ".md", ".json") else f"{name}.txt"
        named.append((path, f"{_file_name(component.name)}/{named_so}"))
    return named


def _file_name(name: str) -> str:
    return name.lower().replace(" ", "-")
