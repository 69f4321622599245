"""The pages of the voice log, each through its door, with one and three, and with bad input."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from office.drafts import mark_of
from priorities import voice
from priorities.models import Voice
from priorities.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def an_answer(day, **words):
    """What the form of a voice is answered with."""
    fit = {"text": "We tell it again and again.", "speaker": "children", "channel": "group", "people": "14",
           "agency": "Oakshire Health", "audience": "members", "offered": "on",
           "heard_on_day": day.day, "heard_on_month": day.month, "heard_on_year": day.year}  # fmt: skip
    return fit | words


def errors(response):
    return [str(each) for found in response.context["form"].errors.values() for each in found]


def test_the_public_reads_published_voices_only(client, cast, now):
    kept = given.a_voice(cast, at=now)
    published = given.a_published_voice(cast, at=now)

    listed = client.get(reverse("voices")).context["listing"].things
    answers = [client.get(reverse("voice", args=[each.pk])).status_code for each in (kept, published)]

    assert (listed, answers) == ([published], [404, 200])


def test_a_voice_kept_to_an_agency_is_not_there_for_another(client, cast, now):
    kept = given.a_voice(cast, at=now, audience="agency", offered=False)
    answers = []

    for person in (cast.lead, cast.practitioner, cast.board, cast.stranger, cast.head):
        client.force_login(person)
        answers.append(client.get(reverse("voice", args=[kept.pk])).status_code)

    assert answers == [200, 200, 200, 404, 404]


@pytest.mark.parametrize(
    ("page", "practitioner", "another_lead", "lead"),
    [
        ("change_voice", 403, 403, 200),
        ("answer_voice", 403, 403, 200),
        ("withdraw_voice", 403, 403, 200),
        ("publish_voice", 403, 403, 403),
    ],
)
def test_the_doors_of_work(client, cast, now, page, practitioner, another_lead, lead):
    address = reverse(page, args=[given.a_voice(cast, at=now).pk])
    answers = []

    for person in (cast.practitioner, cast.head, cast.lead, cast.administrator):
        client.force_login(person)
        answers.append(client.get(address).status_code)
    client.logout()

    assert answers == [practitioner, another_lead, lead, 200]
    assert client.get(address).url.startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["administrator", "practitioner", None])
def test_log_and_page_make_the_same_queries_for_one_and_three(client, cast, now, who):
    if who:
        client.force_login(getattr(cast, who))
    ties = {"priorities": (given.a_priority(),), "themes": (given.a_theme(),)}
    thing = given.a_published_voice(cast, at=now, **ties)
    counts = []

    for more in (0, 2):
        for _ in range(more):
            given.a_published_voice(cast, at=now, **ties)
        for page in (reverse("voices"), reverse("voice", args=[thing.pk])):
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))

    assert counts[:2] == counts[2:]


@pytest.mark.parametrize(
    ("chosen", "texts"),
    [
        ({"who": "families"}, ["Two"]),
        ({"how": "survey"}, ["Three"]),
        ({"theme": "neglect"}, ["One"]),
        ({"priority": "tackling-neglect"}, ["Two"]),
        ({"changed": "yes"}, ["Three"]),
        ({"changed": "no"}, ["One", "Two"]),
        ({"words": "thr"}, ["Three"]),
        ({"sort": "when"}, ["Three", "Two", "One"]),
        ({"sort": "people"}, ["One", "Two", "Three"]),
    ],
)
def test_voices_are_chosen_and_sorted_but_never_by_how_many(client, cast, now, chosen, texts):
    day = timezone.localdate(now)
    given.a_voice(cast, at=now, text="One", heard_on=day, themes=(given.a_theme(),), people=9)
    given.a_voice(cast, at=now, text="Two", heard_on=day - timedelta(days=1), speaker="families", people=2,
                  priorities=(given.a_priority(),))  # fmt: skip
    three = given.a_voice(cast, at=now, text="Three", heard_on=day - timedelta(days=2), channel="survey", people=5)
    voice.say_what_changed(by=cast.lead, voice=three, what_changed="Much", at=now)
    client.force_login(cast.practitioner)

    listing = client.get(reverse("voices"), chosen).context["listing"]

    assert [row.text for row in listing.things] == texts


def test_the_file_holds_no_small_number(client, cast, now):
    given.a_published_voice(cast, at=now, people=3)

    heads, row = client.get(reverse("voices"), {"format": "csv"}).content.decode("utf-8-sig").splitlines()

    assert dict(zip(heads.split(","), row.split(","), strict=True))["How many"] == "c"


def test_the_page_says_how_many_in_words_and_hides_small_numbers(client, cast, now):
    small, large = given.a_published_voice(cast, at=now, people=3), given.a_published_voice(cast, at=now, people=37)

    said = [client.get(reverse("voice", args=[each.pk])).content.decode() for each in (small, large)]

    assert "How many said so: hidden: small number." in said[0]
    assert "37 people said so." in said[1]


def test_a_voice_is_recorded_answered_published_and_withdrawn_through_the_pages(client, cast, now, lead, administrator):
    client.force_login(lead)
    client.post(reverse("record_voice"), an_answer(timezone.localdate(now)))
    thing = Voice.objects.get()
    client.post(reverse("answer_voice", args=[thing.pk]), {"what_changed": "A page goes along."})
    client.force_login(administrator)
    page = client.get(reverse("voice", args=[thing.pk])).content.decode()
    client.post(reverse("publish_voice", args=[thing.pk]))
    thing.refresh_from_db()

    assert "Leonie Marshgate thinks the public may read this." in page
    assert (thing.what_changed, thing.published, thing.agency.name) == ("A page goes along.", True, "Oakshire Health")
    client.force_login(lead)
    again = client.post(reverse("answer_voice", args=[thing.pk]), {"what_changed": "Other words."}, follow=True)
    assert "until then only members see this voice" in again.content.decode()
    client.force_login(administrator)
    client.post(reverse("publish_voice", args=[thing.pk]))
    client.post(reverse("withdraw_voice", args=[thing.pk]))
    assert not Voice.objects.get().published


def test_actions_of_the_same_priority_are_offered_as_what_it_led_to(client, cast, now, lead):
    priority = given.a_priority()
    thing = given.a_voice(cast, at=now, priorities=(priority,))
    near = given.an_agreed_action(cast, at=now, priorities=(priority,), due_on=timezone.localdate(now))
    far = given.an_agreed_action(cast, at=now, due_on=timezone.localdate(now))
    client.force_login(lead)
    address = reverse("answer_voice", args=[thing.pk])

    client.post(address, {"what_changed": "Much", "changed": [near.pk]})
    refused = client.post(address, {"what_changed": "Much", "changed": [far.pk]})

    assert list(thing.changed.all()) == [near]
    assert errors(refused) == [f"Select a valid choice. {far.pk} is not one of the available choices."]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"text": ""}, "Write something here."),
        ({"text": "He is 943 476 5919"}, "Line 1: this looks like an NHS number. Take it out."),
        ({"text": "She lives at OX1 2JD."}, "Line 1: this looks like a full postcode."),
        ({"heard_on_year": "3026"}, "This day is still to come. Write the day it was said."),
        ({"agency": "Oakvale Police"}, "We do not know this agency. Choose one of the list."),
        ({"audience": "published"}, "Select a valid choice. published is not one of the available choices."),
        ({"audience": "agency"}, "What is kept to one agency cannot be offered to the public. Choose one of the two."),
        ({"people": "many"}, "Enter a whole number."),
    ],
)
def test_bad_input_comes_back_with_a_sentence_and_all_that_was_given(client, cast, now, lead, words, sentence):
    client.force_login(lead)

    response = client.post(reverse("record_voice"), an_answer(timezone.localdate(now), **words))

    assert any(said.startswith(sentence) for said in errors(response)), errors(response)
    assert (words.get("text") or "Oakshire Health") in response.content.decode()
    assert Voice.objects.count() == 0


def test_whoever_has_looked_says_that_it_names_nobody(client, cast, now, lead):
    client.force_login(lead)

    client.post(
        reverse("record_voice"),
        an_answer(timezone.localdate(now), text="The office at OX1 2JD is far.", text_nobody="on"),
    )

    assert Voice.objects.get().text == "The office at OX1 2JD is far."


def test_the_second_editor_is_shown_what_the_first_has_saved(client, cast, now, lead, administrator):
    thing = given.a_voice(cast, at=now)
    mark = mark_of(voice.values_of(thing))
    told = voice.Told(**{name: getattr(thing, name) for name in voice.PLAIN} | {"text": "Hers"})
    voice.change(by=administrator, voice=thing, told=told, mark=mark, at=now)
    client.force_login(lead)

    page = client.post(
        reverse("change_voice", args=[thing.pk]), an_answer(timezone.localdate(now), text="His", mark=mark)
    )

    assert ("What did they say?", "Hers", "His") in page.context["form"].theirs
