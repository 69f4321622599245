"""Newsletters: asked for and confirmed by letter, written and looked at, sent once to each, left with one press."""

from datetime import datetime, timedelta

from celery import current_app
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from office import drafts, letters, mailboxes, markdown, page_words, signed_pages
from office.models import Newsletter, Subscriber
from partnership import identifiers, trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

FORM, NEW = "newsletter", "new"
CONFIRM_WITHIN = timedelta(days=7)
# Somebody who finds an old issue must still be able to leave.
LEAVE_LINK_LASTS = timedelta(days=5 * 365)
A_BATCH = 200
State = Newsletter.State


# Subscribing ----------------------------------------------------------------


def ask(*, email: str, at: datetime) -> None:
    """Ask whoever reads an address whether he or she wants the newsletter; one letter an address and day.

    Says nothing about whether the address is known: the page answers all the same.
    """
    email = mailboxes.tidy(email)
    with transaction.atomic():
        if Subscriber.objects.living().filter(email=email).exists():
            return
        asked = Subscriber.objects.filter(email=email, left_at=None).first()
        if asked is None:
            try:
                with transaction.atomic():
                    asked = Subscriber.objects.create(email=email, asked_at=at)
            except IntegrityError:
                return
        link = signed_pages.link_for("confirm_newsletter", asked, until=at + CONFIRM_WITHIN)
        letters.write(
            to=email, topic=letters.Topic.OFFICE, template="office/newsletter_asked", context={"link": link},
            key=f"newsletter to {asked.pk} asked {localdate(at).isoformat()}", at=at,
        )  # fmt: skip


def confirm(*, pk: int, at: datetime) -> None:
    """The owner of the address pressed the button; Refusal when the request is gone."""
    with transaction.atomic():
        asked = Subscriber.objects.select_for_update().filter(pk=pk, left_at=None).first()
        if asked is None:
            raise Refusal("You have left the newsletter since. Ask for it anew if you want it.")
        if asked.confirmed_at is None:
            asked.confirmed_at = at
            asked.save(update_fields=["confirmed_at"])


def leave(*, pk: int, at: datetime) -> None:
    """Forget the address, also where letters went to it; leaving twice changes nothing."""
    with transaction.atomic():
        Subscriber.objects.filter(pk=pk, left_at=None).update(left_at=at, email="")
        letters.take_back(beginning=f"newsletter to {pk} ", why="The reader has left the newsletter.")
        letters.forget_addresses(beginning=f"newsletter to {pk} ")


def forget_unconfirmed(*, at: datetime) -> int:
    """Forget addresses whose owner never pressed the button; says how many."""
    late = Subscriber.objects.filter(confirmed_at=None, left_at=None, asked_at__lt=at - CONFIRM_WITHIN)
    gone = list(late.values_list("pk", flat=True))
    with transaction.atomic():
        for pk in gone:
            letters.forget_addresses(beginning=f"newsletter to {pk} ")
        Subscriber.objects.filter(pk__in=gone).delete()
    return len(gone)


# Writing and sending --------------------------------------------------------


def values_of(issue: Newsletter) -> dict[str, str]:
    """What the form of change begins with and what its mark is made of."""
    return {"title": issue.title, "body": issue.body}


def write(*, by: Person, title: str, body: str, at: datetime) -> Newsletter:
    """Write an issue, which nobody gets until it is sent."""
    check(by, Permission.KEEP_PAGES)
    with transaction.atomic():
        _refuse_unfit(title, body)
        issue = Newsletter.objects.create(title=title, body=body, written_by=by, written_at=at)
        drafts.discard(by=by, form=FORM, record=NEW)
        trail.leave("newsletter written", by=by, about=issue)
    return issue


def change(*, issue: Newsletter, by: Person, title: str, body: str, mark: str, at: datetime) -> Newsletter:
    """Change an issue that was not sent; ChangedMeanwhile when a colleague has saved since."""
    check(by, Permission.KEEP_PAGES)
    with transaction.atomic():
        issue = Newsletter.objects.select_for_update().get(pk=issue.pk)
        if issue.state != State.DRAFT:
            raise Refusal("It has been sent. Write another issue.")
        drafts.refuse_stale(values_of(issue), mark=mark)
        _refuse_unfit(title, body)
        issue.title, issue.body, issue.written_by, issue.written_at = title, body, by, at
        issue.save()
        drafts.discard(by=by, form=FORM, record=str(issue.pk))
        trail.leave("newsletter changed", by=by, about=issue)
    return issue


def send(*, issue: Newsletter, by: Person, at: datetime) -> Newsletter:
    """Send an issue to everybody who confirmed; a job writes the letters. Refusal when it was sent, or to nobody."""
    check(by, Permission.KEEP_PAGES)
    with transaction.atomic():
        issue = Newsletter.objects.select_for_update().get(pk=issue.pk)
        if issue.state != State.DRAFT:
            raise Refusal("It has been sent already. Nothing was sent twice.")
        if not Subscriber.objects.living().exists():
            raise Refusal("Nobody has asked for the newsletter yet. Tell people of the page where they can.")
        issue.state, issue.sent_by, issue.sent_at = State.SENDING, by, at
        issue.save(update_fields=["state", "sent_by", "sent_at"])
        trail.leave("newsletter sent", by=by, about=issue)
        transaction.on_commit(lambda: current_app.send_task("office.tasks.send_newsletters"), robust=True)
    return issue


def write_letters(*, at: datetime) -> int:
    """The letters of every issue that is being sent, a batch a transaction; says how many.

    Begun again after a worker died, nobody gets two: the key of a letter names issue and subscriber.
    """
    count = 0
    for issue in Newsletter.objects.filter(state=State.SENDING):
        last = 0
        while batch := list(
            Subscriber.objects.living().filter(pk__gt=last, confirmed_at__lte=issue.sent_at).order_by("pk")[:A_BATCH]
        ):
            with transaction.atomic():
                for each in batch:
                    _write_letter(issue, each, at=at)
            last, count = batch[-1].pk, count + len(batch)
        with transaction.atomic():
            issue.state = State.SENT
            issue.reached = letters.written_of(beginning="newsletter to ", ending=f" issue {issue.pk}")
            issue.save(update_fields=["state", "reached"])
    return count


def _write_letter(issue: Newsletter, subscriber: Subscriber, *, at: datetime) -> None:
    link = signed_pages.link_for("leave_newsletter", subscriber, until=at + LEAVE_LINK_LASTS)
    filled = page_words.filled(issue.body, on=localdate(at))
    said = {"issue": issue, "html": markdown.to_html(filled), "words": markdown.to_text(filled), "leave_link": link}
    letters.write(
        to=subscriber.email, topic=letters.Topic.OFFICE, template="office/newsletter", at=at, unsubscribe=link,
        context=said, key=f"newsletter to {subscriber.pk} issue {issue.pk}",
    )  # fmt: skip


def _refuse_unfit(title: str, body: str) -> None:
    refused = [found.sentence for text in (title, body) for found in identifiers.find(text) if found.refused]
    if refused:
        raise Refusal(" ".join(refused))
    page_words.refuse_unknown(body)
