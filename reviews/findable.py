"""The search rows of reviews: a case for its team only, learning for everybody, messages by whether they are public."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from office import findable as search
from office.findable import MEMBERS, PUBLIC, Entry
from reviews.models import Message, NationalLearning, Product, Review


def of_case(review: Review) -> Entry:
    """A case: found by the people on its team and by nobody else."""
    team = review.team.current().values_list("person", flat=True)
    return Entry(
        key=f"reviews.review:{review.pk}",
        kind="Case review",
        title=review.code_name,
        summary=review.get_stage_display(),
        body=review.summary,
        address=reverse("case", args=[review.pk]),
        audiences=tuple(f"person:{person}" for person in team),
    )


def of_product(product: Product) -> Entry:
    """A learning product."""
    return Entry(
        key=f"reviews.product:{product.pk}",
        kind=product.get_kind_display(),
        title=product.title,
        summary=product.summary,
        body=" ".join([*(text for _, text in product.boxes), product.body, product.transcript]),
        address=reverse("learning", args=[product.slug]),
        audiences=(PUBLIC,),
    )


def of_message(message: Message) -> Entry:
    """A repeat message."""
    return Entry(
        key=f"reviews.message:{message.pk}",
        kind="Repeat message",
        title=message.title,
        summary=message.get_state_display(),
        body=f"{message.text} {message.local_response}",
        address=reverse("message", args=[message.slug]),
        audiences=(PUBLIC,) if message.published else (MEMBERS,),
    )


def of_national(learning: NationalLearning) -> Entry:
    """A national review or guidance."""
    return Entry(
        key=f"reviews.nationallearning:{learning.pk}",
        kind="National learning",
        title=learning.title,
        summary=learning.publisher,
        body=f"{learning.summary} {learning.response}",
        address=f"{reverse('national')}#n{learning.pk}",
        audiences=(MEMBERS,),
    )


def renew_case(review: Review) -> None:
    """Write its row anew: the team has changed, or the stage."""
    search.write([of_case(review)])


def renew_product(product: Product, *, on: date | None = None) -> None:
    """Write its row anew, or forget it when it is not published any more."""
    gone = product.state != Product.State.PUBLISHED or (on and product.retire_on and product.retire_on <= on)
    if gone:
        search.forget([f"reviews.product:{product.pk}"])
    else:
        search.write([of_product(product)])


def renew_message(message: Message) -> None:
    """Write its row anew."""
    search.write([of_message(message)])


def renew_national(learning: NationalLearning) -> None:
    """Write its row anew."""
    search.write([of_national(learning)])


def entries() -> Iterator[Entry]:
    """Every row of the room."""
    yield from (of_case(each) for each in Review.objects.all())
    yield from (of_product(each) for each in Product.objects.filter(state=Product.State.PUBLISHED))
    yield from (of_message(each) for each in Message.objects.all())
    yield from (of_national(each) for each in NationalLearning.objects.all())
