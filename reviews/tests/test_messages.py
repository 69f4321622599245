"""Repeat messages: evidence by year, suggestions, letters with their clock, states, and who reads what."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from office.models import Letter
from priorities.knots import Standing
from priorities.tests import given as backbone
from reviews import escalating, repeat_messages, thread
from reviews.message_states import STATE_WORDS, State, may_follow, why_not
from reviews.tests import given

pytestmark = pytest.mark.django_db
AT, ON = given.AT, given.ON


def a_letter(cast, message, *, sent=True, on=ON, at=AT):
    """A letter to the Panel, approved by the council and sent."""
    letter = escalating.draft(message=message, by=cast.administrator, at=at, stakeholder="panel",
                              question="Will you fund regional places?")  # fmt: skip
    escalating.approve(escalation=letter, by=cast.council, at=at)
    return escalating.record_sent(escalation=letter, by=cast.administrator, at=at, on=on) if sent else letter


def test_recurrence_is_counted_year_by_year_with_the_years_between(cast):
    message = given.a_message(cast)
    for year in (2023, 2023, 2026):
        finding = backbone.a_finding(cast, text=f"No place near home {year}", on=date(year, 3, 1))
        repeat_messages.confirm(message=message, finding=finding, by=cast.administrator)

    assert repeat_messages.recurrence(message.evidence.all()) == [(2023, 2), (2024, 0), (2025, 0), (2026, 1)]


def test_findings_of_any_room_that_say_the_same_are_suggested_until_somebody_decides(cast):
    message = given.a_message(cast)
    alike = backbone.a_finding(cast, text="A girl was placed far away: there was no placement near home",
                               source_kind="audit")  # fmt: skip
    other = backbone.a_finding(cast, text="Minutes of conferences arrive late")

    def suggested():
        return repeat_messages.suggestions(message, viewer=cast.administrator, on=ON)

    assert suggested() == [alike]
    repeat_messages.reject(message=message, finding=alike, by=cast.administrator, at=AT)
    assert suggested() == []
    repeat_messages.confirm(message=message, finding=alike, by=cast.administrator)
    assert (suggested(), list(message.evidence.all())) == ([], [alike])
    assert other not in message.evidence.all()


def test_a_finding_kept_to_an_agency_is_not_suggested_to_whoever_may_not_read_it(cast):
    message = given.a_message(cast)
    backbone.a_finding(cast, text="There was no placement near home for children of the trust", audience="agency",
                       agency=cast.agencies.health_trust)  # fmt: skip

    assert repeat_messages.suggestions(message, viewer=cast.coordinator, on=ON) == []
    assert len(repeat_messages.suggestions(message, viewer=cast.administrator, on=ON)) == 1


def test_a_letter_begins_with_the_evidence_of_the_register(cast):
    message = given.a_message(cast, title="Too few placements near home")
    finding = backbone.a_finding(cast, text="No place near home", on=date(2025, 3, 1))
    repeat_messages.confirm(message=message, finding=finding, by=cast.administrator)

    letter = escalating.draft(message=message, by=cast.administrator, at=AT, stakeholder="dfe",
                              question="Will you fund regional places?")  # fmt: skip

    assert letter.letter.startswith("To: Department for Education\n\n")
    for words in ("we have found it once (1 in 2025), from these sources: inspection.",
                  "What we ask you: Will you fund regional places?", "Please answer by 2 January 2027."):  # fmt: skip
        assert words in letter.letter


def test_a_letter_goes_through_its_states_and_takes_the_message_along(cast):
    message = given.a_message(cast)
    letter = a_letter(cast, message)
    states = []
    message.refresh_from_db()
    states.append(message.state)
    letter = escalating.record_acknowledged(escalation=letter, by=cast.administrator, at=AT, on=ON)
    letter = escalating.record_reply(escalation=letter, by=cast.administrator, at=AT, on=ON, reply="We shall look.",
                                     outcome="Nothing changes yet.", next_step="Ask again in a year.")  # fmt: skip
    message.refresh_from_db()
    states.append(message.state)
    message = repeat_messages.move(message=message, by=cast.administrator, at=AT, state="changed", note="New grant.")

    assert [*states, message.state] == ["sent", "answered", "changed"]
    assert [step.to_state for step in message.steps.all()] == [
        "local", "approved", "sent", "acknowledged", "answered", "changed",
    ]  # fmt: skip
    assert letter.reply_due_on == ON + timedelta(days=40)


def test_a_second_letter_does_not_take_an_answered_message_back(cast):
    message = given.a_message(cast)
    first = a_letter(cast, message)
    escalating.record_reply(escalation=first, by=cast.administrator, at=AT, on=ON, reply="No.", outcome="No change.",
                            next_step="")  # fmt: skip

    a_letter(cast, message)

    message.refresh_from_db()
    assert message.state == State.ANSWERED


def test_nobody_approves_a_letter_he_or_she_drafted_and_none_is_sent_unapproved(cast):
    message = given.a_message(cast)
    letter = escalating.draft(message=message, by=cast.administrator, at=AT, stakeholder="mp", question="Will you ask?")

    with pytest.raises(PermissionDenied):
        escalating.approve(escalation=letter, by=cast.administrator, at=AT)
    with given.refused("A letter is approved before it is sent."):
        escalating.record_sent(escalation=letter, by=cast.administrator, at=AT, on=ON)
    with given.refused("Write what you ask for: a letter without a question has no answer."):
        escalating.draft(message=message, by=cast.administrator, at=AT, stakeholder="mp", question=" ")


def test_a_reply_that_is_late_is_told_once_and_stands_among_what_waits(cast):
    letter = a_letter(cast, given.a_message(cast))
    late = AT + timedelta(days=41)

    escalating.remind(at=AT + timedelta(days=40))
    escalating.remind(at=late)
    escalating.remind(at=late + timedelta(days=1))

    assert Letter.objects.filter(key=f"escalation {letter.pk} late {letter.reply_due_on}").count() == 1
    assert escalating.late(on=late.date()) == [letter]


@pytest.mark.parametrize("day", [ON - timedelta(days=1), ON + timedelta(days=1)])
def test_a_reply_before_the_letter_or_on_a_day_to_come_is_refused(cast, day):
    letter = a_letter(cast, given.a_message(cast))

    with given.refused("Choose a day between the one it was sent and today."):
        escalating.record_reply(escalation=letter, by=cast.administrator, at=AT, on=day, reply="Yes", outcome="Good",
                                next_step="")  # fmt: skip


def test_states_that_come_with_a_letter_are_not_given_by_hand(cast):
    message = given.a_message(cast)

    with given.refused("This state comes with a letter: draft one, have it approved, record what became of it."):
        repeat_messages.move(message=message, by=cast.administrator, at=AT, state="sent", note="We wrote.")


def test_every_state_can_be_reached_and_left():
    reached = {after for before in State for after in may_follow(before)}

    assert reached == set(State)
    assert all(may_follow(state) for state in State)
    assert why_not(State.CLOSED, State.SENT) == (
        f"This message is “{STATE_WORDS[State.CLOSED]}”. From there it may become “Being watched”."
    )


def test_the_public_reads_published_messages_with_letters_sent_and_no_drafts(client, cast):
    now = timezone.now()
    message = given.a_message(cast, at=now)
    hidden = given.a_message(cast, at=now)
    a_letter(cast, message, on=timezone.localdate(now), at=now)
    escalating.draft(message=message, by=cast.administrator, at=now, stakeholder="ofsted", question="A draft?")
    repeat_messages.publish(message=message, by=cast.administrator, published=True)

    page = client.get(reverse("message", args=[message.slug]))
    letters = [each["one"].stakeholder for each in page.context["letters"]]
    listed = client.get(reverse("repeat_messages_register")).context["listing"].things

    assert (page.status_code, letters, listed) == (200, ["panel"], [message])
    assert client.get(reverse("message", args=[hidden.slug])).status_code == 404


@pytest.mark.parametrize("who", ["practitioner", "lead", "board", "stranger"])
def test_only_whoever_keeps_the_register_writes_into_it(client, cast, who):
    message = given.a_message(cast)
    finding = backbone.a_finding(cast)
    client.force_login(getattr(cast, who))

    answers = [
        client.get(reverse("start_message")).status_code,
        client.get(reverse("change_message", args=[message.slug])).status_code,
        client.post(reverse("judge_evidence", args=[message.slug, finding.pk]), {"confirm": "1"}).status_code,
    ]

    assert answers == [403, 403, 403]
    with pytest.raises(PermissionDenied):
        repeat_messages.confirm(message=message, finding=finding, by=getattr(cast, who))


def test_a_raised_message_is_on_the_thread_as_asked_and_its_late_answer_is_a_loose_end(cast):
    priority = backbone.a_priority()
    finding = backbone.a_finding(cast, priorities=[priority])
    message = given.a_message(cast, priorities=[priority])
    repeat_messages.confirm(message=message, finding=finding, by=cast.administrator)
    local = list(thread.messages(priority, viewer=cast.board, on=ON))
    letter = a_letter(cast, message)

    knot = next(iter(thread.messages(priority, viewer=cast.board, on=ON)))

    assert local == []
    assert (knot.standing, knot.due, knot.ties) == (Standing.GOING, letter.reply_due_on, (f"finding-{finding.pk}",))


def test_a_letter_is_changed_until_it_is_approved_and_never_approved_unread(cast, sign_in):
    message = given.a_message(cast)
    letter = escalating.draft(message=message, by=cast.administrator, at=AT, stakeholder="mp", question="Will you ask?")
    change, approve = (reverse("escalation", args=[letter.pk, deed]) for deed in ("change", "approve"))
    read = sign_in(cast.council).get(approve).context["form"].initial["read"]

    answer = sign_in(cast.coordinator).post(change, {"question": "Will you ask in the House?", "letter": "Dear MP"})
    unread = sign_in(cast.council).post(approve, {"read": read}).content.decode()

    letter.refresh_from_db()
    assert answer.status_code == 302
    assert (letter.question, letter.letter, letter.drafted_by) == (
        "Will you ask in the House?", "Dear MP", cast.coordinator,
    )  # fmt: skip
    assert "The letter has changed since you opened this page. Read it again; nothing was approved." in unread
    assert letter.approved_by is None
    sign_in(cast.council).post(approve, {"read": escalating.mark(letter)})
    with given.refused("It is approved already, in the words that were read. Draft another letter."):
        escalating.reword(escalation=letter, by=cast.administrator, at=AT, question="x", letter="y")
    assert sign_in(cast.lead).get(change).status_code == 403
    with pytest.raises(PermissionDenied):
        escalating.reword(escalation=letter, by=cast.lead, at=AT, question="x", letter="y")


def test_a_letter_is_sent_after_its_approval(cast):
    letter = a_letter(cast, given.a_message(cast), sent=False)

    with given.refused("It was approved on 23 November 2026, and sent after that."):
        escalating.record_sent(escalation=letter, by=cast.administrator, at=AT, on=ON - timedelta(days=1))
