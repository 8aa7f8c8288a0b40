"""The treatment schema of a trial: what every patient gets, where chance decides, and what each arm gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SchemaKind = Literal["treatment", "assessment", "randomization"]
KINDS: tuple[SchemaKind, ...] = ("treatment", "assessment", "randomization")


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle of a treatment; ``duration`` in words."""

    label: str
    duration: str = ""


@dataclass(frozen=True, slots=True)
class SchemaStep:
    """One step of the schema. ``step`` is its number in the protocol ("Step 1"), ``arm`` whose it is ("": all
    patients'), ``duration`` and ``detail`` in words."""

    label: str
    kind: SchemaKind = "treatment"
    step: str = ""
    detail: str = ""
    duration: str = ""
    arm: str = ""
    cycles: tuple[Cycle, ...] = ()
