"""Evaluation as a chain: asked by links, answered once, kept apart from the person, forgotten after 24 months."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import Error, transaction
from django.urls import reverse

from training.evaluation import answering, asking, forgetting, moderating, results
from training.invariants import broken
from training.models import Ask, Certificate, Pairing, Remark, Reply
from training.tests import given
from training.tests.given import refused

pytestmark = pytest.mark.django_db
AFTER = {"confident-signs": "four", "worth-it": "five", "better": "More time to talk.", "recommend": "yes"}


def test_the_certificate_comes_with_the_answers_and_opening_the_link_answers_nothing(cast, client, time_machine):
    given.the_questions(cast)
    event = given.a_held_event(cast)
    row = event.bookings.get()
    path = given.link_to(row.person.email)

    time_machine.move_to(given.over(event), tick=False)
    opened = client.get(path)
    before = (Ask.objects.filter(answered=True).count(), Certificate.objects.count())
    sent = client.post(path, AFTER)
    again = client.post(path, AFTER)

    assert (opened.status_code, before, sent.status_code, again.status_code) == (200, (0, 0), 200, 410)
    assert "This link has been used already." in again.content.decode()
    assert Certificate.objects.get().booking == row
    assert given.letters_to(row.person.email)[-1].startswith("Your certificate: ")


def test_answers_bear_a_reference_apart_from_the_person_and_none_where_anonymity_was_promised(cast):
    given.the_questions(cast)
    event = given.a_held_event(cast)
    asked = Ask.objects.get()

    answering.answer(ask=asked, given=AFTER, at=given.over(event))

    kept = {
        each.item: (each.reference is None, each.agency_id, each.score, each.choice) for each in Reply.objects.all()
    }
    agency = asked.booking.agency_id
    assert kept == {
        "confident-signs": (False, agency, 75, ""),
        "worth-it": (True, None, 100, ""),
        "recommend": (True, None, None, "yes"),
    }
    assert Remark.objects.get().state == Remark.State.WAITING
    assert {each.name for model in (Reply, Remark) for each in model._meta.get_fields()} & {
        "person",
        "booking",
        "at",
    } == set()
    with pytest.raises(Error), transaction.atomic():
        Reply.objects.update(score=0)


def test_who_came_in_part_is_asked_but_gets_no_certificate(cast):
    given.the_questions(cast)
    event = given.a_past_event(cast, people=1, sessions=2)
    row, (first, second) = event.bookings.get(), event.sessions.all()
    at = given.over(event)
    given.attendance.mark(event=event, marks={(row.pk, first.pk): "present", (row.pk, second.pk): "absent"},
                          by=cast.trainer, at=at)  # fmt: skip
    given.attendance.close(event=event, by=cast.trainer, at=at)

    answering.answer(ask=Ask.objects.get(), given=AFTER, at=at)

    assert Certificate.objects.count() == 0


def test_the_chain_asks_before_after_and_later_the_manager_too_and_reminds_twice(cast):
    given.the_questions(cast)
    event = given.a_past_event(cast, people=1)
    row, asked = event.bookings.get(), []
    asking.ask_before(at=event.starts_at - timedelta(days=3))
    asking.ask_before(at=event.starts_at - timedelta(days=2))
    marks = {(row.pk, event.sessions.get().pk): "present"}
    given.attendance.mark(event=event, marks=marks, by=cast.trainer, at=given.over(event))
    given.attendance.close(event=event, by=cast.trainer, at=given.over(event))
    for months in (2, 3, 3, 6):
        asking.ask_later(at=event.ends_at + relativedelta(months=months, hours=20))
        asked.append(Ask.objects.count())
    reminded = [
        asking.remind(at=event.ends_at + relativedelta(months=6, hours=20, days=days)) for days in (6, 7, 8, 14, 21)
    ]

    assert asked == [2, 4, 4, 6]
    assert reminded == [0, 2, 0, 2, 0]
    mine, theirs = given.letters_to(row.person.email), given.letters_to(cast.lead.email)
    assert sum(each.startswith("Some time later: ") for each in mine) == 2
    assert sum(each.startswith("Has it made a difference? ") for each in theirs) == 2
    assert sum(each.startswith("Still open: ") for each in mine + theirs) == 4


def test_a_link_that_was_altered_or_has_run_out_opens_a_page_that_says_so(cast, client, time_machine):
    given.the_questions(cast)
    event = given.a_held_event(cast)
    path = given.link_to(event.bookings.get().person.email)

    time_machine.move_to(given.over(event), tick=False)
    altered = client.post(path[:-4] + "xyz/", AFTER)
    time_machine.move_to(given.over(event) + timedelta(days=40), tick=False)
    late = client.post(path, AFTER)

    assert (altered.status_code, late.status_code, Reply.objects.count()) == (410, 410, 0)
    assert "This link is not whole." in altered.content.decode()
    assert "This link has run out." in late.content.decode()


def test_an_answer_the_question_does_not_offer_is_refused_and_nothing_is_kept(cast):
    given.the_questions(cast)
    event = given.a_held_event(cast)
    asked, at = Ask.objects.get(), given.over(event)

    with refused("“Recommend” has no such answer. Open the page again and choose one."):
        answering.answer(ask=asked, given={"confident-signs": "one", "recommend": "perhaps"}, at=at)
    with refused("Answer at least one question; leave out what you cannot say."):
        answering.answer(ask=asked, given={"recommend": " ", "changed-practice": "yes"}, at=at)
    with refused("This looks like an NHS number. Take it out."):
        answering.answer(ask=asked, given={"better": "See 943 476 5919."}, at=at)

    assert (Reply.objects.count(), Remark.objects.count(), Pairing.objects.count()) == (0, 0, 0)
    answering.answer(ask=asked, given=AFTER, at=at + timedelta(days=90))
    with refused("These questions have been answered already. Thank you; nothing more is to be done."):
        answering.answer(ask=asked, given=AFTER, at=at + timedelta(days=90))


def test_signed_in_only_the_learner_and_the_line_manager_answer(cast, client, time_machine):
    given.the_questions(cast)
    event = given.a_held_event(cast)
    row = event.bookings.get()
    time_machine.move_to(event.ends_at + relativedelta(months=3, hours=20), tick=False)
    asking.ask_later(at=event.ends_at + relativedelta(months=3, hours=20))
    learner, manager = (
        reverse("evaluate", args=[Ask.objects.get(occasion=each).pk]) for each in ("months-3", "manager-3")
    )
    seen = {}
    for name, person in (("learner", row.person), ("lead", cast.lead), ("stranger", cast.stranger)):
        client.force_login(person)
        seen[name] = [client.get(each).status_code for each in (learner, manager)]
    client.force_login(cast.lead)
    client.post(manager, {"changed-practice": "yes"})

    assert seen == {"learner": [200, 404], "lead": [404, 200], "stranger": [404, 404]}
    assert Reply.objects.get().choice == "yes"


def test_after_24_months_nobody_can_tell_whose_answers_they_are_and_they_still_belong_together(cast):
    given.the_questions(cast)
    event = given.a_held_event(cast)
    answering.answer(ask=Ask.objects.get(), given=AFTER, at=given.over(event))
    reference = Reply.objects.get(item="confident-signs").reference

    counts = [forgetting.forget(at=event.ends_at + relativedelta(months=months, days=1)) for months in (23, 24)]

    assert counts == [0, 1]
    assert list(Reply.objects.exclude(reference=None).values_list("reference", "agency")) == [(reference, None)]


def test_the_office_gives_a_certificate_to_whoever_cannot_answer(cast, client):
    given.the_questions(cast)
    row = given.a_held_event(cast).bookings.get()
    address = reverse("release_certificate", args=[row.pk])
    client.force_login(cast.lead)
    refused_to = client.post(address).status_code
    client.force_login(cast.administrator)

    client.post(address)

    assert (refused_to, Certificate.objects.get().booking) == (403, row)


# What is shown -----------------------------------------------------------------------


def test_results_say_how_many_answered_and_show_nothing_of_fewer_than_five(cast):
    given.the_questions(cast)
    event = given.a_held_event(cast, people=5)
    given.people_who_say(event, before=["two"] * 5, after=["four"] * 4 + ["three"], changed=["yes"] * 4)

    found = results.of_course(event.course)
    lines = {(each.criterion.code): each for _, asked in found.sections for each in asked}

    signs, practice = lines["confident-signs"], lines["changed-practice"]
    assert [(each.name, each.words) for each in found.responses][:3] == [
        ("Before", "5 of 5 (100%)"), ("Directly after", "5 of 5 (100%)"), ("Three months later", "4 of 5 (80%)")
    ]  # fmt: skip
    assert [(mark.name, mark.people, mark.mean) for mark in signs.marks] == [
        ("Before", 5, 2.0),
        ("Directly after", 5, 3.8),
    ]
    assert (signs.change.people, round(signs.change.mean, 2)) == (5, 1.8)
    assert (practice.marks, practice.hidden) == ((), True)


def test_one_date_is_hidden_where_another_would_follow_by_subtraction(cast):
    given.the_questions(cast)
    course = given.a_course(cast)
    large, small = (given.a_held_event(cast, people=people, course=course) for people in (6, 2))
    for event in (large, small):
        for each in Ask.objects.filter(evaluation__event=event):
            answering.answer(ask=each, given={"confident-signs": "four"}, at=given.over(event))

    marks = [
        [
            mark.people
            for _, asked in results.of_course(course, event=event).sections
            for each in asked
            for mark in each.marks
        ]
        for event in (None, large, small)
    ]

    assert marks == [[8], [], []]


def test_words_are_shown_only_after_the_office_has_read_them(cast, client):
    given.the_questions(cast)
    event = given.a_held_event(cast)
    answering.answer(ask=Ask.objects.get(), given=AFTER, at=given.over(event))
    remark = Remark.objects.get()
    page, decide = reverse("course_evaluation", args=[event.course.slug]), reverse("decide_remark", args=[remark.pk])
    seen = []
    for person, decision in ((cast.lead, ""), (cast.trainer, "shown"), (cast.administrator, "shown")):
        client.force_login(person)
        seen.append(remark.words in client.get(page).content.decode())
        if decision:
            client.post(decide, {"decision": decision, "seen": "waiting"})
    client.force_login(cast.lead)
    shown = client.get(page).content.decode()
    with refused("A colleague has read it meanwhile: shown."):
        moderating.decide(remark=remark, show=False, by=cast.administrator, at=given.over(event))

    assert (seen, remark.words in shown) == ([False, False, False], True)
    client.force_login(cast.stranger)
    assert [client.get(each).status_code for each in (page, reverse("remarks"))] == [403, 403]
    assert list(broken()) == []
