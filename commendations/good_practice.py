"""What others can copy: a note beside an award, tied to the actions it is an example of, and its photo."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from commendations import findable, telling
from commendations.models import Award, Consent
from commendations.nominating import refuse_unkind
from office import evidence
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import beside, wording
from priorities.models import Action


def note(*, by: Person, award: Award, text: str, shows: Iterable[Action]) -> Award:
    """Say what others can copy, and which actions it is an example of; an empty text takes it out of the library."""
    check(by, Permission.KEEP_COMMENDATIONS)
    wording.refuse_identifiers(text)
    refuse_unkind(text)
    with transaction.atomic():
        award = _locked(award)
        award.good_practice = text.strip()
        award.save(update_fields=["good_practice"])
        beside.set_ties(award.shows, chosen=shows, by=by)
        findable.renew_award(award)
        trail.leave("good practice noted", by=by, about=award)
    return award


def add_photo(*, by: Person, award: Award, upload: UploadedFile, alt: str, at: datetime) -> Award:
    """Keep a photo with its description; it is shown once the nominee has agreed to it, on the page of the consent."""
    check(by, Permission.KEEP_COMMENDATIONS)
    wording.refuse_identifiers(alt)
    if not alt.strip():
        raise Refusal("Say what the photo shows, for people who cannot see it.")
    with transaction.atomic():
        award = _locked(award)
        kept = evidence.take(by=by, upload=upload, at=at)
        if not kept.kind.startswith("image/"):
            raise Refusal("This is no photo. Send a JPEG or PNG picture.")
        award.photo, award.photo_alt, award.photo_agreed_at = kept, alt.strip(), None
        award.save(update_fields=["photo", "photo_alt", "photo_agreed_at"])
        for nominee in award.consents.filter(who=Consent.Who.NOMINEE).select_related("person"):
            telling.ask_about_photo(nominee, at=at)
        trail.leave("photo added", by=by, about=award)
    return award


def remove_photo(*, by: Person, award: Award) -> Award:
    """Take the photo away for good."""
    check(by, Permission.KEEP_COMMENDATIONS)
    with transaction.atomic():
        award = _locked(award)
        award.photo, award.photo_alt, award.photo_agreed_at = None, "", None
        award.save(update_fields=["photo", "photo_alt", "photo_agreed_at"])
        trail.leave("photo removed", by=by, about=award)
    return award


def _locked(award: Award) -> Award:
    return Award.objects.select_for_update(of=("self",)).get(pk=award.pk)
