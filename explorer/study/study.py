"""What a trial is: its arms, fields, endpoints, population, strata, subgroups and flow. A study is data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.columns import MISSING, RECORDED
from explorer.errors import SelectionError, nearest
from explorer.selection import Between, Selection
from explorer.study.competing import CompetingRisks
from explorer.study.models import StudyModel, TimeVaryingEvent
from explorer.study.reporting import AdverseEventLayout, BaselineItem, MonitoringPlan
from explorer.study.schema import SchemaStep

Kind = Literal["category", "number", "date", "text"]
Known = Literal["baseline", "randomization", "after"]
DAYS_PER_MONTH = 30.4375
DAYS_PER_YEAR = 365.25
ARM_COLORS = 4  # so many colors has the palette for arms; further arms begin with the first again


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a category; ``synonyms`` are other texts that mean it in a file."""

    id: str
    label: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """Patients of the selection have this level."""

    where: Selection
    level: str


@dataclass(frozen=True, slots=True)
class Preset:
    """A named range of a number field, offered as one click."""

    label: str
    range: Between


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is recorded of each patient, or derived from what is recorded.

    ``column`` is its name in the file ("" when it is only derived), ``aliases`` other names.
    ``rules`` derive a category, the first that fits; a recorded value is never overwritten by them.
    ``missing`` says on screen what an empty cell means; ``missing_texts`` are texts that mean the same.
    ``number_texts`` are texts of a number field that stand for a number, such as "<0.01" for 0.
    ``known`` says when the value is known: a field known only after randomization is no baseline field.
    ``low`` and ``high`` limit what is plausible; a number outside them is reported and left out.
    """

    id: str
    label: str
    kind: Kind
    short: str = ""
    column: str = ""
    aliases: tuple[str, ...] = ()
    unit: str = ""
    levels: tuple[Level, ...] = ()
    missing: str = "Not recorded"
    missing_texts: tuple[str, ...] = ()
    number_texts: tuple[tuple[str, float], ...] = ()
    known: Known = "baseline"
    rules: tuple[Rule, ...] = ()
    required: bool = False
    presets: tuple[Preset, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def name(self) -> str:
        """The short label where there is one."""
        return self.short or self.label

    @property
    def level_ids(self) -> tuple[str, ...]:
        """What a selection may ask of this field."""
        own = tuple(level.id for level in self.levels) if self.kind == "category" else ()
        return (*own, RECORDED, MISSING)

    def level_label(self, level: str) -> str:
        """How a level is called on screen."""
        if level == MISSING:
            return self.missing
        if level == RECORDED:
            return "Recorded"
        return next((known.label for known in self.levels if known.id == level), level)


@dataclass(frozen=True, slots=True)
class Arm:
    """A treatment group; ``color`` numbers it in the palette, others are compared with the ``reference``."""

    id: str
    label: str
    short: str
    synonyms: tuple[str, ...] = ()
    reference: bool = False
    color: int = 0


@dataclass(frozen=True, slots=True)
class TimeStatus:
    """A duration column with its status column, and the status texts that mean an event or censored.

    ``row`` is the record of a long layout in which they stand.
    """

    time: str
    status: str
    event: tuple[str, ...] = ("1",)
    censored: tuple[str, ...] = ("0",)
    row: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A time to event, from dates (``start``, ``events``, ``censor``) or from recorded times (``times``).

    With several events, or several times, the first that happens counts. ``noun`` and ``plural`` name
    the event ("death", "deaths"); ``caption`` names the curve's axis ("Patients alive").
    """

    id: str
    label: str
    noun: str
    plural: str
    caption: str
    definition: str = ""
    primary: bool = False
    start: str = ""
    events: tuple[str, ...] = ()
    censor: str = ""
    times: tuple[TimeStatus, ...] = ()
    unit_days: float = 1.0


