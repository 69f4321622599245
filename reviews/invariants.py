"""What must never be in reviews, beyond what the database itself refuses."""

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef

from reviews import code_names, stages
from reviews.models import Contribution, Escalation, Product, Review, TeamMember
from reviews.stages import Stage

AFTER_SIGNING = [Stage.SIGNED, Stage.COPIED, Stage.PUBLISHED]


def broken() -> Iterator[str]:
    """One sentence for each thing that must never be."""
    yield from _published_beside_proceedings()
    yield from _signed_without_signatures()
    yield from _code_names_in_public()
    yield from _without_a_team()
    yield from _history_does_not_fit()
    for one in Contribution.objects.exclude(Exists(TeamMember.objects.filter(
        review=OuterRef("review"), agency=OuterRef("agency")
    ))):  # fmt: skip
        yield f"Contribution {one.pk} was asked of an agency that never had anybody on the team."
    for each in Escalation.objects.filter(message__state="local", sent_on__isnull=False):
        yield f"Escalation {each.pk} was sent, but its message counts as answered here."


def _published_beside_proceedings() -> Iterator[str]:
    public = Product.objects.filter(review=OuterRef("pk"), state=Product.State.PUBLISHED,
                                    kind__in=[Product.Kind.REPORT, Product.Kind.IMPROVEMENTS])  # fmt: skip
    for review in Review.objects.filter(proceedings__ended_on=None, proceedings__isnull=False).filter(Exists(public)):
        if review.proceedings.filter(ended_on=None, began_on__lte=review.published_on or review.opened_at).exists():
            yield f"Review {review.pk} is published while parallel proceedings run."


def _signed_without_signatures() -> Iterator[str]:
    for review in Review.objects.filter(stage__in=AFTER_SIGNING):
        report = review.reports.first()
        if report is None or not report.decisions.filter(agrees=True).exists():
            yield f"Review {review.pk} counts as signed without a signature."


def _code_names_in_public() -> Iterator[str]:
    names = code_names.every_one()
    for product in Product.objects.filter(state=Product.State.PUBLISHED):
        text = " ".join([product.title, product.slug, product.summary, product.body,
                         *(words for _, words in product.boxes)])  # fmt: skip
        # An address is written without spaces.
        if code_names.stand_in(text.replace(product.slug, product.slug.replace("-", " ")), names=names):
            yield f"Product {product.pk} holds the code name of a case."


def _without_a_team() -> Iterator[str]:
    current = TeamMember.objects.current().filter(review=OuterRef("pk"))
    for review in Review.objects.living().exclude(Exists(current)):
        yield f"Review {review.pk} has nobody on its team: nobody can open it."


def _history_does_not_fit() -> Iterator[str]:
    for review in Review.objects.annotate(count=Count("steps")).prefetch_related("steps"):
        steps = list(review.steps.all())
        if not steps or steps[-1].to_stage != review.stage:
            yield f"Review {review.pk} is at {review.stage}, but its history does not lead there."
        for step in steps[1:]:
            move = stages.MOVES.get(step.key)
            if step.key == "describe" and step.from_stage == step.to_stage:
                continue
            if move is None or step.from_stage not in move.begins or step.to_stage not in move.ends:
                yield f"Step {step.pk} of review {review.pk} is no move of the table."
