"""The colours of the program, in light and in dark."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """The palette. Colour belongs to the data: chrome is grey, and only arms are blue and orange.

    ``arms`` are for lines, marks and text of 18 px or more; smaller text uses ``arm_texts`` (contrast
    5.8:1 or better). ``band_alpha`` (0-255) is the opacity of a confidence band in its arm's colour.
    """

    name: str
    bg: QColor  # the ground between cards
    panel: QColor
    card: QColor
    line: QColor  # hairlines
    line2: QColor  # borders of controls
    ink: QColor  # text
    ink2: QColor  # secondary text
    ink3: QColor  # captions; not on bg
    grid: QColor
    axis: QColor
    hover: QColor
    sel: QColor  # tracks and what is selected
    fill: QColor  # bars
    fillsoft: QColor  # dimmed bars
    accent: QColor  # checked boxes, primary button, slider
    onaccent: QColor
    edge: QColor  # edges of check boxes, which carry meaning and so need 3:1
    focus: QColor
    warn: QColor
    warn_bg: QColor
    warn_line: QColor
    error: QColor
    error_bg: QColor
    error_line: QColor
    ok: QColor
    arms: tuple[QColor, ...]
    arm_texts: tuple[QColor, ...]
    band_alpha: int

    @property
    def is_dark(self) -> bool:
        """Whether light text stands on a dark ground."""
        return self.name == "dark"

    def colour(self, role: str) -> QColor:
        """The colour of a role: a field's name ("ink2"), "arm:1" (text of arm 1, from 0) or "#rrggbb".

        "arm:-1" and "arm:-2" are groups that are no arms.
        """
        if role.startswith("#"):
            return QColor(role)
        if role.startswith("arm:"):
            number = int(role[4:])
            return (
                (self.ink, self.ink2)[number] if number < 0 else self.arm_texts[number % len(self.arm_texts)]
            )
        colour: QColor = getattr(self, role)
        return colour


def _colours(codes: str) -> tuple[QColor, ...]:
    return tuple(QColor(f"#{code}") for code in codes.split())


LIGHT = Theme(
    name="light",
    bg=QColor("#F4F5F7"),
    panel=QColor("#FBFBFC"),
    card=QColor("#FFFFFF"),
    line=QColor("#E2E5EA"),
    line2=QColor("#CCD2DA"),
    ink=QColor("#161D27"),
    ink2=QColor("#4C5764"),
    ink3=QColor("#69737F"),
    grid=QColor("#EDF0F3"),
    axis=QColor("#7C8794"),
    hover=QColor("#F0F2F5"),
    sel=QColor("#E8EBF0"),
    fill=QColor("#6B7785"),
    fillsoft=QColor("#CBD2DA"),
    accent=QColor("#2B3542"),
    onaccent=QColor("#FFFFFF"),
    edge=QColor("#8B95A2"),
    focus=QColor("#6E56CF"),
    warn=QColor("#8A5A00"),
    warn_bg=QColor("#FFF6E0"),
    warn_line=QColor("#EBCF8F"),
    error=QColor("#B3261E"),
    error_bg=QColor("#FDF0EF"),
    error_line=QColor("#EFC2BE"),
    ok=QColor("#1F7A4D"),
    arms=_colours("1257A6 CF6A00 00766C 8E3B8A"),
    arm_texts=_colours("1257A6 A04F00 00766C 8E3B8A"),
    band_alpha=34,
)

DARK = Theme(
    name="dark",
    bg=QColor("#0E1217"),
    panel=QColor("#13181F"),
    card=QColor("#171D25"),
    line=QColor("#262E38"),
    line2=QColor("#3A4451"),
    ink=QColor("#E3E8EE"),
    ink2=QColor("#AAB4C0"),
    ink3=QColor("#8B96A3"),
    grid=QColor("#212933"),
    axis=QColor("#66717E"),
    hover=QColor("#1C232C"),
    sel=QColor("#26303B"),
    fill=QColor("#94A0AE"),
    fillsoft=QColor("#3C4754"),
    accent=QColor("#DCE2E9"),
    onaccent=QColor("#12171D"),
    edge=QColor("#66717E"),
    focus=QColor("#A793FF"),
    warn=QColor("#F0BF5A"),
    warn_bg=QColor("#2B2413"),
    warn_line=QColor("#5A4A1E"),
    error=QColor("#FF8A80"),
    error_bg=QColor("#2E1917"),
    error_line=QColor("#6A302B"),
    ok=QColor("#5CC893"),
    arms=_colours("55A4F5 FFB454 4FC9BC D88FD4"),
    arm_texts=_colours("7DBBFA FFC171 4FC9BC D88FD4"),
    band_alpha=44,
)
