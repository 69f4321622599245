"""What is expected of a measure, and every earlier try by which that expectation is judged."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dashboard.models.loads import Area
from dashboard.models.measures import Measure, MeasureVersion
from partnership.periods import Kind


class ForecastQuerySet(models.QuerySet["Forecast"]):
    """Adjectives of forecasts. Every signed-in member may see them: they rest on what members may see, no more."""

    def living(self) -> ForecastQuerySet:
        """What holds now; the others were made when less was known."""
        return self.filter(superseded_at=None)

    def of_area(self, area: Area) -> ForecastQuerySet:
        return self.filter(area=area)

    def of_measure(self, code: str) -> ForecastQuerySet:
        return self.filter(measure__code=code)


class Forecast(models.Model):
    """One look ahead at a measure in an area, or the sentence that says why there is none."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(MeasureVersion, on_delete=models.PROTECT, related_name="+")
    last_known = models.DateField()
    model = models.CharField(max_length=30, blank=True)
    refusal = models.CharField(max_length=200, blank=True)
    # Whether it rests on counts of days (else of months), and whether single weeks may be shown.
    daily = models.BooleanField(default=True)
    # The largest hidden count when it was made: with another rule it must be made anew before anybody sees it.
    hidden_for = models.PositiveSmallIntegerField()
    # Digest of all it was made of; the same again changes nothing.
    made_of = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = ForecastQuerySet.as_manager()

    class Meta:
        ordering = ["area", "measure", "-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "measure"], condition=Q(superseded_at=None), name="forecast_one_living"
            ),
            models.CheckConstraint(condition=Q(model="") ^ Q(refusal=""), name="forecast_has_a_model_or_says_why_not"),
        ]

    def __str__(self) -> str:
        return f"Forecast {self.pk}"


class ForecastPeriod(models.Model):
    """One week or month to come: how many are expected, and between which bounds 80 and 95 of 100 would lie."""

    forecast = models.ForeignKey(Forecast, on_delete=models.CASCADE, related_name="periods")
    period_kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in (Kind.WEEK, Kind.MONTH)]
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    expected = models.FloatField()
    low80 = models.FloatField()
    high80 = models.FloatField()
    low95 = models.FloatField()
    high95 = models.FloatField()

    class Meta:
        ordering = ["forecast", "period_kind", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["forecast", "period_kind", "starts_on"], name="forecastperiod_once"),
            models.CheckConstraint(
                condition=Q(low95__gte=0, low95__lte=F("low80"), low80__lte=F("expected"))
                & Q(high80__gte=F("expected"), high95__gte=F("high80")),
                name="forecastperiod_bounds_enclose",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="forecastperiod_in_order"),
        ]

    def __str__(self) -> str:
        return f"Forecast period {self.pk}"


class BacktestFold(models.Model):
    """One forecast made again from an earlier day by one model, and how wrong it was over its first steps."""

    class Unit(models.TextChoices):
        DAY = "day", "days"
        WEEK = "week", "weeks"
        MONTH = "month", "months"

    forecast = models.ForeignKey(Forecast, on_delete=models.CASCADE, related_name="folds")
    model = models.CharField(max_length=30)
    last_known = models.DateField()
    unit = models.CharField(max_length=5, choices=Unit.choices)
    steps = models.PositiveSmallIntegerField()
    mase = models.FloatField()
    bias = models.FloatField()
    # Empty where too few earlier errors were known then to draw an interval.
    inside80 = models.FloatField(null=True, blank=True)
    inside95 = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["forecast", "model", "unit", "steps", "last_known"]
        constraints = [
            models.UniqueConstraint(
                fields=["forecast", "model", "unit", "steps", "last_known"], name="backtestfold_once"
            ),
            models.CheckConstraint(condition=Q(mase__gte=0), name="backtestfold_mase_not_negative"),
            models.CheckConstraint(
                condition=(Q(inside80=None) | Q(inside80__gte=0, inside80__lte=1))
                & (Q(inside95=None) | Q(inside95__gte=0, inside95__lte=1)),
                name="backtestfold_coverage_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"Backtest fold {self.pk}"
