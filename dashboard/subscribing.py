"""Tells people by letter what changed in the figures they asked for, and at once what is out of the ordinary."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from dashboard import areas, changes, figures_of_area, ledger, readers
from dashboard.changes import Change
from dashboard.figures_of_area import Told
from dashboard.models import Area, Measure, SpecialCause, Subscription
from office import letters
from office.models import Letter
from partnership import trail, working_days
from partnership.access import check, holds, wear
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

Rhythm = Subscription.Rhythm
# A letter tells of so many measures; the page has them all.
MOST = 12


def subscribe(
    *, by: Person, area: Area, measure: Measure | None, rhythm: str, alerts: bool, at: datetime
) -> Subscription:
    """Ask to be told of a measure, or of all of an area; asking again with another rhythm changes it.

    Refusal when neither a letter nor an alert is wanted.
    """
    check(by, Permission.SEE_DASHBOARD)
    if rhythm == Rhythm.NEVER and not alerts:
        raise Refusal("Choose a regular letter, or to be told at once, or both.")
    with transaction.atomic():
        Subscription.objects.living().of_person(by).filter(area=area, measure=measure).update(ended_at=at)
        try:
            with transaction.atomic():
                made = Subscription.objects.create(
                    person=by, area=area, measure=measure, rhythm=rhythm, alerts=alerts, started_at=at
                )
        except IntegrityError:
            raise Refusal("You have just asked for this in another window. Look at the page again.") from None
        trail.leave("subscribed to figures", by=by, about=made, area=area.pk, measure=measure.pk if measure else None)
    return made


def end(subscription: Subscription, *, by: Person, at: datetime) -> None:
    """End one's own subscription; Refusal when it has ended already."""
    check(by, Permission.SEE_DASHBOARD)
    with transaction.atomic():
        own = Subscription.objects.living().of_person(by).filter(pk=subscription.pk)
        if not own.update(ended_at=at):
            raise Refusal("This has ended already.")
        trail.leave("subscription to figures ended", by=by, about=subscription)


def tell_what_changed(*, at: datetime) -> int:
    """Write the letters that are due on a day: weekly ones on Mondays, monthly ones on the first working day.

    Written anew on the same day none is written twice; returns how many were written.
    """
    today = localdate(at)
    due = [*([Rhythm.WEEKLY] if today.weekday() == 0 else []), *([Rhythm.MONTHLY] if _begins_the_month(today) else [])]
    wanted = Subscription.objects.living().filter(rhythm__in=due).for_list()
    return sum(_tell(each, today, at) for each in wanted)


def _begins_the_month(day: date) -> bool:
    """Whether it is the first working day of its month."""
    return working_days.is_working_day(day) and not any(
        working_days.is_working_day(day.replace(day=number)) for number in range(1, day.day)
    )


def _tell(subscription: Subscription, today: date, at: datetime) -> bool:
    person = subscription.person
    if not holds(person, Permission.SEE_DASHBOARD):
        return False
    since = date.fromordinal(today.toordinal() - (7 if subscription.rhythm == Rhythm.WEEKLY else 31))
    told = _told(subscription, today)
    new = [each for each in told if localdate(each.recorded_at) >= since]
    lines = changes.changes(new, subscription.area, since=None, most=MOST)
    key = f"figures {subscription.pk} of {today.isoformat()}"
    return _write(subscription, "dashboard/what_changed", lines, key, at, new=len(new))


def _told(subscription: Subscription, today: date) -> list[Told]:
    """The figures of a subscription as its reader may see them, small numbers hidden as on his or her page."""
    wear(subscription.person, None)
    reader = readers.reader_of(subscription.person, subscription.area)
    codes = [subscription.measure.code] if subscription.measure else None
    told = figures_of_area.of_area(subscription.area, codes=codes, on=today, reader=reader)
    return [told[code] for code in (ledger.codes(told) if codes is None else told)]


def _write(
    subscription: Subscription, template: str, lines: Iterable[Change], key: str, at: datetime, *, new: int
) -> bool:
    if Letter.objects.filter(key=key).exists():
        return False
    with transaction.atomic():
        written = letters.write(
            to=subscription.person,
            topic=letters.Topic.DATA,
            template=template,
            context={"subscription": subscription, "lines": list(lines), "new": new},
            key=key,
            at=at,
        )
    return written is not None


# Out of the ordinary ---------------------------------------------------------------


def note_special_causes(*, at: datetime) -> int:
    """Note each latest figure that is unlikely to be chance, once, and tell whoever asked; returns how many are new."""
    today = localdate(at)
    return sum(_note_in(area, today, at) for area in areas.with_own_figures())


def _note_in(area: Area, today: date, at: datetime) -> int:
    told = figures_of_area.of_area(area, on=today)
    unusual = [each for each in told.values() if each.drawn.kind in {"better", "worse", "notable"}]
    measures = {measure.code: measure for measure in Measure.objects.in_use()}
    return sum(_note(each, measures[each.series.definition.code], area, at) for each in unusual)


def _note(told: Told, measure: Measure, area: Area, at: datetime) -> bool:
    latest = told.series.latest
    if latest is None:
        return False
    with transaction.atomic():
        cause, new = SpecialCause.objects.get_or_create(
            measure=measure, area=area, period_kind=str(latest.period.kind), starts_on=latest.period.start,
            kind=told.drawn.kind, defaults={"sentence": told.drawn.chart.sentence[:500], "found_at": at},
        )  # fmt: skip
        if new and not _goes_on(cause):
            _alert(cause, told, at)
    return new


def _goes_on(cause: SpecialCause) -> bool:
    """Whether the same was told of the period before: a long rise is news once."""
    before = SpecialCause.objects.filter(measure=cause.measure, area=cause.area, kind=cause.kind)
    earlier = before.filter(starts_on__lt=cause.starts_on).order_by("-starts_on").first()
    return earlier is not None and (cause.starts_on - earlier.starts_on).days < 100


def _alert(cause: SpecialCause, told: Told, at: datetime) -> None:
    wanted = Subscription.objects.living().filter(area=cause.area, alerts=True)
    for each in (wanted.filter(measure=cause.measure) | wanted.filter(measure=None)).for_list():
        own = [mine for mine in _told(each, localdate(at)) if mine.series.definition.code == cause.measure.code]
        lines = changes.changes(own, cause.area, since=None)
        if lines and holds(each.person, Permission.SEE_DASHBOARD):
            # Of two subscriptions that both ask for it one letter is enough.
            key = f"special cause {cause.pk} to {each.person_id}"
            _write(each, "dashboard/out_of_the_ordinary", lines, key, at, new=1)
