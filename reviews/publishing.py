"""Learning products: written by one person, read for identifiers by another, published, retired, withdrawn."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate

from office import drafts, rules
from partnership import identifiers, trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.progress import months_after
from priorities.wording import refuse_identifiers
from reviews import code_names, findable, guidance
from reviews.models import Product, Report, Review

FORM, NEW = "learning", "new"
BOXES = tuple(name for name, _ in Product.BOXES)
TEXTS = ("title", "summary", *BOXES, "body", "media_address", "transcript", "course_address")
PLAIN = ("kind", *TEXTS, "year", "ages", "retire_on")
SEVERAL = ("themes", "priorities", "agencies", "findings", "answers")
# Words that other addresses of the room use.
RESERVED = frozenset({"cases", "coverage", "messages", "national", "new", "used"})
State, Kind = Product.State, Product.Kind


def values_of(product: Product) -> dict[str, Any]:
    """What the form of change begins with and what its mark is made of."""
    plain = {name: getattr(product, name) for name in PLAIN}
    return plain | {
        name: sorted(str(pk) for pk in getattr(product, name).values_list("pk", flat=True)) for name in SEVERAL
    }


def write(*, by: Person, at: datetime, given: Mapping[str, Any], review: Review | None = None) -> Product:
    """Write a product; Refusal when it names a child or a code name, or is longer than its kind allows."""
    check(by, Permission.WRITE_LEARNING)
    with transaction.atomic():
        product = Product(written_by=by, written_at=at, review=review, slug=_free_slug(str(given["title"])))
        _set(product, given)
        drafts.discard(by=by, form=FORM, record=NEW)
        trail.leave("learning written", by=by, about=product, kind=product.kind)
    return product


def change(*, product: Product, by: Person, at: datetime, given: Mapping[str, Any], mark: str) -> Product:
    """Change a draft; whoever changes it is its writer from now on, so that somebody else checks it.

    ChangedMeanwhile when a colleague has saved since; Refusal when it is published: it is withdrawn first.
    """
    check(by, Permission.WRITE_LEARNING)
    with transaction.atomic():
        product = _locked(product)
        drafts.refuse_stale(values_of(product), mark=mark)
        if product.state not in (State.DRAFT, State.TO_CHECK):
            raise Refusal("It is published. Withdraw it first, then write it anew.")
        product.written_by, product.written_at, product.state = by, at, State.DRAFT
        _set(product, given)
        drafts.discard(by=by, form=FORM, record=str(product.pk))
        trail.leave("learning changed", by=by, about=product)
    return product


def _set(product: Product, given: Mapping[str, Any]) -> None:
    for name in PLAIN:
        if name in given:
            value = given[name]
            setattr(product, name, value.strip() if isinstance(value, str) else value)
    refuse_identifiers(*(getattr(product, name) for name in TEXTS))
    _refuse_code_names(product)
    if product.kind == Kind.BRIEFING and product.words > Product.MOST_WORDS:
        raise Refusal(
            f"A 7-minute briefing has {Product.MOST_WORDS} words at the most; this has {product.words}. Shorten it."
        )
    product.save()
    for name in SEVERAL:
        if name in given:
            getattr(product, name).set(given[name])


def _refuse_code_names(product: Product) -> None:
    code_names.refuse(*(getattr(product, name) for name in TEXTS))


def send_to_check(*, product: Product, by: Person) -> Product:
    """Ask for the second person; Refusal when a part is missing."""
    check(by, Permission.WRITE_LEARNING)
    with transaction.atomic():
        product = _locked(product)
        if product.state != State.DRAFT:
            raise Refusal("Only a draft is sent to be checked.")
        if missing := _missing(product):
            raise Refusal(missing)
        product.state, product.sent_back = State.TO_CHECK, ""
        product.save(update_fields=["state", "sent_back"])
        trail.leave("learning sent to check", by=by, about=product)
    return product


def _missing(product: Product) -> str:
    if product.kind == Kind.BRIEFING:
        empty = [heading for name, heading in Product.BOXES if not getattr(product, name)]
        return f"A briefing has seven boxes. Still empty: {', '.join(empty)}." if empty else ""
    if product.kind == Kind.RECORDING:
        return "" if product.media_address and product.transcript else "A recording needs its address and a transcript."
    return "" if product.body else "There is nothing to read yet."


def send_back(*, product: Product, by: Person, why: str) -> Product:
    """Give it back to its writer with what must change."""
    check(by, Permission.CHECK_LEARNING)
    refuse_identifiers(why)
    if not why.strip():
        raise Refusal("Say what has to change, so that its writer knows.")
    with transaction.atomic():
        product = _locked(product)
        if product.state != State.TO_CHECK:
            raise Refusal("It does not wait to be checked.")
        product.state, product.sent_back = State.DRAFT, why.strip()
        product.save(update_fields=["state", "sent_back"])
        trail.leave("learning sent back", by=by, about=product)
    return product


def publish(*, product: Product, by: Person, at: datetime) -> Product:
    """Publish what somebody else has written; Refusal for the writer's own hand, or when it does not wait for it."""
    check(by, Permission.CHECK_LEARNING)
    with transaction.atomic():
        product = _locked(product)
        if product.state != State.TO_CHECK:
            raise Refusal("It does not wait to be checked.")
        if product.written_by_id == by.pk:
            raise Refusal("You wrote this yourself. Somebody else reads it before the public does.")
        refuse_identifiers(*(getattr(product, name) for name in TEXTS))
        _refuse_code_names(product)
        today = localdate(at)
        product.state, product.checked_by, product.published_on = State.PUBLISHED, by, today
        product.save()
        findable.renew_product(product)
        trail.leave("learning published", by=by, about=product)
    return product


