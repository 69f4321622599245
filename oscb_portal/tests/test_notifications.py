"""The notifications centre: how letters come, topic by topic, and every subscription in one place; the sitemap."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from office import letters, newsletters, pages, posting
from office.models import Letter, LetterChoice, Subscriber
from office.tests import given
from oscb_portal import tasks
from partnership.working_days import LONDON

AT = datetime(2026, 11, 23, 10, 0, tzinfo=LONDON)
ADDRESS = "/accounts/notifications/"


def test_what_is_chosen_holds_for_the_next_letter(client, practitioner):
    client.force_login(practitioner)
    client.post(ADDRESS, {"office": "digest", "reminder": "off", "data": "now", "membership": ""})

    office = given.a_letter(to=practitioner)
    reminder = letters_of(practitioner, Letter.Topic.REMINDER)
    data = letters_of(practitioner, Letter.Topic.DATA, urgency="digest")

    assert (office.urgency, reminder, data.urgency) == ("digest", None, "now")
    assert LetterChoice.objects.filter(person=practitioner).count() == 3
    client.post(ADDRESS, {"office": "", "reminder": "", "data": "", "membership": ""})
    assert not LetterChoice.objects.exists()


def letters_of(person, topic, **words):
    part = {"subject": "A thing", "text": "x"}
    with transaction.atomic():
        return letters.write(to=person, topic=topic, template="office/digest", context={"parts": [part]},
                             key=f"{topic}", at=AT, **words)  # fmt: skip


def test_the_daily_letter_itself_is_not_put_off_again(practitioner):
    letters.choose(by=practitioner, choices={"office": "digest"}, at=AT)
    given.a_letter(to=practitioner, at=AT)

    made = posting.gather_digests(at=AT)

    whole = Letter.objects.get(key__startswith="digest")
    assert (made, whole.urgency) == (1, "now")


def test_codes_and_training_always_come_at_once_also_in_the_database(practitioner):
    for topic, sentence in (("training", "cannot wait"), ("sign_in", "cannot wait"), ("office", "cannot be stopped")):
        with pytest.raises(letters.Refusal, match=sentence):
            letters.choose(by=practitioner, choices={topic: "off" if topic == "office" else "digest"}, at=AT)
    for row in ({"topic": "office", "how": "off"}, {"topic": "training", "how": "digest"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LetterChoice.objects.create(person=practitioner, chosen_at=AT, **row)


def test_every_subscription_stands_in_one_place_and_only_ones_own(client, practitioner, stranger):
    newsletters.ask(email=practitioner.email, at=AT)
    newsletters.confirm(pk=Subscriber.objects.get().pk, at=AT)

    client.force_login(practitioner)
    own = [each.what for each in client.get(ADDRESS).context["held"]]
    client.force_login(stranger)

    assert (own, client.get(ADDRESS).context["held"]) == (["The newsletter"], [])


def test_the_sitemap_names_what_is_public_and_nothing_else(client, administrator):
    for title, audience in (("For everybody", "public"), ("For members", "members")):
        words = {"title": title, "summary": "", "body": "x", "audience": audience, "review_on": None}
        made = pages.write(by=administrator, kind="news", given=words, at=AT)
        pages.show(version=made, by=administrator, at=AT)
    tasks.reindex()

    said = client.get("/sitemap.xml").content.decode()

    assert all(f"{each}</loc>" in said for each in ("/training/", "/pages/privacy/", "/pages/for-everybody/"))
    assert "for-members" not in said
    assert "/office/" not in said
    assert "/pages/for-everybody/" in client.get("/news/feed.xml").content.decode()
    assert "for-members" not in client.get("/news/feed.xml").content.decode()


def test_search_engines_are_told_where_the_list_is(client, settings):
    assert f"Sitemap: {settings.SITE_ADDRESS}/sitemap.xml" in client.get("/robots.txt").content.decode()
