"""Answering under seal: who writes, the gate of lived experience, a concern, a conflict, handing in, breaking glass."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import Error, connections, transaction
from django.urls import reverse
from django.utils import timezone

from audits import models, multi_agency_urls
from audits.models import CaseView, Concern, Opening, SecondGrade, Tool, ToolAnswer
from audits.multi_agency import filling, owed, seal
from audits.tests.multi_agency import given
from audits.tests.multi_agency.given import AT, refused
from office.drafts import ChangedMeanwhile
from office.models import Letter
from partnership.models import TrailEntry

pytestmark = pytest.mark.django_db
SECRET = "The home was cold and nobody had asked why"


@pytest.fixture
def audit(cast):
    return given.an_open(cast, cases=1, at=timezone.now())


@pytest.fixture
def tool(cast, audit):
    return given.assigned(cast, given.tool_of(audit, cast.agencies.health_trust))


def test_the_auditor_answers_and_nobody_else_writes(cast, tool):
    given.an_answer(tool, cast.lead, "theme", level="good", narrative=SECRET)

    assert tool.answers.get().level == "good"
    for person in (cast.administrator, cast.auditor, cast.practitioner, cast.council):
        with pytest.raises(PermissionDenied):
            given.an_answer(tool, person, "theme", level="good", narrative="x")


def test_an_answer_saved_elsewhere_is_not_overwritten_unseen(cast, tool):
    given.an_answer(tool, cast.lead, "theme", narrative="First.")

    with pytest.raises(ChangedMeanwhile):
        filling.keep(tool=tool, by=cast.lead, code="theme", words={"narrative": "Second."}, mark="old", at=AT)


@pytest.mark.parametrize(("words", "sentence"), [
    ({"level": "good"}, "Say what you found, or what was missing, before you grade it."),
    ({"level": "splendid", "narrative": "x"}, "Choose one of the grades."),
    ({"level": "good", "not_enough": True, "narrative": "x"},
     "Give a grade, or say that there is not enough evidence: not both."),
    ({"narrative": "NHS 943 476 5919"}, "Line 1: this looks like an NHS number. Take it out."),
])  # fmt: skip
def test_an_unfit_answer_is_refused(cast, tool, words, sentence):
    with refused(sentence):
        given.an_answer(tool, cast.lead, "theme", **words)


def test_without_the_lived_experience_there_is_no_grade_of_the_whole(cast, tool):
    with refused("First say what life is like for this child: without it there is no grade of the whole."):
        given.an_answer(tool, cast.lead, "overall", level="good", narrative="Sound.")
    given.an_answer(tool, cast.lead, "lived-experience", level="inadequate", narrative="Not to be found.")
    with refused("The child’s lived experience is inadequate, so the whole is not good."):
        given.an_answer(tool, cast.lead, "overall", level="good", narrative="Sound.")
    given.an_answer(tool, cast.lead, "overall", level="requires-improvement", narrative="Sound otherwise.")


def test_the_gate_is_a_rule_of_the_audit(cast):
    audit = given.an_open(cast, cases=1, gated=False)
    tool = given.assigned(cast, given.tool_of(audit, cast.agencies.health_trust))
    given.an_answer(tool, cast.lead, "lived-experience", level="inadequate", narrative="Not to be found.")

    assert given.an_answer(tool, cast.lead, "overall", level="good", narrative="Sound.").level == "good"


def test_a_tool_is_handed_in_complete_and_then_stays_as_it_is(cast, tool):
    given.answered(tool, cast.lead, views=False)
    with refused(
        "Say what they told you, or why nobody asked: the child, a parent or carer, "
        "a practitioner who worked with the family."
    ):
        filling.hand_in(tool=tool, by=cast.lead, at=AT)
    given.views(tool, cast.lead)
    filling.hand_in(tool=tool, by=cast.lead, at=AT)

    with refused("This tool is handed in. It is not changed any more."):
        given.an_answer(tool, cast.lead, "theme", narrative="Another thought.")
    for change in (lambda: ToolAnswer.objects.filter(tool=tool).update(level=""), tool.views.all().delete):
        with pytest.raises(Error, match="not being answered"), transaction.atomic():
            change()


def test_not_enough_evidence_is_an_answer(cast, tool):
    given.answered(tool, cast.lead, theme={"level": "", "not_enough": True, "narrative": "Two pages only."})

    assert filling.hand_in(tool=tool, by=cast.lead, at=AT).handed_in_at == AT


def test_no_record_of_the_child_is_an_answer(cast, tool):
    assert filling.hand_in(tool=tool, by=cast.lead, at=AT, not_involved=True).not_involved


# The seal -------------------------------------------------------------------------


def everything_a_person_could_open(tool):
    """Every address of ours about this audit, tool and case that can be made of its numbers."""
    numbers = {"pk": tool.pk, "number": tool.case.number, "slug": tool.case.audit.slug, "code": "theme",
               "speaker": "child"}  # fmt: skip
    for door in multi_agency_urls.urlpatterns:
        yield reverse(door.name, kwargs={word: numbers[word] for word in door.pattern.converters})


def all_that_is_shown(client, address):
    """The page and, where it opens at all, the same rows as CSV: a door that is shut is shut for files, too."""
    page = client.get(address)
    files = [client.get(address, {"format": kind}) for kind in ("csv",)] if page.status_code == 200 else []
    return b"".join(b"".join(one.streaming_content) if one.streaming else one.content for one in (page, *files))


@pytest.mark.parametrize("name", ["administrator", "scrutineer", "board", "police", "auditor", "council", "stranger"])
def test_nobody_of_another_agency_reads_an_answer_before_all_are_in(cast, tool, client, name):
    given.answered(tool, cast.lead, theme={"narrative": SECRET})
    filling.hand_in(tool=tool, by=cast.lead, at=timezone.now())
    person = getattr(cast, name)
    client.force_login(person)

    assert not Tool.objects.readable_by(person, at=timezone.now()).filter(pk=tool.pk).exists()
    for address in everything_a_person_could_open(tool):
        assert SECRET.encode() not in all_that_is_shown(client, address), address
    for name in ("audit_tool", "hand_in_tool", "stand_down", "concern"):
        assert client.get(reverse(name, args=[tool.pk])).status_code == 404


def test_neither_the_admin_nor_the_api_nor_search_knows_what_is_sealed():
    sealed = {ToolAnswer, CaseView, Tool, SecondGrade, models.AgreedGrade, models.Dissent, Concern}

    assert sealed & set(admin.site._registry) == set()


def test_its_own_agency_reads_it_and_search_does_not_hold_it(cast, tool, client):
    given.an_answer(tool, cast.lead, "theme", narrative=SECRET)
    client.force_login(cast.lead)

    assert SECRET in client.get(reverse("audit_section", args=[tool.pk, "theme"])).content.decode()
    client.force_login(cast.administrator)
    assert SECRET not in client.get("/search/?q=cold").content.decode()


def test_the_last_tool_breaks_the_seal_for_all(cast, audit, client):
    mine, theirs = (given.tool_of(audit, each) for each in (cast.agencies.health_trust, cast.agencies.county_council))
    given.handed_in(cast, mine, cast.lead, theme={"narrative": SECRET})
    audit.refresh_from_db()
    assert audit.sealed

    given.handed_in(cast, theirs, cast.auditor)

    audit.refresh_from_db()
    assert (audit.phase, audit.sealed) == ("moderating", False)
    for person, status in ((cast.administrator, 200), (cast.scrutineer, 200), (cast.auditor, 200),
                           (cast.practitioner, 404), (cast.stranger, 404), (cast.head, 404)):  # fmt: skip
        client.force_login(person)
        assert client.get(reverse("audit_tool", args=[mine.pk])).status_code == status
    assert TrailEntry.objects.filter(deed="audit tool read", about_id=mine.pk).count() == 3


def test_answering_closes_without_who_never_answers_and_says_so(cast):
    audit = given.an_open(cast, cases=1)
    given.handed_in(cast, given.tool_of(audit, cast.agencies.health_trust), cast.lead)
    half = given.assigned(cast, given.tool_of(audit, cast.agencies.county_council), cast.auditor)
    given.an_answer(half, cast.auditor, "theme", narrative=SECRET)
    late = AT + timedelta(days=30)

    with refused("They have until 21 December 2026. Wait, or change the day first."):
        seal.close_without(audit=audit, by=cast.administrator, at=AT, reason="No answer to three letters.")
    with refused("Give a reason: it is kept in the history."):
        seal.close_without(audit=audit, by=cast.administrator, at=late, reason=" ")
    seal.close_without(audit=audit, by=cast.administrator, at=late, reason="No answer to three letters.")

    assert [each.agency for each in audit.participants.exclude(left_out_at=None)] == [cast.agencies.county_council]
    seen = Tool.objects.readable_by(cast.administrator, at=late).values_list("agency__slug", flat=True)
    assert list(seen) == ["health-trust"]
    with refused("Answering has ended for this audit. What you typed is kept as a draft of yours."):
        given.an_answer(half, cast.auditor, "theme", narrative="Too late.")


def test_breaking_the_glass_opens_one_case_for_some_hours_and_tells_the_scrutineer(cast, client):
    now = timezone.now()
    audit = given.an_open(cast, cases=2, at=now)
    first, second = Tool.objects.filter(agency=cast.agencies.health_trust).order_by("case__number")
    given.an_answer(given.assigned(cast, first), cast.lead, "theme", narrative=SECRET)
    client.force_login(cast.administrator)
    address = reverse("break_seal", args=[audit.slug, 1])
    assert SECRET not in client.get(address).content.decode()

    page = client.post(address, {"reason_0": "The police ask about a child at risk.", "reason":
                                 "The police ask about a child at risk."}, follow=True)  # fmt: skip

    assert SECRET in page.content.decode()
    letters = Letter.objects.filter(key__startswith=f"audit {audit.pk} glass")
    assert "scrutineer@oakshire.example" in letters.values_list("to_address", flat=True)
    seen = Tool.objects.readable_by(cast.administrator, at=now + timedelta(minutes=5))
    assert set(seen.values_list("case", flat=True)) == {first.case_id}
    assert not Tool.objects.readable_by(cast.administrator, at=now + timedelta(hours=5)).exists()
    assert second.case_id != first.case_id
    client.force_login(cast.scrutineer)
    assert client.get(address).status_code == 403
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Opening.objects.update(reason="Another reason")


def test_glass_is_broken_with_a_reason_only(cast, audit):
    with refused("Say why you must open this case now. The scrutineer reads it."):
        seal.break_glass(case=audit.cases.get(), by=cast.administrator, at=AT, reason="  ")
    with pytest.raises(PermissionDenied):
        seal.break_glass(case=audit.cases.get(), by=cast.scrutineer, at=AT, reason="I am curious.")


# A conflict, a concern --------------------------------------------------------------


def test_whoever_held_the_case_stands_down_and_somebody_else_is_named(cast, tool):
    filling.declare_conflict(tool=tool, by=cast.lead, kind="held", at=AT)

    tool.refresh_from_db()
    assert tool.auditor is None
    assert not Tool.objects.readable_by(cast.lead, at=AT).exists()
    with refused("Leonie Marshgate has a conflict of interest in this case. Choose somebody else."):
        filling.assign(tool=tool, by=cast.lead, person=cast.lead, at=AT)
    filling.assign(tool=tool, by=cast.lead, person=cast.practitioner, at=AT)
    assert given.an_answer(tool, cast.practitioner, "theme", narrative="Seen.").narrative == "Seen."
    with refused("Silas Harrowgate does not work for Oakshire Health."):
        filling.assign(tool=tool, by=cast.lead, person=cast.stranger, at=AT)


def test_a_concern_stops_the_tool_until_it_was_told_outside(cast, tool, client):
    client.force_login(cast.lead)
    page = client.post(reverse("raise_concern", args=[tool.pk]), follow=True).content.decode()

    assert "Tell Oakshire County Council, which holds the case, at once" in page
    with refused("You raised a concern about this child. Say first that it was told by the route outside."):
        given.an_answer(tool, cast.lead, "theme", narrative="Going on.")
    told = Letter.objects.filter(key__contains=" concern ").values_list("to_address", flat=True)
    assert list(told) == ["administrator@oakshire.example"]
    client.post(reverse("concern", args=[tool.pk]), {"told_to": "Duty team of the front door"})
    assert given.an_answer(tool, cast.lead, "theme", narrative="Going on.").narrative == "Going on."


def test_what_waits_for_whom(cast, audit, tool):
    def lines(person):
        return [wait.what for wait in owed.waiting(person)]

    assert lines(cast.lead) == ["Audit 1 case of “Neglect of children under 5”"]
    assert lines(cast.auditor) == ["Say who audits 1 case for Oakshire County Council"]
    assert lines(cast.stranger) == []


def test_reminders_are_written_once_for_each_step(cast, audit):
    soon = timezone.make_aware(timezone.datetime(audit.due_on.year, audit.due_on.month, audit.due_on.day, 9))

    owed.remind(at=soon - timedelta(days=5))
    owed.remind(at=soon - timedelta(days=5))
    assert Letter.objects.filter(key__contains="remind 7").count() == 2
    owed.remind(at=soon + timedelta(days=1))
    assert Letter.objects.filter(key__contains="silent").count() == 1


# At once ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lock", "phase"), [("audit", "moderating"), ("tool alone", "answering")])
def test_the_last_two_tools_at_once_break_the_seal_once(transactional_db, cast, monkeypatch, lock, phase):
    """Each waits until the other has written. With a lock on the tool alone both would miss the other, for good."""
    audit = given.an_open(cast, cases=1)
    tools = [(given.tool_of(audit, cast.agencies.county_council), cast.auditor),
             (given.tool_of(audit, cast.agencies.health_trust), cast.lead)]  # fmt: skip
    for tool, person in tools:
        given.answered(given.assigned(cast, tool, person), person)
    if lock != "audit":
        monkeypatch.setattr(filling, "locked", lambda pk: Tool.objects.select_related("case__audit").get(pk=pk))
    # Under the lock the second cannot come, so the first waits in vain.
    together, real = Barrier(2, timeout=1 if lock == "audit" else 20), seal.break_when_all_are_in

    def looks_when_both_have_written(*args, **words):
        with suppress(BrokenBarrierError):
            together.wait()
        return real(*args, **words)

    monkeypatch.setattr(seal, "break_when_all_are_in", looks_when_both_have_written)

    def hand_in(tool, person):
        try:
            filling.hand_in(tool=tool, by=person, at=AT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda pair: hand_in(*pair), tools))

    audit.refresh_from_db()
    assert (audit.phase, audit.steps.filter(key="unseal").count()) == (phase, int(lock == "audit"))
