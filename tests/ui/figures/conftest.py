"""Synthetic survival answers, made with the program's own kernels, and the application with its fonts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from explorer.analyses.answers import ArmSurvival, Estimate, HazardRatio, Reading, SurvivalAnswer, Test
from explorer.question.question import Question
from explorer.selection import Selection
from explorer.study.study import Arm, DataLayout, Defaults, Endpoint, Study
from explorer.survival.km import KaplanMeier, kaplan_meier

ARMS = (
    Arm("blin", "Blinatumomab + chemo", "Blin + chemo", color=0),
    Arm("chemo", "Chemo only", "Chemo", reference=True, color=1),
    Arm("third", "Third treatment", "Third", color=2),
)
OS = Endpoint("OS", "Overall survival", "death", "deaths", "Patients alive", primary=True)


def sample(n: int, monthly: float, seed: int, follow_up: float = 72.0) -> tuple[np.ndarray, np.ndarray]:
    """Durations in months and events of n synthetic patients, with a constant hazard and late entry."""
    rng = np.random.default_rng(seed)
    death = rng.exponential(1 / monthly, n)
    end = rng.uniform(follow_up / 3, follow_up, n)
    return np.minimum(death, end), death <= end


def _study(arms: Sequence[Arm]) -> Study:
    return Study(
        id="made",
        title="Made trial",
        subtitle="",
        arm_field="arm",
        arms=tuple(arms),
        fields=(),
        endpoints=(OS,),
        population=Selection(),
        population_label="all",
        randomized=Selection(),
        strata=(),
        forest_strata=(),
        filter_ids=(),
        subgroups=(),
        flow=(),
        layout=DataLayout(),
        defaults=Defaults(),
    )


def _reading(curve: KaplanMeier | None, months: float) -> Reading:
    if curve is None:
        return Reading(months, None, None, None, None, 0)
    at = curve.at(months)
    beyond = bool(at.beyond[0])
    values = [float(a[0]) for a in (at.survival, at.lower, at.upper, at.std_err)]
    survival, lower, upper, error = (None if beyond or np.isnan(v) else v for v in values)
    return Reading(months, survival, lower, upper, error, int(at.at_risk[0]), beyond)


def _arm(
    arm: Arm, duration: np.ndarray, event: np.ndarray, landmark: float, question: Question
) -> ArmSurvival:
    if not len(duration):
        nothing = _reading(None, landmark)
        return ArmSurvival(arm, 0, 0, None, Estimate(None), (), nothing)
    curve = kaplan_meier(duration, event, conf_type=question.conf_type, conf_level=question.conf_level)
    middle = curve.quantile(0.5)
    median = Estimate(middle.value, middle.lower, middle.upper)
    reading = _reading(curve, landmark)
    return ArmSurvival(arm, len(duration), int(event.sum()), curve, median, (reading,), reading)


def make_answer(
    *samples: tuple[np.ndarray, np.ndarray],
    landmark: float = 36.0,
    horizon: float | None = None,
    unit: str = "months",
    conf_level: float = 0.95,
    hazard_ratio: HazardRatio | None = None,
    strata: tuple[str, ...] = ("Age", "CD20"),
    comparable: bool = True,
    synthetic: bool = True,
    arms: Sequence[Arm] = ARMS,
) -> SurvivalAnswer:
    """The answer for arms with these durations and events; hazard ratio and P are given, not computed."""
    study = _study(arms[: max(len(samples), 1)])
    question = Question(
        "OS", Selection(), "blin", (), conf_level=conf_level, landmark=landmark, horizon=horizon, unit=unit
    )
    answers = tuple(_arm(a, *s, landmark, question) for a, s in zip(study.arms, samples, strict=False))
    n = sum(arm.n for arm in answers)
    last = max((float(arm.curve.time[-1]) for arm in answers if arm.curve is not None), default=0.0)
    ratio = hazard_ratio or HazardRatio(0.41, 0.23, 0.73, 0.002, 0.29)
    reference = next((k for k, arm in enumerate(study.arms) if arm.reference), 0)
    return SurvivalAnswer(
        study=study,
        question=question,
        endpoint=OS,
        n=n,
        without_outcome=0,
        arms=answers,
        reference=reference,
        compare=0,
        hazard_ratios=tuple(None if k == reference else ratio for k in range(len(answers))),
        logrank=Test(9.6, 1, 0.002) if len(answers) > 1 else None,
        difference=Estimate(None),
        follow_up=Estimate(43.33, 41.0, 45.0) if n else Estimate(None),
        strata_labels=strata,
        comparable=comparable,
        primary=True,
        synthetic=synthetic,
        horizon=last if horizon is None else horizon,
    )


NOBODY = (np.zeros(0), np.zeros(0, bool))

CASES: dict[str, Callable[[], SurvivalAnswer]] = {
    "two arms": lambda: make_answer(sample(112, 0.004, 1), sample(112, 0.011, 2)),
    "three arms": lambda: make_answer(sample(90, 0.006, 1), sample(80, 0.012, 2), sample(85, 0.02, 3)),
    "one arm": lambda: make_answer(sample(50, 0.01, 4)),
    "one arm empty": lambda: make_answer(NOBODY, sample(50, 0.01, 4)),
    "nobody": lambda: make_answer(NOBODY, NOBODY),
    "one patient": lambda: make_answer((np.array([20.0]), np.array([True])), NOBODY),
    "one patient at time 0": lambda: make_answer((np.array([0.0]), np.array([True])), NOBODY),
    "no events": lambda: make_answer(
        (np.linspace(10, 70, 30), np.zeros(30, bool)),
        (np.linspace(5, 65, 30), np.zeros(30, bool)),
        hazard_ratio=HazardRatio(not_estimable="not estimable: no deaths in either arm"),
    ),
    "all events": lambda: make_answer(
        (np.linspace(2, 70, 30), np.ones(30, bool)), (np.linspace(1, 40, 30), np.ones(30, bool))
    ),
    "not randomized": lambda: make_answer(sample(60, 0.005, 5), sample(60, 0.01, 6), comparable=False),
    "years": lambda: make_answer(sample(112, 0.004, 1), sample(112, 0.011, 2), unit="years"),
    "short follow-up": lambda: make_answer(sample(30, 0.05, 7, 5), sample(30, 0.09, 8, 5), landmark=3.0),
}


@pytest.fixture(params=sorted(CASES))
def any_answer(request: pytest.FixtureRequest) -> SurvivalAnswer:
    """Every kind of answer, one after the other."""
    return CASES[request.param]()


@pytest.fixture
def answers() -> dict[str, Callable[[], SurvivalAnswer]]:
    """Answers by name, each made when called."""
    return CASES


@pytest.fixture
def make() -> Callable[..., SurvivalAnswer]:
    """``make_answer``."""
    return make_answer


@dataclass(frozen=True)
class Written:
    """A text as it was drawn: its left end and baseline in painter units."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawn:
    """What a painter drew: its result, the texts in order, and the whole SVG."""

    result: object
    texts: list[Written]
    svg: str

    def words(self) -> str:
        """All texts in one line."""
        return " ".join(written.text for written in self.texts)

    def find(self, text: str) -> Written:
        """The only text that reads like this."""
        (found,) = [written for written in self.texts if written.text == text]
        return found


@pytest.fixture
def record() -> Callable[..., Drawn]:
    """Draw with a painter function of (painter, rectangle) and record the texts."""

    def recorded(paint: Callable[[QPainter, QRectF], object], width: int, height: int) -> Drawn:
        buffer, generator = QBuffer(), QSvgGenerator()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        generator.setOutputDevice(buffer)
        generator.setSize(QSize(width, height))
        generator.setViewBox(QRectF(0, 0, width, height))
        painter = QPainter(generator)
        try:
            result = paint(painter, QRectF(0, 0, width, height))
        finally:
            painter.end()
        svg = buffer.data().data().decode()
        tree = ElementTree.fromstring(svg)
        texts = [
            Written(unescape("".join(e.itertext())), float(e.get("x", "nan")), float(e.get("y", "nan")))
            for e in tree.iter("{http://www.w3.org/2000/svg}text")
        ]
        assert not re.search(r'="[^"]*\b(nan|inf)\b', svg)
        return Drawn(result, texts, svg)

    return recorded


@pytest.fixture(autouse=True)
def _fonts(qapp: object) -> None:
    from ui.look import theme

    theme.load_fonts()
