"""What pages say of a forecast: the sentence, the picture of what was and what is to come, and how wrong we were."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean

from django.db.models import Avg, Count
from django.urls import reverse

from dashboard import demand_calendar, figures_of_area, forecasting, hiding
from dashboard.definitions import Definition
from dashboard.forecast_models import NAIVE, NAMES, PLAIN_RULE
from dashboard.models import Area, Forecast, ForecastPeriod
from dashboard.series_chart import unit_of
from dashboard.shown import Figure, Series, State
from figures import charts
from figures.charts import Coming, FanChart, Point
from partnership import periods
from partnership.periods import Kind

# How many known months stand before those to come; how many weeks are drawn.
MONTHS_BEFORE, WEEKS_DRAWN = 24, 26
# The horizon by which a model is judged in one sentence: unit and steps.
JUDGED_BY = {True: ("day", 28), False: ("month", 3)}
# What a page says of each horizon, by unit and steps.
HORIZON_WORDS = {
    ("day", 7): "7 days ahead, day by day",
    ("day", 28): "28 days ahead, day by day",
    ("day", 84): "84 days ahead, day by day",
    ("week", 13): "13 weeks ahead, week by week",
    ("week", 52): "52 weeks ahead, week by week",
    ("month", 3): "3 months ahead, month by month",
    ("month", 12): "12 months ahead, month by month",
}


@dataclass(frozen=True)
class Judged:
    """One model over one horizon: how many tries, and what they say on average."""

    model: str
    name: str
    horizon: str
    folds: int
    mase: float
    bias: float
    inside80: float | None
    inside95: float | None

    @property
    def inside80_words(self) -> str:
        """ "79%", "Not yet known"."""
        return share_words(self.inside80)

    @property
    def inside95_words(self) -> str:
        """The same of the wider range."""
        return share_words(self.inside95)


def share_words(share: float | None) -> str:
    """How much lay inside a range; early tries had too few errors to draw one."""
    return "Not yet known" if share is None else f"{100 * share:.0f}%"


@dataclass(frozen=True)
class Outlook:
    """The forecast of one measure in one area, ready for a page; with a refusal there is nothing else."""

    definition: Definition
    area: Area
    refusal: str
    address: str
    sentence: str = ""
    trust: str = ""
    model: str = ""
    last_known: date | None = None
    months: FanChart | None = None
    weeks: FanChart | None = None
    why_no_weeks: str = ""
    rests_on: tuple[str, ...] = ()

    @property
    def csv(self) -> str:
        """Where the same stands as a file."""
        return f"{self.address}&format=csv"


def of_measure(definition: Definition, area: Area, *, on: date, series: Series | None = None) -> Outlook | None:
    """The forecast of a measure, as the page of the measure and its own page show it; None where there is none.

    Three questions to the database when the series is handed in. A forecast made under another rule of hiding is not
    shown.
    """
    if not forecasting.can_be_forecast(definition):
        return None
    found = living(definition, area)
    if found is None:
        return None
    address = f"{reverse('forecast', args=[definition.code])}?area={area.code}"
    if found.hidden_for != hiding.largest_hidden(on=on):
        return Outlook(definition, area, "It is being worked out anew, because another rule of hiding holds.", address)
    if found.refusal:
        return Outlook(definition, area, found.refusal, address)
    if series is None:
        told = figures_of_area.of_area(area, codes=[definition.code], on=on).get(definition.code)
        series = told.series if told else None
    return _outlook(found, series, area, address) if series else None


def living(definition: Definition, area: Area) -> Forecast | None:
    """The forecast that holds now."""
    return Forecast.objects.living().of_area(area).of_measure(definition.code).select_related("measure").first()


def _outlook(found: Forecast, series: Series, area: Area, address: str) -> Outlook:
    definition = series.definition
    coming = list(found.periods.all())
    months = [each for each in coming if each.period_kind == Kind.MONTH]
    weeks = [each for each in coming if each.period_kind == Kind.WEEK]
    folds = list(_by_horizon(found))
    sentence = _sentence(definition, months)
    return Outlook(
        definition=definition,
        area=area,
        refusal="",
        address=address,
        sentence=sentence,
        trust=_trust(found, folds),
        model=NAMES[found.model],
        last_known=found.last_known,
        months=_fan(f"{definition.name} by month, expected", sentence, series, months, before=MONTHS_BEFORE),
        weeks=_weeks_fan(series, weeks),
        why_no_weeks="" if weeks else _why_no_weeks(found),
        rests_on=_rests_on(found, series),
    )


def _sentence(definition: Definition, months: Sequence[ForecastPeriod]) -> str:
    """ "About 196 are expected in November 2026; 80 of 100 such months would lie between 176 and 214." """
    first, last = months[0], months[-1]
    words = (
        f"About {_whole(first.expected)} are expected in {_name(first)}: in 80 of 100 such months there would be "
        f"{_whole(first.low80)} to {_whole(first.high80)}."
    )
    if len(months) > 1:
        words += (
            f" For {_name(last)} it is about {_whole(last.expected)} ({_whole(last.low80)} to {_whole(last.high80)})."
        )
    return words


def _trust(found: Forecast, folds: Iterable[Judged]) -> str:
    """How much better than the yardstick, and how often the months lay inside."""
    by_place = {(each.model, each.horizon): each for each in folds}
    horizon = HORIZON_WORDS[JUDGED_BY[found.daily]]
    own, naive = by_place.get((found.model, horizon)), by_place.get((NAIVE, horizon))
    said = []
    rule = f"the plain rule “{PLAIN_RULE[found.daily]}”"
    if own and found.model == NAIVE:
        said.append(f"In {own.folds} earlier tries no model missed by less than {rule}.")
    elif own and naive and naive.mase:
        better = round(100 * (1 - own.mase / naive.mase))
        said.append(f"In {own.folds} earlier tries it missed by {abs(better)}% {_less(better)} than {rule}.")
    months = by_place.get((found.model, HORIZON_WORDS["month", 3]))
    if months and months.inside80 is not None:
        said.append(f"{round(100 * months.inside80)} of 100 months forecast then lay inside the 80% range.")
    return " ".join(said)


def _less(better: int) -> str:
    return "less" if better >= 0 else "more"


def _fan(title: str, sentence: str, series: Series, coming: Sequence[ForecastPeriod], *, before: int) -> FanChart:
    known = _known_months(series, coming[0].starts_on)[-before:]
    definition = series.definition
    return FanChart(
        title=title,
        sentence=sentence,
        unit=unit_of(series),
        points=tuple(known),
        coming=tuple(_coming(each) for each in coming),
        head=definition.numerator_heading or "Figure",
    )


def _known_months(series: Series, until: date) -> list[Point]:
    """The months before a day, in a row, as they may be seen; one that is not there is missing."""
    months = {each.period.start: each for each in series.of(Kind.MONTH) if each.period.start < until}
    if not months:
        return []
    return [_point(month, months.get(month.start)) for month in periods.between(Kind.MONTH, min(months), max(months))]


def _point(month: periods.Period, figure: Figure | None) -> Point:
    if figure is None or figure.value is None:
        hidden = figure is not None and figure.state in {State.HIDDEN, State.HIDDEN_BY_SOURCE}
        return Point(month.start, month.label, None, charts.State.HIDDEN if hidden else charts.State.MISSING)
    return Point(month.start, month.label, figure.value)


def _coming(each: ForecastPeriod) -> Coming:
    return Coming(each.starts_on, _name(each), each.expected, each.low80, each.high80, each.low95, each.high95)


def _weeks_fan(series: Series, weeks: Sequence[ForecastPeriod]) -> FanChart | None:
    """The weeks to come; what came in single weeks is not told, for beside the months it would tell of single days."""
    if not weeks:
        return None
    first = weeks[0]
    sentence = (
        f"About {_whole(first.expected)} are expected in the week of {_day(first.starts_on)}: in 80 of 100 such weeks "
        f"{_whole(first.low80)} to {_whole(first.high80)}."
    )
    return FanChart(
        title=f"{series.definition.name} by week, expected",
        sentence=sentence,
        unit=unit_of(series),
        points=(),
        coming=tuple(_coming(each) for each in weeks[:WEEKS_DRAWN]),
        head=series.definition.numerator_heading or "Figure",
    )


def _why_no_weeks(found: Forecast) -> str:
    if not found.daily:
        return "Only months are known, so no weeks are forecast."
    return "By week the numbers are too small to show, so only months are forecast."


def _rests_on(found: Forecast, series: Series) -> tuple[str, ...]:
    first = next(figure.period for figure in series.of(Kind.MONTH) if figure.value is not None)
    spans = [span for span in demand_calendar.left_out() if first.start <= span.last]
    terms = _day(demand_calendar.terms_known_until())
    said = [
        f"Counts of {'days' if found.daily else 'months'} from {first.label} to {found.last_known:%B %Y}.",
        *(f"{span.name}, {_day(span.first)} to {_day(span.last)}, is left out." for span in spans),
        f"Bank holidays of England; school holidays as the portal's calendar has them (known until {terms}).",
    ]
    if any(figure.state is State.HIDDEN for figure in series.of(Kind.MONTH)):
        said.append("Months that are hidden because they are small take no part.")
    return tuple(said)


def _name(each: ForecastPeriod) -> str:
    return periods.containing(each.period_kind, each.starts_on).label


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


# How wrong we were ----------------------------------------------------------


@dataclass(frozen=True)
class HowWrong:
    """Every model over every horizon, and the tries of the chosen model as a line."""

    outlook: Outlook
    lead: str
    judged: tuple[Judged, ...]
    line: charts.LineChart | None


def how_wrong(found: Forecast, outlook: Outlook) -> HowWrong:
    """What the page "How wrong were we" says; one question to the database for the folds."""
    judged = list(_by_horizon(found))
    return HowWrong(outlook, outlook.trust, tuple(judged), _line(found, judged))


def _by_horizon(found: Forecast) -> Iterable[Judged]:
    """One question: the means of the folds of each model and horizon, nearest horizon first."""
    order = list(HORIZON_WORDS)
    groups = (
        found.folds.order_by()
        .values("model", "unit", "steps")
        .annotate(folds=Count("pk"), mase=Avg("mase"), bias=Avg("bias"), in80=Avg("inside80"), in95=Avg("inside95"))
    )
    for each in sorted(
        groups, key=lambda each: (order.index((each["unit"], each["steps"])), list(NAMES).index(each["model"]))
    ):
        yield Judged(
            model=each["model"],
            name=NAMES[each["model"]],
            horizon=HORIZON_WORDS[each["unit"], each["steps"]],
            folds=each["folds"],
            mase=each["mase"],
            bias=each["bias"],
            inside80=each["in80"],
            inside95=each["in95"],
        )


def _line(found: Forecast, judged: Sequence[Judged]) -> charts.LineChart | None:
    unit, steps = JUDGED_BY[found.daily]
    folds = list(found.folds.filter(model=found.model, unit=unit, steps=steps).order_by("last_known"))
    if len(folds) < 2:
        return None
    return charts.LineChart(
        title=f"Error of each try, {HORIZON_WORDS[unit, steps]}",
        sentence=(
            f"Each point is a forecast made again from an earlier day. Mean {mean(f.mase for f in folds):.2f}, from "
            f"{min(f.mase for f in folds):.2f} to {max(f.mase for f in folds):.2f}; the lower, the nearer it came."
            f"{_plain_rule(found, judged)}"
        ),
        unit=charts.Unit(2),
        points=tuple(Point(f.last_known, f"From {_day(f.last_known)}", f.mase) for f in folds),
    )


def _plain_rule(found: Forecast, judged: Sequence[Judged]) -> str:
    """What the yardstick missed over the same horizon."""
    horizon = HORIZON_WORDS[JUDGED_BY[found.daily]]
    naive = next((each for each in judged if each.model == NAIVE and each.horizon == horizon), None)
    return f" The plain rule “{PLAIN_RULE[found.daily]}” missed by {naive.mase:.2f}." if naive else ""
