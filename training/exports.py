"""Lists kept under a name, and the letter that says it is time to fetch one: a link to sign in with, never a file."""

from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import Resolver404, resolve, reverse
from django.utils.timezone import localdate

from office import letters
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training.models import SavedExport

Every = SavedExport.Every
MOST = 20
# The lists that can be kept; each answers `?format=csv` and passes its own door when it is fetched.
LISTS = {
    "training": "Dates to come", "my_training": "My training", "agency_training": "Bookings",
    "charges": "Charges", "certificates": "Certificates", "training_events": "Events", "courses": "Courses",
    "venues": "Venues",
}  # fmt: skip


def keep(*, by: Person, name: str, address: str, every: str, at: datetime) -> SavedExport:
    """Keep a list with its choices under a name; Refusal for another page, a name twice, or too many."""
    check(by, Permission.BOOK_PLACES)
    address = tidy(address)
    mine = SavedExport.objects.filter(person=by)
    if mine.filter(name__iexact=name).exists():
        raise Refusal(f"You keep a list “{name}” already. Give this one another name.")
    if mine.count() >= MOST:
        raise Refusal(f"You keep {MOST} lists already. Take one away first.")
    with transaction.atomic():
        kept = SavedExport.objects.create(person=by, name=name, address=address, every=every, saved_at=at)
        trail.leave("list kept", by=by, about=kept)
    return kept


def drop(*, export: SavedExport, by: Person) -> None:
    """Keep a list no longer; nobody else's."""
    check(by, Permission.BOOK_PLACES)
    with transaction.atomic():
        if SavedExport.objects.filter(pk=export.pk, person=by).delete()[0]:
            trail.leave("list dropped", by=by)


def tidy(address: str) -> str:
    """The path and choices of a list of training, without page or format; Refusal for any other address."""
    parts = urlsplit(address)
    try:
        known = resolve(parts.path).url_name
    except Resolver404:
        known = ""
    if parts.scheme or parts.netloc or known not in LISTS:
        raise Refusal("Only lists of training can be kept. Open the list, choose, and keep it from there.")
    asked = [pair for pair in parts.query.split("&") if pair and pair.partition("=")[0] not in ("page", "format")]
    whole = parts.path + ("?" + "&".join(asked) if asked else "")
    if len(whole) > SavedExport._meta.get_field("address").max_length:
        raise Refusal("So many choices cannot be kept. Choose fewer.")
    return whole


def list_of(export: SavedExport) -> str:
    """Which list it is, in words."""
    return LISTS[resolve(urlsplit(export.address).path).url_name or ""]


def is_due(every: str, *, on: date) -> bool:
    """Whether a day is the one on which the letter goes out: Mondays, or the first of the month."""
    return (every == Every.WEEK and on.weekday() == 0) or (every == Every.MONTH and on.day == 1)


def remind(*, at: datetime) -> int:
    """Write to whoever wants a list today; run twice it writes nothing new. Says how many."""
    today, count = localdate(at), 0
    wanted = [every for every in (Every.WEEK, Every.MONTH) if is_due(every, on=today)]
    for export in SavedExport.objects.filter(every__in=wanted, person__is_active=True).select_related("person"):
        link = settings.SITE_ADDRESS + reverse("fetch_export", args=[export.pk])
        with transaction.atomic():
            letters.write(to=export.person, topic=letters.Topic.TRAINING, template="training/export",
                          context={"export": export, "link": link, "list": list_of(export)},
                          key=f"training export {export.pk} {today}", at=at)  # fmt: skip
        count += 1
    return count
