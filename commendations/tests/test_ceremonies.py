"""Ceremonies and cards: invitations, seats under lock, answers on a signed page; cards looked at before they go on."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from commendations import cards, ceremonies
from commendations.models import Card, Ceremony, Invitation
from commendations.tests import given
from commendations.tests.given import AT, refused
from office.models import Letter

pytestmark = pytest.mark.django_db


def an_evening(cast, *, at=AT, seats=5):
    return ceremonies.plan(
        by=cast.administrator, name="An evening of thanks", at_hour=at + timedelta(days=20), place="County Hall",
        answer_by=(at + timedelta(days=10)).date(), seats=seats, at=at,
    )  # fmt: skip


def invited(cast, evening, *, at=AT):
    award = given.an_award(cast, at=at)
    ceremonies.invite(by=cast.administrator, ceremony=evening, awards=[award, award], at=at)
    return Invitation.objects.get(award=award)


def test_everybody_is_invited_once_and_the_seats_are_counted(cast):
    evening = an_evening(cast)
    one, other = invited(cast, evening), invited(cast, evening)

    ceremonies.answer(invitation=one, comes=True, people=4, needs="", at=AT)
    with refused("There is 1 seat left. Say how many come, from 1."):
        ceremonies.answer(invitation=other, comes=True, people=2, needs="", at=AT)
    ceremonies.answer(invitation=one, comes=False, people=4, needs="", at=AT)
    ceremonies.answer(invitation=other, comes=True, people=5, needs="No meat", at=AT)
    with refused("Answers were asked for until 3 December. Please ring the business unit."):
        ceremonies.answer(invitation=one, comes=True, people=1, needs="", at=AT + timedelta(days=11))

    assert Letter.objects.filter(subject="You are invited: An evening of thanks").count() == 2
    assert ceremonies.taken_seats(evening) == 5


@pytest.mark.parametrize(
    ("days", "answer", "sentence"),
    [
        (-1, -2, "The hour of the ceremony has passed. Choose a later one."),
        (5, 6, "People answer between today and the day of the ceremony. Check the date."),
    ],
)
def test_a_ceremony_lies_ahead_and_answers_before_it(cast, days, answer, sentence):
    with refused(sentence):
        ceremonies.plan(
            by=cast.administrator, name="x", at_hour=AT + timedelta(days=days), place="x", seats=1, at=AT,
            answer_by=(AT + timedelta(days=answer)).date(),
        )  # fmt: skip
    assert Ceremony.objects.count() == 0


def test_the_invitation_is_answered_on_the_page_of_its_letter_and_stands_on_the_place_list(cast, client, sign_in):
    now = timezone.now()
    evening = an_evening(cast, at=now)
    invited(cast, evening, at=now)
    page = re.search(r"https?://[^/\s]+(/commendations/invitation/\S+)",
                     Letter.objects.get(subject__startswith="You are invited").text)[1]  # fmt: skip

    client.get(page)
    untouched = Invitation.objects.get().answer
    bad = client.post(page, {"comes": "yes", "people": "9", "needs": ""}).context["form"].non_field_errors()
    client.post(page, {"comes": "yes", "people": "2", "needs": "Ramp"})
    office = sign_in(cast.administrator)
    places = office.get(reverse("ceremony", args=[evening.pk]), {"format": "csv"}).content.decode("utf-8-sig")
    together = office.get(reverse("ceremony_certificates", args=[evening.pk]))

    assert (untouched, bad) == ("waiting", ["There are 5 seats left. Say how many come, from 1."])
    assert "Comes,2,Ramp,nora@council.example" in places
    assert together["Content-Type"] == "application/pdf"
    assert sign_in(cast.lead).get(reverse("ceremony", args=[evening.pk])).status_code == 403


def a_card(cast, **words):
    return cards.write(
        **{"by": cast.practitioner, "to": cast.lead, "words": "Thank you.", "for_all": False, "at": AT, **words}
    )


def test_a_card_is_looked_at_before_it_is_passed_on(cast):
    card = a_card(cast)

    def sees(person):
        return card in Card.objects.visible_to(person)

    before = [sees(each) for each in (cast.administrator, cast.practitioner, cast.lead, cast.stranger, AnonymousUser())]
    cards.decide(by=cast.administrator, card=card, pass_on=True, at=AT)
    after = [sees(each) for each in (cast.lead, cast.stranger)]

    assert before == [True, True, False, False, False]
    assert after == [True, False]
    assert "Thank you." in Letter.objects.get(key=f"card {card.pk}").text
    with refused("This card is decided already: passed on."):
        cards.decide(by=cast.administrator, card=card, pass_on=False, at=AT)


def test_what_a_card_may_not_be(cast):
    with refused("A card goes to somebody else. Who helped you today?"):
        a_card(cast, to=cast.practitioner)
    with refused("Line 1 has a word we cannot pass on. Say it in another way; nothing you wrote is lost."):
        a_card(cast, words="You old bastard")
    own = a_card(cast, to=cast.administrator)
    with refused("This card is yours, or goes to you. A colleague looks at it."):
        cards.decide(by=cast.administrator, card=own, pass_on=True, at=AT)
    with pytest.raises(PermissionDenied):
        cards.decide(by=cast.lead, card=own, pass_on=True, at=AT)
    for _ in range(9):
        a_card(cast)
    with refused("10 cards of yours wait to be looked at. Write the next when they are passed on."):
        a_card(cast)


def test_cards_are_written_and_passed_on_in_the_browser(cast, sign_in):
    sign_in(cast.practitioner).post(
        reverse("write_card"), {"to": cast.lead.email, "words": "You rang back.", "for_all": "on"}
    )
    card = Card.objects.get()
    office = sign_in(cast.administrator)
    waiting = office.get(reverse("cards"), {"state": "waiting"}).content.decode()
    office.post(reverse("decide_card", args=[card.pk]), {"pass_on": "yes"})

    assert "Pass it on" in waiting
    assert "You rang back." in sign_in(cast.stranger).get(reverse("cards")).content.decode()