def withdraw(*, product: Product, by: Person, why: str) -> Product:
    """Take it off the site, with the reason; what was logged about its use stays."""
    check(by, Permission.CHECK_LEARNING)
    refuse_identifiers(why)
    if not why.strip():
        raise Refusal("Say why it is withdrawn.")
    with transaction.atomic():
        product = _locked(product)
        if product.state != State.PUBLISHED:
            raise Refusal("It is not published.")
        product.state, product.withdrawn_why = State.WITHDRAWN, why.strip()
        product.save(update_fields=["state", "withdrawn_why"])
        findable.renew_product(product)
        trail.leave("learning withdrawn", by=by, about=product)
    return product


def note_repository(*, product: Product, by: Person, sent_on: date, at: datetime) -> Product:
    """Note that a copy went to the national case review repository; Refusal for a day to come or before publication."""
    check(by, Permission.CHECK_LEARNING)
    with transaction.atomic():
        product = _locked(product)
        if product.published_on is None or not product.published_on <= sent_on <= localdate(at):
            raise Refusal("The copy goes after publication, and not on a day still to come.")
        product.nspcc_sent_on = sent_on
        product.save(update_fields=["nspcc_sent_on"])
        trail.leave("learning sent to the repository", by=by, about=product)
    return product


def publish_report(review: Review, *, on: date, text: str, kind: str) -> Product:
    """Put a report all three partners have signed into the library: their signatures are the second look.

    Called by the move of a case, inside its transaction; the address comes from the public title.
    """
    report: Report = review.reports.get(version=max(review.reports.values_list("version", flat=True)))
    signer = report.decisions.order_by("-at", "-pk").exclude(by=report.written_by_id).first()
    if signer is None:
        raise Refusal("Nobody but the writer has read this version.")
    edition = guidance.in_force(review.aware_on)
    product = Product(
        kind=kind, title=report.public_title, slug=_free_slug(report.public_title), review=review, body=text,
        summary=f"{Kind(kind).label} of {on:%B %Y}.", year=on.year, written_by=report.written_by,
        written_at=report.written_at, checked_by=signer.by, state=State.PUBLISHED, published_on=on,
        retire_on=months_after(on, edition.on_website_months + edition.repository_months),
    )  # fmt: skip
    refuse_identifiers(product.title, product.body)
    _refuse_code_names(product)
    product.save()
    product.themes.set(review.themes.all())
    product.priorities.set(review.priorities.all())
    product.findings.set(review.led_to.all())
    findable.renew_product(product)
    return product


def doubts(product: Product) -> list[str]:
    """What in it may name a child, in sentences that never repeat it; for whoever checks."""
    found = []
    for name in TEXTS:
        for each in identifiers.find(getattr(product, name)):
            part = dict(Product.BOXES).get(name, name.replace("_", " ").capitalize())
            found.append(f"{part}, {each.sentence[0].lower()}{each.sentence[1:]}")
    return found


def doubts_in(report: Report) -> list[str]:
    """The same of a version of a report, for whoever signs it."""
    parts = (("Title", report.public_title), ("Report", report.text), ("Improvements", report.improvements))
    return [
        f"{part}, {each.sentence[0].lower()}{each.sentence[1:]}"
        for part, text in parts
        for each in identifiers.find(text)
    ]


def prompt_from(product: Product) -> date | None:
    """From which day agencies that have not used it are asked."""
    if product.published_on is None:
        return None
    after = rules.value("reviews.prompt_after", on=product.published_on)
    return product.published_on + timedelta(days=after.count)


def retire(*, on: date) -> int:
    """Take off the search what has passed its day; says how many. The page itself asks the day."""
    gone = list(Product.objects.filter(state=State.PUBLISHED, retire_on__lte=on))
    for product in gone:
        findable.renew_product(product, on=on)
    return len(gone)


def _free_slug(title: str) -> str:
    """An address of its own from a public title."""
    stem = slugify(title)[:70] or "learning"
    taken = set(Product.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | RESERVED
    return next(each for each in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if each not in taken)


def _locked(product: Product) -> Product:
    return Product.objects.select_for_update(of=("self",)).select_related("written_by").get(pk=product.pk)