@dataclass(frozen=True, slots=True)
class Subgroup:
    """A field whose levels are rows of the forest plot.

    ``levels`` are those shown; ``untested`` are shown too, but take no part in the test of interaction.
    """

    field: str
    levels: tuple[str, ...]
    post_hoc: bool = False
    untested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """A line with a count: the patients of a box who also meet the selection."""

    label: str
    where: Selection


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A box of the CONSORT flow: the patients of ``where``, out of the patients of its ``parent``.

    ``role``: a ``step`` on the trial's path; a ``branch`` beside it; an ``arm``; a ``milestone`` that
    is counted but leads nowhere. ``reasons`` say why patients of the parent are not here: by rules, or
    by the levels of ``reason_field``. ``left_label`` is the heading of those reasons.
    """

    id: str
    label: str
    where: Selection
    parent: str = ""
    role: Literal["step", "branch", "arm", "milestone"] = "step"
    detail: str = ""
    short: str = ""
    arm: str = ""
    left_label: str = "not included"
    reason_field: str = ""
    reasons: tuple[Counted, ...] = ()
    left_notes: tuple[Counted, ...] = ()
    lines: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class DataLayout:
    """Where the patients stand in a file: sheet, identifier, and the record column of a long layout."""

    sheets: tuple[str, ...] = ()
    id: str = ""
    record: str = ""
    date_order: Literal["", "dmy", "mdy"] = ""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What is shown first: landmark and end of the curves in months, and the time unit.

    Without a ``landmark`` the one of a cohort's study is chosen from its follow-up, when the cohort is read.
    """

    landmark: float | None = None
    unit: Literal["months", "years"] = "months"
    horizon: float | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """A randomized trial as data; see ``explorer.study_file.load`` for how it is written.

    ``population`` is the primary analysis population, ``randomized`` the patients whose arm was given by
    chance, ``strata`` the stratification factors, ``forest_strata`` those of the subgroup rows, each less
    the field that defines the subgroup; ``filter_ids`` are the fields of the filter panel. ``choices`` say
    what was decided where the publication is unclear. ``file`` and ``text`` are the study file's name and
    content.
    """

    id: str
    title: str
    subtitle: str
    arm_field: str
    arms: tuple[Arm, ...]
    fields: tuple[Field, ...]
    endpoints: tuple[Endpoint, ...]
    population: Selection
    population_label: str
    randomized: Selection
    strata: tuple[str, ...]
    forest_strata: tuple[str, ...]
    filter_ids: tuple[str, ...]
    subgroups: tuple[Subgroup, ...]
    flow: tuple[FlowStep, ...]
    layout: DataLayout
    defaults: Defaults
    synthetic: Selection | None = None
    choices: tuple[str, ...] = ()
    file: str = ""
    text: str = ""
    baseline: tuple[BaselineItem, ...] = ()
    adverse_events: AdverseEventLayout | None = None
    monitoring: MonitoringPlan | None = None
    models: tuple[StudyModel, ...] = ()
    time_varying: tuple[TimeVaryingEvent, ...] = ()
    competing: tuple[CompetingRisks, ...] = ()
    schema: tuple[SchemaStep, ...] = ()

    def field(self, id: str) -> Field:
        """The field of that id.

        Raises:
            SelectionError: there is none; names the nearest.
        """
        for field in self.fields:
            if field.id == id:
                return field
        raise SelectionError(f'Unknown field "{id}"; {nearest(id, [field.id for field in self.fields])}')

    def endpoint(self, id: str) -> Endpoint:
        """The endpoint of that id.

        Raises:
            SelectionError: there is none; names the nearest.
        """
        for endpoint in self.endpoints:
            if endpoint.id.casefold() == id.casefold():
                return endpoint
        known = [endpoint.id for endpoint in self.endpoints]
        raise SelectionError(f'Unknown endpoint "{id}"; {nearest(id, known)}')

    @property
    def primary(self) -> Endpoint:
        """The primary endpoint; the first where none is marked."""
        return next((endpoint for endpoint in self.endpoints if endpoint.primary), self.endpoints[0])

    def arm_index(self, id: str) -> int:
        """The place of the arm of that id.

        Raises:
            SelectionError: there is none; names the nearest.
        """
        known = [arm.id for arm in self.arms]
        if id not in known:
            raise SelectionError(f'unknown arm "{id}"; {nearest(id, known)}')
        return known.index(id)

    @property
    def reference(self) -> int:
        """The index of the reference arm."""
        return next(index for index, arm in enumerate(self.arms) if arm.reference)

    @property
    def filters(self) -> tuple[Field, ...]:
        """The fields of the filter panel, in their order."""
        return tuple(self.field(id) for id in self.filter_ids)
