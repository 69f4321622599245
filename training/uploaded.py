"""Certificates from elsewhere: added with their paper by the learner, checked by the agency's lead or the office."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from office import evidence, letters
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training.models import Course, UploadedCertificate


def add(*, by: Person, words: Mapping[str, Any], upload: UploadedFile, at: datetime) -> UploadedCertificate:
    """Add what one learned elsewhere; Refusal for a day to come, dates out of order, or added before."""
    check(by, Permission.BOOK_PLACES)
    if words["taken_on"] > localdate(at):
        raise Refusal("The day lies in the future. Add it once you have taken it.")
    if words["valid_until"] and words["valid_until"] < words["taken_on"]:
        raise Refusal("It runs out before it was taken. Check the two dates.")
    with transaction.atomic():
        same = UploadedCertificate.objects.filter(person=by, title__iexact=words["title"], taken_on=words["taken_on"])
        if same.exclude(state=UploadedCertificate.State.REFUSED).exists():
            raise Refusal("You have added this one already.")
        file = evidence.take(by=by, upload=upload, at=at)
        made = UploadedCertificate.objects.create(person=by, file=file, added_at=at, **words)
        trail.leave("certificate from elsewhere added", by=by, about=made)
    return made


def decide(
    *, by: Person, certificate: UploadedCertificate, accept: bool, counts_as: Course | None, why: str, at: datetime
) -> UploadedCertificate:  # fmt: skip
    """Accept it, as one of our courses or beside them, or refuse it with a reason the learner reads."""
    if not UploadedCertificate.objects.checked_by_hand_of(by).filter(pk=certificate.pk).exists():
        raise PermissionDenied
    if not accept and not why.strip():
        raise Refusal("Say why; the learner reads it.")
    state = UploadedCertificate.State.ACCEPTED if accept else UploadedCertificate.State.REFUSED
    with transaction.atomic():
        known = UploadedCertificate.objects.select_for_update(of=("self",)).for_list().get(pk=certificate.pk)
        if known.state != UploadedCertificate.State.WAITING:
            raise Refusal(f"{known.checked_by} has checked it already: {known.get_state_display().lower()}.")
        known.state, known.counts_as, known.why = state, counts_as if accept else None, why.strip()
        known.checked_by, known.checked_at = by, at
        known.save(update_fields=["state", "counts_as", "why", "checked_by", "checked_at"])
        trail.leave("certificate from elsewhere checked", by=by, about=known, state=str(state))
        letters.write(
            to=known.person, topic=letters.Topic.TRAINING, template="training/uploaded", key=f"uploaded {known.pk}",
            context={"certificate": known, "link": settings.SITE_ADDRESS + reverse("passport")}, at=at,
        )  # fmt: skip
    return known
