"""What Oakshire's people have put beside its charts, and when its board meets."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from dashboard import annotations, commentary, publishing, rebasing, senders, subscribing, targets
from dashboard.measures import known
from dashboard.models import Area, Measure
from office import rules
from oscb_portal.oakshire.cast import Cast
from partnership.refusals import Refusal
from partnership.working_days import LONDON

# Months before the last one, the measure (none: all of them), what happened, whether the public may read it.
HAPPENED = (
    (31, "", "New case system in children’s services", True),
    (14, "D01", "Police send notifications as they come, no longer once a day", True),
    (8, "D06", "Two new team managers in the hub", False),
    (6, "N01", "Neglect tool launched in schools and health visiting", True),
)
AFRESH = ((31, "C08", "The posts of the hub were agreed anew with all agencies", "the executive"),)
# Measure, words, whether a partner has approved it and for whom; None waits for approval.
WORDS: tuple[tuple[str, str, str | None], ...] = (
    (
        "D01",
        (
            "The hub hears of more children, most of them from schools and the police. It need not mean more harm: the "
            "thresholds were explained to schools anew.\n\nThe hub has the same number of people as a year ago, "
            "so each of them has more to read."
        ),
        "the quality assurance subgroup",
    ),
    (
        "N01",
        (
            "Neglect is still the reason for most plans. The early help assessments that name neglect are "
            "far fewer, so the gap the business plan speaks of remains."
        ),
        "the neglect subgroup",
    ),
    ("D06", "Decisions are made in time again since the two posts of team managers are filled.", None),
)

# What the executive wants reached, and how much worse it still bears.
TARGETS = (
    ("D06", 95, 5), ("D10", 20, 2), ("D14", 90, 10), ("C08", 90, 5), ("S01", 95, 5), ("N10", 60, 10), ("T02", 85, 5),
)  # fmt: skip

# Measures that everybody may read, and in which words.
PUBLISHED = {
    "D01": "Each month people tell the hub of children they worry about. More may mean more harm, or better noticing.",
    "D06": "How many of the worries were decided on in time.",
    "D10": "How many children came back within a year of an earlier referral.",
    "C08": "How many of the posts in the hub have somebody in them.",
    "N01": "How many of the children on a plan are there because of neglect.",
}
# Published beside them, with the words of their definitions.
PUBLISHED_TOO = (
    "D02", "D09", "D11", "D13", "D14", "D17", "C01", "C02", "C05", "C07", "S01", "S02", "S03", "N09", "N10", "E01",
    "E02", "X01", "X02",
)  # fmt: skip


@dataclass(frozen=True)
class _Beside:
    """Who writes, where and when."""

    cast: Cast
    area: Area
    last: date
    today: date

    def at(self, days_ago: int) -> datetime:
        return datetime.combine(self.today - timedelta(days=days_ago), time(10, 15), tzinfo=LONDON)

    def months_ago(self, months: int) -> date:
        month = self.last.year * 12 + self.last.month - 1 - months
        return date(month // 12, month % 12 + 1, 12)


def tie(cast: Cast, area: Area) -> None:
    """The county council sends the rows of Oakshire, and nobody else."""
    senders.settle(area, by=cast.administrator, agencies=[cast.agencies.county_council])


def write(cast: Cast, area: Area, *, last: date, today: date) -> None:
    """Write beside the charts, by the verbs a person would use; call when the figures are there."""
    place = _Beside(cast, area, last, today)
    measures = {measure.code: measure for measure in Measure.objects.in_use()}
    for months, code, text, public in HAPPENED:
        annotations.annotate(
            by=cast.analyst, area=area, measure=measures.get(code), happened_on=place.months_ago(months), text=text,
            public=public, at=place.at(20),
        )  # fmt: skip
    for months, code, reason, decided_by in AFRESH:
        rebasing.count_afresh(
            by=cast.administrator, area=area, measure=measures[code], starts_on=place.months_ago(months),
            reason=reason, decided_by=decided_by, at=place.at(19),
        )  # fmt: skip
    for code, text, approved_for in WORDS:
        made = commentary.write(
            by=cast.analyst, area=area, measure=measures[code], text=text, figures_to=last, at=place.at(9)
        )
        if approved_for is not None:
            commentary.approve(made, by=cast.council, at=place.at(7), approved_for=approved_for)
    _agree_targets(place)
    _say_when_the_board_meets(place)
    _publish(place)
    subscribing.subscribe(
        by=cast.board, area=area, measure=None, rhythm=subscribing.Rhythm.MONTHLY, alerts=True, at=place.at(60)
    )
    subscribing.note_special_causes(at=place.at(0))


def _agree_targets(place: _Beside) -> None:
    for code, value, tolerance in TARGETS:
        targets.agree(
            by=place.cast.administrator, definition=known()[code], area=place.area, value=Decimal(value),
            tolerance=Decimal(tolerance), agreed_by="the executive", on=place.months_ago(11),
        )  # fmt: skip


def _publish(place: _Beside) -> None:
    """What everybody may read, approved by the council's safeguarding partner."""
    for code in (*PUBLISHED, *PUBLISHED_TOO):
        definition = known()[code]
        kinds = publishing.kinds_of(definition, place.area, on=place.today)
        if not kinds:
            continue
        try:
            publishing.approve(
                by=place.cast.council, definition=definition, area=place.area, kind=kinds[0],
                words=PUBLISHED.get(code, definition.why),
                at=place.at(3), on=place.today,
            )  # fmt: skip
        except Refusal:
            # At a small scale all numbers of a measure may be too small to be seen.
            continue


def _say_when_the_board_meets(place: _Beside) -> None:
    """Every three months: the last meeting nine weeks ago, so that two months of figures are new since."""
    days = [place.today + timedelta(days=91 * step - 63) for step in range(-1, 3)]
    rules.set_rule(
        by=place.cast.administrator, key="data.board_meetings",
        value=", ".join(f"{day.day} {day:%B %Y}" for day in days),
        valid_from=place.today, at=place.at(0), reason="The calendar of the board",
    )  # fmt: skip
