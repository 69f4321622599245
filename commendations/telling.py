"""The letters of thanks and about them; each is written in the transaction of what causes it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from commendations.models import Award, Commendation, Consent, Round, RoundChange
from office import letters, rules, signed_pages
from partnership import working_days
from partnership.models import Person

# A signed page must open as long as somebody may wish to take the consent back.
LINK_LASTS = timedelta(days=3 * 365)
# Letters to whoever wrote from outside; their address is forgotten once they are sent (forgetting.py).
OUTSIDE = "thanks from outside"


def tell(
    to: Person | str, *, subject: str, paragraphs: Sequence[str], key: str, at: datetime, quote: str = "",
    address: str = "", link: str = "Open it",
) -> None:  # fmt: skip
    """One letter of some paragraphs, with the kind words as a quotation and a link, if there are any."""
    context = {
        "subject_words": subject, "paragraphs": paragraphs, "quote": quote, "link": link,
        "address": address if address.startswith("http") or not address else settings.SITE_ADDRESS + address,
    }  # fmt: skip
    letters.write(to=to, topic=letters.Topic.OFFICE, template="commendations/news", context=context, key=key, at=at)


def answer_by(commendation: Commendation) -> Any:
    """The day by which a nomination is answered: when its round is told, else by the rule of the day it was sent in."""
    sent_on = localdate(commendation.nominated_at)
    taking = Round.objects.filter(
        categories=commendation.category_id, opens_on__lte=sent_on, nominate_until__gte=sent_on
    ).first()
    if taking:
        return localdate(taking.announce_at)
    within = rules.value("commendations.answer_within", on=sent_on)
    return working_days.add(sent_on, within.count) if within.working else sent_on + timedelta(days=within.count)


def tell_writer(
    commendation: Commendation, *, step: str, subject: str, paragraphs: Sequence[str], at: datetime
) -> None:
    """A letter to whoever wrote it, inside or outside; nobody is told whose address was never confirmed."""
    key = f"commendation {commendation.pk} {step}"
    if commendation.nominated_by:
        page = reverse("nomination", args=[commendation.pk])
        tell(commendation.nominated_by, subject=subject, paragraphs=paragraphs, key=key, at=at, address=page)
    elif commendation.outside_email:
        tell(commendation.outside_email, subject=subject, paragraphs=paragraphs, key=f"{OUTSIDE} {key}", at=at)


def received(commendation: Commendation, *, at: datetime) -> None:
    """What happens next, and when."""
    until = answer_by(commendation)
    tell_writer(
        commendation, step="received", at=at, subject=f"Thank you for thanking {commendation}",
        paragraphs=(
            f"Your nomination in “{commendation.category}” has arrived.",
            f"The business unit reads it and tells you what becomes of it by {until:%A} {until.day} {until:%B %Y}.",
            "Nobody else reads your story. What the public may read is agreed with the person and their manager first.",
        ),
    )  # fmt: skip


def ask_consent(consent: Consent, *, at: datetime, again: int = 0) -> None:
    """The wording, and a page with a button, to nominee or manager."""
    award = consent.award
    about = "you" if consent.who == Consent.Who.NOMINEE else award.commendation.nominee_name
    tell(
        consent.person or consent.email, at=at, quote=award.wall_words,
        key=f"consent {consent.pk} asked {again}",
        subject=f"May we thank {about} in public?",
        paragraphs=(
            (f"{'You have' if about == 'you' else f'{about} has'} been commended: {award.commendation.category}. "
            "We would like to say so on our wall of thanks, in these words and no others:"),
            f"Named there as: {award.wall_name}.",
            ("You decide, and you may change your mind at any time on the same page. Nothing is public before both "
            "the person and the manager have agreed."),
        ),
        address=signed_pages.link_for("give_consent", consent, until=at + LINK_LASTS),
        link="Read it and decide",
    )  # fmt: skip


def ask_about_photo(consent: Consent, *, at: datetime) -> None:
    """The nominee is asked whether a photo may stand beside the words."""
    award = consent.award
    tell(
        consent.person or consent.email, at=at, key=f"consent {consent.pk} photo {award.photo_id}",
        subject="May we show this photo of you?",
        paragraphs=(f"A photo was added to what we would like to say of you: {award.photo_alt}",
                    "It is shown only if you agree, and you may take that back at any time."),
        address=signed_pages.link_for("give_consent", consent, until=at + LINK_LASTS), link="Look at it and decide",
    )  # fmt: skip


def thank(award: Award, *, at: datetime) -> None:
    """The letter of thanks by the chair, with the certificate, to the nominee; and the news to whoever wrote."""
    nomination = award.commendation
    on = localdate(at)
    context = {
        "award": award, "nomination": nomination,
        "certificate": signed_pages.link_for("certificate", award, until=at + LINK_LASTS),
        "chair_name": rules.value("commendations.chair_name", on=on),
        "chair_role": rules.value("commendations.chair_role", on=on),
        "stories": [nomination.words, *nomination.joined.values_list("words", flat=True)],
    }  # fmt: skip
    if nomination.nominee_email:
        letters.write(
            to=nomination.nominee_person or nomination.nominee_email, topic=letters.Topic.OFFICE,
            template="commendations/thanks", context=context, key=f"award {award.pk} thanks", at=at,
        )  # fmt: skip
    for each in (nomination, *nomination.joined.all()):
        tell_writer(
            each, step="awarded", at=at, subject=f"{nomination} is commended",
            paragraphs=(f"Because of what you wrote, {nomination} is commended: {nomination.category}.",
                        "The chair has thanked them and sent a certificate. Thank you for telling us."),
        )  # fmt: skip


def ask_supporter(commendation: Commendation, *, person: Person, asker: Person, at: datetime) -> None:
    """A colleague is asked to add a word."""
    tell(
        person, at=at, key=f"support {commendation.pk} {person.pk}",
        subject=f"Would you add a word about {commendation}?",
        paragraphs=(f"{asker} has nominated {commendation} ({commendation.category}) and thinks that you saw it too.",
                    "Two sentences are enough. The business unit reads them beside the nomination."),
        address=reverse("add_word", args=[commendation.pk]), link="Add a word",
    )  # fmt: skip


def kind_words(commendation: Commendation, *, at: datetime) -> None:
    """The kind words that were written, to whom they are about, whatever was decided."""
    tell(
        commendation.nominee_person or commendation.nominee_email, at=at,
        key=f"commendation {commendation.pk} kind words",
        subject="Somebody wrote kind words about you", quote=commendation.words,
        paragraphs=("They took the time to tell the partnership:",
                    "There is nothing you need to do. Thank you for what you do for children and families."),
    )  # fmt: skip


# To judges --------------------------------------------------------------------


def judge_asked(of: Round, *, judge: Person, at: datetime) -> None:
    """Somebody is on the panel of a round, with its dates."""
    tell(
        judge, at=at, key=f"round {of.pk} asked {judge.pk} {at.isoformat()}",
        subject=f"You are on the panel of “{of}”",
        paragraphs=(
            f"The panel scores until {of.score_until:%-d %B %Y} and decides until {of.decide_until:%-d %B %Y}.",
            ("You are told when there is something to read. Nobody reads what they wrote, what is about them, their "
            "own agency, their manager or somebody they manage."),
        ),
        address=reverse("panel"), link="Your reading",
    )  # fmt: skip


def reading_given(of: Round, *, judge: Person, count: int, at: datetime) -> None:
    """A judge has something new to read."""
    what = "One nomination is" if count == 1 else f"{count} nominations are"
    tell(
        judge, at=at, key=f"round {of.pk} reading {judge.pk} {at.isoformat()}",
        subject=f"{what} yours to read",
        paragraphs=(f"{what} yours to read in the round “{of}”. Marks are given until {of.score_until:%-d %B %Y}.",
                    "You see what the others think once your own marks are in."),
        address=reverse("panel"), link="Read and score",
    )  # fmt: skip


def judge_released(of: Round, *, judge: Person, at: datetime) -> None:
    """Somebody is on the panel no more."""
    tell(
        judge, at=at, key=f"round {of.pk} released {judge.pk} {at.isoformat()}",
        subject=f"You are not on the panel of “{of}” any more",
        paragraphs=("Nothing waits for you there. Marks you have given still count.", "Thank you for reading."),
    )  # fmt: skip


def judge_told_of_change(made: RoundChange, *, judge: Person) -> None:
    """A judge hears what is different."""
    tell(
        judge, at=made.at, key=f"round {made.round_id} changed {made.pk} {judge.pk}",
        subject=f"“{made.round}” has changed",
        paragraphs=(*(f"{line}." for line in made.lines), f"The reason: {made.reason}"),
        address=reverse("panel"), link="Your reading",
    )  # fmt: skip


def told_on_another_day(commendation: Commendation, *, made: RoundChange) -> None:
    """Whoever wrote it hears that the day has moved."""
    day = f"{localdate(made.round.announce_at):%-d %B %Y}"
    tell_writer(
        commendation, step=f"moved {made.pk}", at=made.at, subject=f"Another day for your nomination of {commendation}",
        paragraphs=(f"What becomes of it is told on {day}, not on the day we named before.",
                    "There is nothing you need to do."),
    )  # fmt: skip
