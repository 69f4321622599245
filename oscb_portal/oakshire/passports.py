"""Learning passports of Oakshire: what renews a certificate, papers to check, two accounts to join; by the verbs."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image, ImageDraw, ImageFont

from office.models import Letter
from oscb_portal.oakshire.cast import Cast
from oscb_portal.oakshire.learning import at_hour, learners
from partnership.models import Membership, Person
from training import joining_accounts, records, renewing, uploaded
from training.models import Certificate, Course
from training.records import Elsewhere

RENEWED, REFRESHER = "recognising-neglect", "learning-from-local-reviews"
MOST_RENEWED = 40
# Title, provider, days ago, hours; the first is accepted, the second refused, the others wait.
PAPERS = (
    ("Adverse childhood experiences", "Open College of the Valley", 160, "6"),
    ("Safer recruitment", "Northfield Diocese", 120, "3"),
    ("Signs of neglect in early years", "Early Years Forum", 45, "4.5"),
    ("Prevent awareness", "National e-learning", 30, "1"),
)
SENT = (
    ("Safeguarding children level 3", "Health e-learning", 400, 1060),
    ("Prevent awareness", "Health e-learning", 90, None),
)


def keep(cast: Cast, *, today: date) -> None:
    """All of it; letters already read are not sent anew."""
    _renew(cast, today=today)
    _bring_papers(cast, today=today)
    _send_records(cast, today=today)
    _ask_to_join(cast, today=today)
    for beginning in ("uploaded ", "joining "):
        Letter.objects.filter(key__startswith=beginning).delete()


def _renew(cast: Cast, *, today: date) -> None:
    """The course on neglect is renewed by the one on local reviews, or by twelve hours elsewhere; some have done so."""
    course, refresher = Course.objects.get(slug=RENEWED), Course.objects.get(slug=REFRESHER)
    renewing.set_rule(by=cast.administrator, course=course, grace_days=30, refreshers=[refresher], hours=Decimal(12))
    since = today - timedelta(days=240)
    taken = Certificate.objects.living().filter(booking__event__course=refresher, taken_on__gte=since)
    with transaction.atomic():
        for each in taken.select_related("booking__event__course").order_by("taken_on", "pk")[:MOST_RENEWED]:
            renewing.follow(each, at=each.issued_at)


def _bring_papers(cast: Cast, *, today: date) -> None:
    """Certificates from elsewhere: one counts, one was refused, two wait for the lead."""
    for place, (title, provider, ago, hours) in enumerate(PAPERS):
        taken, at = today - timedelta(days=ago), at_hour(today - timedelta(days=ago - 20))
        words = {"title": title, "provider": provider, "taken_on": taken, "hours": Decimal(hours), "valid_until": None}
        made = uploaded.add(by=cast.practitioner, words=words, upload=_paper(cast.practitioner, title, provider, taken),
                            at=at)  # fmt: skip
        if place < 2:
            why = "" if place == 0 else "The paper names another person. Send your own."
            uploaded.decide(by=cast.lead, certificate=made, accept=place == 0, counts_as=None, why=why,
                            at=at + timedelta(days=2))  # fmt: skip


def _paper(person: Person, title: str, provider: str, taken: date) -> SimpleUploadedFile:
    picture = Image.new("RGB", (1240, 877), "#fdfaf3")
    draw = ImageDraw.Draw(picture)
    lines = (
        (provider, 44),
        ("Certificate of attendance", 64),
        (person.name, 56),
        (title, 48),
        (f"{taken:%-d %B %Y}", 36),
    )
    for number, (text, size) in enumerate(lines):
        draw.text((120, 140 + 120 * number), text, fill="#26332c", font=ImageFont.load_default(size=size))
    kept = BytesIO()
    picture.save(kept, "PNG")
    return SimpleUploadedFile("certificate.png", kept.getvalue(), content_type="image/png")


def _send_records(cast: Cast, *, today: date) -> None:
    """What the trust's own system has sent; nobody has said yet which of our courses the second stands for."""
    trust, at = cast.agencies.health_trust, at_hour(today - timedelta(days=6))
    for number, (title, provider, ago, lasts) in enumerate(SENT):
        taken = today - timedelta(days=ago)
        said = Elsewhere(f"HR-{number + 1}", title, provider, taken, taken + timedelta(days=lasts) if lasts else None,
                         Decimal(2))  # fmt: skip
        records.take_in(by=cast.lead, agency=trust, email=cast.practitioner.email, said=said, at=at)
    title, provider, _, _ = SENT[0]
    records.decide(by=cast.administrator, title=title, provider=provider, at=at,
                   counts_as=Course.objects.get(slug=RENEWED))  # fmt: skip


def _ask_to_join(cast: Cast, *, today: date) -> None:
    """Somebody who changed agency has two accounts; the address that stays has said yes, the other is awaited."""
    kept, at = learners(5, on=today)[-1], at_hour(today - timedelta(days=3))
    local, _, house = kept.email.partition("@")
    gone = Person.objects.create_user(
        f"{local}.before@{house}", name=kept.name, job_role=kept.job_role, line_manager=kept.line_manager,
        professional_group=kept.professional_group,
    )  # fmt: skip
    held = kept.memberships.order_by("pk")[0]
    Membership.objects.create(person=gone, agency=cast.agencies.voluntary, role=held.role,
                              starts_on=today - timedelta(days=900))  # fmt: skip
    asked = joining_accounts.propose(by=cast.administrator, kept=kept, given_up=gone, at=at)
    joining_accounts.agree(joining=asked, person=kept, at=at + timedelta(hours=4))
