"""Data sharing agreements of agencies: the signed file, and when it is to be looked at again."""

from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from office import evidence
from office.models import Agreement
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal


def add(
    *, by: Person, agency: Agency, title: str, upload: UploadedFile, signed_on: date, review_on: date, at: datetime
) -> Agreement:
    """Keep a signed agreement; Refusal when the file is not fit or the days are out of order."""
    check(by, Permission.KEEP_AGREEMENTS, agency=agency)
    if review_on <= signed_on:
        raise Refusal("The day of the next look must come after the signature.")
    with transaction.atomic():
        kept = evidence.take(by=by, upload=upload, at=at)
        agreement = Agreement.objects.create(
            agency=agency, title=title, file=kept, signed_on=signed_on, review_on=review_on
        )
        trail.leave("agreement added", by=by, about=agreement, agency=agency)
    return agreement
