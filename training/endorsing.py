"""Training of a single agency: asked to be endorsed, judged against each criterion, endorsed until a day or not."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from office import letters
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training.models import Endorsement

FILE = Path(__file__).parent / "data" / "endorsement.toml"


@dataclass(frozen=True)
class Criterion:
    """One thing a training must meet."""

    key: str
    words: str
    help: str


@cache
def edition() -> str:
    """The edition of the criteria."""
    return str(tomllib.loads(FILE.read_text("utf-8"))["edition"])


@cache
def criteria() -> tuple[Criterion, ...]:
    """What is asked, in order."""
    return tuple(Criterion(**each) for each in tomllib.loads(FILE.read_text("utf-8"))["criterion"])


def ask(
    *, by: Person, agency: Agency, words: Mapping[str, Any], answers: Mapping[str, str], at: datetime
) -> Endorsement:  # fmt: skip
    """Ask the partnership to endorse a training of an agency; Refusal while the same one waits or stands."""
    check(by, Permission.BOOK_FOR_OTHERS, agency=agency)
    missing = [each.words for each in criteria() if not answers.get(each.key, "").strip()]
    if missing:
        raise Refusal(f"Say how it is met: {missing[0]}.")
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=agency.pk)
        same = Endorsement.objects.filter(agency=agency, title__iexact=words["title"])
        if same.filter(state=Endorsement.State.ASKED).exists():
            raise Refusal(f"“{words['title']}” waits for a decision already.")
        kept = {each.key: answers[each.key].strip() for each in criteria()}
        made = Endorsement.objects.create(
            agency=agency, edition=edition(), answers=kept, asked_by=by, asked_at=at, **words
        )  # fmt: skip
        trail.leave("endorsement asked for", by=by, about=made, agency=agency)
    return made


def decide(
    *, by: Person, endorsement: Endorsement, met: Collection[str], until: date | None, why: str, at: datetime
) -> Endorsement:
    """Endorse until a day when every criterion is met, else decline with a reason; the agency gets a letter.

    Refusal when it is decided, when whoever asked decides, or when a reason or a day is missing.
    """
    check(by, Permission.KEEP_CATALOGUE)
    not_met = [each.key for each in criteria() if each.key not in met]
    if not_met and not why.strip():
        raise Refusal("Say what is missing; the agency reads it.")
    if not not_met and (until is None or until <= localdate(at)):
        raise Refusal("Give a last day to come: an endorsement is looked at anew after some years.")
    with transaction.atomic():
        held = Endorsement.objects.select_for_update(of=("self",)).for_list().get(pk=endorsement.pk)
        if held.state != Endorsement.State.ASKED:
            raise Refusal(f"This was decided already: {held.get_state_display().lower()}.")
        if held.asked_by_id == by.pk:
            raise Refusal("Somebody else decides on what you asked for.")
        held.state = Endorsement.State.DECLINED if not_met else Endorsement.State.ENDORSED
        held.not_met, held.why, held.until = not_met, why.strip(), None if not_met else until
        held.decided_by, held.decided_at = by, at
        held.save(update_fields=["state", "not_met", "why", "until", "decided_by", "decided_at"])
        trail.leave("endorsement decided", by=by, about=held, agency=held.agency, state=held.state)
        link = settings.SITE_ADDRESS + reverse("endorsement", args=[held.pk])
        letters.write(
            to=held.asked_by, topic=letters.Topic.TRAINING, template="training/endorsement",
            context={"endorsement": held, "link": link}, key=f"training endorsement {held.pk}", at=at,
        )  # fmt: skip
    return held
