"""The voice log: recorded for an agency, read before it is published, answered with what changed."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from office.drafts import ChangedMeanwhile, mark_of
from office.models import SearchEntry
from priorities import campaign_waits, knots, voice
from priorities.golden_thread import follow
from priorities.models import Voice
from priorities.tests import given
from priorities.tests.given import AT, ON, refused

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def audiences(thing):
    return SearchEntry.objects.get(key=f"priorities.voice:{thing.pk}").audiences


def told_of(thing, **words):
    names = (*voice.PLAIN,)
    return voice.Told(**{name: getattr(thing, name) for name in names} | words)


def test_a_lead_records_for_the_own_agency_and_only_the_office_and_the_scrutineer_for_all(cast, head, scrutineer):
    for hand in (head, cast.practitioner, cast.stranger):
        with pytest.raises(PermissionDenied):
            given.a_voice(cast, by=hand)
    with pytest.raises(PermissionDenied):
        given.a_voice(cast, agency=None)

    assert given.a_voice(cast).agency == cast.agencies.health_trust
    assert given.a_voice(cast, by=scrutineer, agency=None).agency is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"heard_on": ON + timedelta(days=1)}, "This day is still to come. Write the day it was said."),
        ({"people": 0}, "How many said so? Give a number from 1 to 1,000,000, or leave it empty."),
        ({"text": " "}, "Write what was said, in a sentence or two."),
        ({"text": "He is 943 476 5919"}, "Line 1: this looks like an NHS number. Take it out."),
        (
            {"audience": "published"},
            "Nobody publishes what he or she records. Offer it, and somebody else reads it first.",
        ),
        (
            {"audience": "agency"},
            "What is kept to one agency cannot be offered to the public. Choose one of the two.",
        ),
    ],
)
def test_what_is_unfit_is_refused_and_nothing_is_kept(cast, words, sentence):
    with refused(sentence):
        given.a_voice(cast, **words)

    assert Voice.objects.count() == 0


def test_somebody_else_than_the_recorder_publishes_and_only_what_was_offered(cast, administrator, scrutineer, lead):
    own = given.a_voice(cast, by=administrator)
    kept = given.a_voice(cast, offered=False)

    with pytest.raises(PermissionDenied):
        voice.publish(by=lead, voice=own, at=AT)
    with refused("You recorded this yourself. Somebody else reads it before the public does."):
        voice.publish(by=administrator, voice=own, at=AT)
    with refused("It has not been offered to the public. Ask whoever recorded it."):
        voice.publish(by=scrutineer, voice=kept, at=AT)
    published = voice.publish(by=scrutineer, voice=own, at=AT)

    assert (published.audience, published.published_by, audiences(published)) == ("published", scrutineer, ["public"])
    assert list(Voice.objects.visible_to(NOBODY)) == [published]


def test_the_database_refuses_a_recorder_who_publishes(cast, administrator):
    thing = given.a_voice(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        Voice.objects.filter(pk=thing.pk).update(audience="published", published_by=cast.lead, published_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Voice.objects.filter(pk=thing.pk).update(audience="published")


def test_who_sees_what(cast):
    kept = given.a_voice(cast, audience="agency", offered=False)
    members = given.a_voice(cast)
    published = given.a_published_voice(cast)
    everything = [published, members, kept]

    seen = {who: list(Voice.objects.visible_to(getattr(cast, who))) for who in ("lead", "stranger", "board")}

    assert seen == {"lead": everything, "stranger": [published, members], "board": everything}
    assert list(Voice.objects.visible_to(NOBODY)) == [published]
    assert f"agency:{cast.agencies.health_trust.pk}" in audiences(kept)


def test_a_published_voice_is_withdrawn_before_its_words_are_changed(cast, lead, head):
    thing = given.a_published_voice(cast)
    mark = mark_of(voice.values_of(thing))

    with refused("The public reads this. It is withdrawn first, then changed, then read by somebody else."):
        voice.change(by=lead, voice=thing, told=told_of(thing, text="Other", audience="members"), mark=mark, at=AT)
    with pytest.raises(PermissionDenied):
        voice.withdraw(by=head, voice=thing)
    thing = voice.withdraw(by=lead, voice=thing)
    mark = mark_of(voice.values_of(thing))
    changed = voice.change(by=lead, voice=thing, told=told_of(thing, text="Other"), mark=mark, at=AT)

    assert (changed.text, changed.published, changed.offered) == ("Other", False, False)


def test_the_second_of_two_who_change_it_is_told(cast, lead, administrator):
    thing = given.a_voice(cast)
    mark = mark_of(voice.values_of(thing))
    voice.change(by=administrator, voice=thing, told=told_of(thing, text="Hers"), mark=mark, at=AT)

    with pytest.raises(ChangedMeanwhile) as changed:
        voice.change(by=lead, voice=thing, told=told_of(thing, text="His"), mark=mark, at=AT)

    assert changed.value.theirs["text"] == "Hers"


def test_a_voice_is_not_moved_to_an_agency_one_does_not_record_for(cast, lead, agencies):
    thing = given.a_voice(cast)
    mark = mark_of(voice.values_of(thing))

    with pytest.raises(PermissionDenied):
        voice.change(by=lead, voice=thing, told=told_of(thing, agency=agencies.police), mark=mark, at=AT)


def test_what_changed_is_tied_to_actions_and_findings_and_ends_the_loose_end(cast, lead):
    priority = given.a_priority()
    thing = given.a_voice(cast, priorities=(priority,), heard_on=ON - timedelta(days=400))
    action, finding = given.an_agreed_action(cast, priorities=(priority,)), given.a_finding(cast, priorities=[priority])

    def ends():
        found = follow(priority, viewer=lead, on=ON)
        return [end.key for end in knots.loose_ends(found, on=ON) if end.slack == knots.Slack.UNHEARD]

    assert (voice.is_unheard(thing, on=ON), ends()) == (True, [f"voice-{thing.pk}"])
    kept = voice.say_what_changed(
        by=lead, voice=thing, what_changed="A page goes along.", changed=[action], led_to=[finding], at=AT
    )

    knot = next(each for each in follow(priority, viewer=lead, on=ON) if each.key == f"voice-{thing.pk}")
    assert (kept.changed_on, voice.is_unheard(kept, on=ON), ends()) == (ON, False, [])
    assert knot.ties == (f"finding-{finding.pk}", f"action-{action.pk}")


def test_words_of_somebody_who_does_not_publish_are_read_again_before_the_public_reads_them(cast, lead, scrutineer):
    thing, other = given.a_published_voice(cast), given.a_published_voice(cast)

    by_the_lead = voice.say_what_changed(by=lead, voice=thing, what_changed="Something", at=AT)
    by_the_scrutineer = voice.say_what_changed(by=scrutineer, voice=other, what_changed="Something", at=AT)

    assert (by_the_lead.published, by_the_lead.offered) == (False, True)
    assert by_the_scrutineer.published
    assert [wait.address for wait in campaign_waits.waiting(scrutineer, on=ON)] == [f"/priorities/voice/{thing.pk}/"]


def test_only_the_agency_that_heard_it_says_what_changed(cast, head):
    with pytest.raises(PermissionDenied):
        voice.say_what_changed(by=head, voice=given.a_voice(cast), what_changed="Nothing", at=AT)


@pytest.mark.parametrize(
    ("people", "public", "own"),
    [(None, "Not counted", "Not counted"), (1, "Hidden: small number", "1"), (5, "Hidden: small number", "5"),
     (6, "6", "6"), (1204, "1,204", "1,204")],
)  # fmt: skip
def test_small_numbers_are_shown_to_whoever_recorded_them_only(cast, people, public, own):
    thing = given.a_voice(cast, people=people)

    shown = [voice.how_many(thing, person=who) for who in (NOBODY, cast.board, cast.stranger, cast.lead)]

    assert shown == [public, public, public, own]


def test_what_waits_of_voices(cast, lead, administrator, scrutineer):
    given.a_voice(cast, text="We wait", heard_on=ON - timedelta(days=366))
    given.a_voice(cast, by=administrator, agency=None, text="Read me")

    lines = {who: [wait.what for wait in campaign_waits.waiting(getattr(cast, who), on=ON)]
             for who in ("lead", "administrator", "scrutineer", "head", "board")}  # fmt: skip

    assert lines == {
        "lead": ["Say what changed because of “We wait”"],
        "administrator": ["Read “We wait” before the public does"],
        "scrutineer": ["Read “Read me” before the public does", "Read “We wait” before the public does"],
        "head": [],
        "board": [],
    }


def test_what_may_name_a_child_is_pointed_out_to_whoever_publishes(cast):
    thing = given.a_voice(cast, text="She lives at OX1 2JD.")

    assert voice.doubts(thing) == [
        "What was said, line 1: this looks like a full postcode. Take it out, or say why it may stay."
    ]
