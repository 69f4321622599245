"""Planning an audit, drawing its cases, asking the agencies; and the doors of these pages."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.urls import reverse
from django.utils import timezone

from audits.models import Audit, Case, Sample
from audits.multi_agency import drawing_cases, planning
from audits.multi_agency.drawing_cases import Doubtful
from audits.tests.multi_agency import given
from audits.tests.multi_agency.given import AT, refused
from office import drafts, questionnaires
from office.models import Letter
from office.tests.given import in_boxes

pytestmark = pytest.mark.django_db


def test_an_audit_is_planned_drawn_and_opened(cast):
    audit = given.an_open(cast)

    assert (audit.phase, audit.sealed, audit.cases.count()) == ("answering", True, 2)
    assert [step.key for step in audit.steps.all()] == ["plan", "open"]
    told = Letter.objects.filter(key__startswith=f"audit {audit.pk} asked").values_list("to_address", flat=True)
    assert set(told) == {"auditor@oakshire.example", "lead@oakshire.example"}


def test_days_out_of_order_are_refused(cast):
    with refused("The days are out of order: first the sample, then the answers, the panel, and the report."):
        given.a_planned(cast, panel_on=AT.date() + timedelta(days=6))


def test_what_is_missing_is_said_before_agencies_are_asked(cast):
    audit = given.a_planned(cast)
    planning.set_lines(audit=audit, by=cast.administrator, lines=[])

    assert planning.lacks(audit) == ["Write at least one key line of enquiry.", "No case has been drawn yet."]
    with refused("Write at least one key line of enquiry."):
        planning.open_audit(audit=audit, by=cast.administrator, at=AT)


def test_a_newer_tool_changes_nothing_in_an_audit_that_is_open(cast):
    audit = given.an_open(cast)
    newer = questionnaires.draft_anew(by=cast.administrator, version=audit.version, note="Shorter.", at=AT)
    questionnaires.ask_for_review(by=cast.administrator, version=newer, reviewer=cast.board)
    questionnaires.review(by=cast.board, version=newer, words="Fit.", fit=True, at=AT)
    newer = questionnaires.publish(by=cast.administrator, version=newer, at=AT)

    with refused("Agencies answer with this tool already: it and the rule of its grades stay to the end."):
        planning.change_plan(audit=audit, plan=given.a_plan(cast, version=newer), by=cast.administrator, at=AT,
                             mark=drafts.mark_of(planning.values_of(audit)))  # fmt: skip
    questionnaires.retire(by=cast.administrator, version=audit.version)
    later = given.a_plan(cast, version=audit.version, due_on=AT.date() + timedelta(days=35))
    changed = planning.change_plan(audit=audit, plan=later, by=cast.administrator, at=AT,
                                   mark=drafts.mark_of(planning.values_of(audit)))  # fmt: skip
    assert (changed.due_on, changed.version) == (AT.date() + timedelta(days=35), audit.version)


# Cases ----------------------------------------------------------------------------


def test_the_same_list_and_seed_give_the_same_cases_and_only_they_are_kept(cast):
    audit = given.drawn(cast, given.a_planned(cast), cases=3)
    first = list(audit.cases.values_list("reference", flat=True))

    given.drawn(cast, audit, cases=3, codes="\n".join(reversed(given.CODES.splitlines())))

    assert list(audit.cases.values_list("reference", flat=True)) == first
    assert (Case.objects.count(), audit.samples.count()) == (3, 2)
    sample = audit.samples.first()
    again = drawing_cases.check_again(sample=sample, by=cast.administrator,
                                      listed=drawing_cases.lines_of(given.CODES))  # fmt: skip
    other = drawing_cases.check_again(sample=sample, by=cast.auditor, listed=drawing_cases.lines_of("OX-001"))
    assert again == "It is the same list, and it gives the same cases."
    assert other == "This is not the list that was drawn from: a line is missing, added or changed."


def test_a_list_that_may_name_children_is_refused_and_nothing_is_kept(cast):
    audit = given.a_planned(cast)

    with pytest.raises(Doubtful) as no:
        given.drawn(cast, audit, codes="OX-001\n943 476 5919\nSmith\n14/03/2012")

    assert [each.line for each in no.value.doubts] == [2, 3, 4]
    assert "943" not in " ".join(each.sentence for each in no.value.doubts)
    assert (Sample.objects.count(), Case.objects.count()) == (0, 0)


def test_digits_alone_are_asked_about(cast):
    audit = given.a_planned(cast)

    with pytest.raises(Doubtful) as asked:
        given.drawn(cast, audit, codes="4471902\n4471903")
    given.drawn(cast, audit, codes="4471902\n4471903", digits_are_codes=True)

    assert asked.value.only_asks
    assert audit.cases.count() == 2


def test_a_purposive_sample_takes_the_list_and_needs_its_rule(cast):
    audit = given.a_planned(cast)

    with refused("Write down the rule: which cases are on the list, and how some are chosen."):
        given.drawn(cast, audit, method="purposive", rule=" ")
    given.drawn(cast, audit, method="purposive", codes="A-1, north\nA-2, south")

    assert list(audit.cases.values_list("reference", "stratum")) == [("A-1", "north"), ("A-2", "south")]
    assert audit.samples.get().seed == ""


def test_only_the_agency_that_holds_the_cases_draws_them(cast):
    audit = given.a_planned(cast)

    for person in (cast.administrator, cast.lead, cast.scrutineer):
        with pytest.raises(PermissionDenied):
            drawing_cases.draw(audit=audit, by=person, listed=[], at=AT, how=drawing_cases.Draw("random", "r", 1))


def test_how_cases_were_drawn_stays_on_record(cast):
    sample = given.drawn(cast, given.a_planned(cast)).samples.get()

    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Sample.objects.filter(pk=sample.pk).update(rule="Another rule")


# Pages ----------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "planned", "opened"), [
    ("administrator", 200, 200), ("board", 200, 200), ("scrutineer", 200, 200), ("auditor", 200, 200),
    ("lead", 404, 200), ("practitioner", 404, 404), ("stranger", 404, 404), ("head", 404, 404),
])  # fmt: skip
def test_who_sees_an_audit(cast, sign_in, who, planned, opened):
    audit = given.drawn(cast, given.a_planned(cast))
    client, address = sign_in(getattr(cast, who)), reverse("multi_agency_audit", args=[audit.slug])

    before = client.get(address).status_code
    planning.open_audit(audit=audit, by=cast.administrator, at=AT)

    assert (before, client.get(address).status_code) == (planned, opened)


@pytest.mark.parametrize("name", ["change_audit", "audit_lines", "audit_participants", "open_audit", "abandon_audit"])
def test_only_the_office_plans(cast, sign_in, name):
    audit = given.a_planned(cast)

    assert sign_in(cast.administrator).get(reverse(name, args=[audit.slug])).status_code == 200
    assert sign_in(cast.board).get(reverse(name, args=[audit.slug])).status_code == 403
    assert sign_in(cast.stranger).get(reverse(name, args=[audit.slug])).status_code == 403


def test_the_office_plans_an_audit_on_its_page(cast, sign_in):
    today = timezone.localdate()
    days = {name: today + timedelta(days=n) for name, n in
            (("sample_on", 3), ("due_on", 30), ("panel_on", 40), ("report_on", 60))}  # fmt: skip
    boxes = {f"{name}_{n}": part for name, day in days.items() for n, part in enumerate((day.day, day.month, day.year))}
    boxes |= {key: value for name, day in days.items() for key, value in in_boxes(name, day).items()}
    sent = {
        "title": "Front door",
        "focus": "What is it like to be referred?",
        "version": given.a_tool(cast).pk,
        "gated": "on",
        "second_share": 25,
        "agencies": [cast.agencies.police.pk, cast.agencies.icb.pk],
        **boxes,
    }

    answer = sign_in(cast.administrator).post(reverse("plan_audit"), sent, follow=True)

    audit = Audit.objects.get()
    assert "“Front door” is planned. Write its key lines next." in answer.content.decode()
    assert (audit.slug, audit.second_share, audit.participants.count()) == ("front-door", 25, 2)


def test_the_auditor_of_the_holder_draws_from_a_file_on_the_page(cast, sign_in):
    audit = given.a_planned(cast)
    file = SimpleUploadedFile("codes.csv", b"Reference,Stratum\nOX-1,north\nOX-2,south\nOX-3,south\n")
    sent = {"method": "random", "rule": given.RULE, "size": 2, "seed": "elm", "upload": file}

    answer = sign_in(cast.auditor).post(reverse("draw_cases", args=[audit.slug]), sent, follow=True)

    assert "2 cases are drawn from 3. The list was not kept." in answer.content.decode()
    assert sorted(audit.cases.values_list("stratum", flat=True)) == ["north", "south"]


def test_the_page_of_drawing_names_lines_and_does_not_give_the_list_back(cast, sign_in):
    audit = given.a_planned(cast)
    sent = {"method": "purposive", "rule": given.RULE, "pasted": "OX-001\nJD140312"}

    page = sign_in(cast.auditor).post(reverse("draw_cases", args=[audit.slug]), sent).content.decode()

    assert "Line 2: this looks like initials with a date." in page
    assert "JD140312" not in page
    assert sign_in(cast.administrator).get(reverse("draw_cases", args=[audit.slug])).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_programme_asks_the_same_few_queries(cast, sign_in, django_assert_num_queries, count):
    for number in range(count):
        given.a_planned(cast, title=f"Audit {number}")
    client = sign_in(cast.administrator)
    client.get(reverse("multi_agency"))

    with django_assert_num_queries(PROGRAMME_QUERIES):
        assert client.get(reverse("multi_agency")).context["listing"].count == count


PROGRAMME_QUERIES = 8
