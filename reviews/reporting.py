"""Writes versions of a report: whoever signed an earlier one is told that there is another."""

from datetime import datetime

from django.db import transaction

from partnership import trail
from partnership.models import Person
from partnership.refusals import Refusal
from priorities.wording import refuse_identifiers
from reviews import code_names, team
from reviews.models import Decision, Report, Review
from reviews.stages import Stage


def write_version(
    *, review: Review, by: Person, at: datetime, public_title: str, text: str, improvements: str = "", based_on: int
) -> Report:
    """Write the next version, based on the number of the one that was read (0 for the first).

    Refusal when the case is not at the report, the title holds the code name, or somebody has written another
    version meanwhile: nothing is overwritten, because versions are only added.
    """
    team.check_leads(review, by=by)
    refuse_identifiers(public_title, text, improvements)
    with transaction.atomic():
        review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if review.stage != Stage.DRAFTING:
            raise Refusal("The report is written at the stage “Report being written”. Open it again first.")
        code_names.refuse(public_title, text, improvements)
        latest = review.reports.first()
        if (latest.version if latest else 0) != based_on:
            raise Refusal("A colleague has written another version meanwhile. Yours is kept in the form: compare them.")
        made = Report.objects.create(
            review=review, version=based_on + 1, public_title=" ".join(public_title.split()), text=text.strip(),
            improvements=improvements.strip(), written_by=by, written_at=at,
        )  # fmt: skip
        trail.leave("report version written", by=by, about=review, version=made.version)
        _tell_signers(review, made, at=at)
    return made


def _tell_signers(review: Review, report: Report, *, at: datetime) -> None:
    """Everybody who decided on an earlier version, and still is on the team."""
    signed = review.decisions.filter(subject=Decision.Subject.SIGNATURE).values("by")
    for member in review.team.current().filter(person__in=signed).select_related("person"):
        team.tell(review, to=member.person, at=at, key=f"report {report.pk} signers {member.person_id}",
                  subject="The report you decided on has changed",
                  sentence=f"Version {report.version} is there. What you said of an earlier one does not count for it.",
                  )  # fmt: skip
