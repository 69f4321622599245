"""Every page of self-assessment through its door: who gets in, the way that works, and bad input."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from audits import cycles, library, remarking, sharing
from audits.models import Answer, Assignment, Cycle, Exhibit, SelfAssessment
from audits.tests import given
from audits.tests.given import FULL
from office.models import Draft
from office.tests.given import in_boxes


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def assessment(cast, now):
    return given.an_assessment(cast, at=now, due_on=timezone.localdate(now) + timedelta(days=30))


def page_of(assessment, code="supervision"):
    return reverse("answer_question", args=[assessment.pk, code])


def fields(page, **words):
    """What a form sends back: its values as they stand, changed here and there."""
    form = page.context["form"]
    sent = {"mark": form["mark"].value(), **FULL, **words}
    return {name: value for name, value in sent.items() if name in form.fields}


# Doors -------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [
    ("lead", 200), ("administrator", 200), ("board", 200), ("scrutineer", 200), ("auditor", 200),
    ("practitioner", 404), ("stranger", 404), ("head", 404), ("police", 200),
])  # fmt: skip
def test_who_sees_the_self_assessment_of_an_agency(cast, assessment, sign_in, who, status):
    client = sign_in(getattr(cast, who))

    for name, args in [("self_assessment", [assessment.pk]), ("answer_question", [assessment.pk, "supervision"])]:
        assert client.get(reverse(name, args=args)).status_code == status


@pytest.mark.parametrize(("who", "status"), [("lead", 200), ("board", 403), ("administrator", 200), ("police", 403)])
def test_who_shares_questions_out(cast, assessment, sign_in, who, status):
    assert sign_in(getattr(cast, who)).get(reverse("share_questions", args=[assessment.pk])).status_code == status


@pytest.mark.parametrize("name", ["reopen_assessment", "give_seat", "reopen_result"])
def test_only_the_office_keeps(cast, assessment, sign_in, name):
    assert sign_in(cast.administrator).get(reverse(name, args=[assessment.pk])).status_code == 200
    assert sign_in(cast.lead).get(reverse(name, args=[assessment.pk])).status_code == 403


@pytest.mark.parametrize("name", ["name_signer", "finish_assessment", "ask_for_time", "say_of_result"])
def test_the_lead_of_another_agency_finds_nothing(cast, assessment, sign_in, name):
    assert sign_in(cast.lead).get(reverse(name, args=[assessment.pk])).status_code == 200
    assert sign_in(cast.head).get(reverse(name, args=[assessment.pk])).status_code == 404


def test_a_moderator_of_the_board_does_not_make_the_result_of_the_own_agency_final(cast, now, sign_in):
    assessment = given.an_assessment(cast, cast.agencies.county_council, at=now,
                                     due_on=timezone.localdate(now) + timedelta(days=30))  # fmt: skip
    address = reverse("finalise_assessment", args=[assessment.pk])

    assert sign_in(cast.scrutineer).get(address).status_code == 200
    assert sign_in(cast.auditor).get(address).status_code == 403


# Cycles --------------------------------------------------------------------------


def test_the_office_opens_a_cycle(cast, now, sign_in):
    version = given.a_questionnaire(cast)
    sent = {"name": "Section 11, 2026", "version": version.pk, "kinds": ["police"],
            "agencies": [cast.agencies.health_trust.pk],
            **in_boxes("due_on", timezone.localdate(now) + timedelta(days=60))}  # fmt: skip
    sent = {
        name.replace("_day", "_0").replace("_month", "_1").replace("_year", "_2"): v for name, v in sent.items()
    } | sent

    answer = sign_in(cast.administrator).post(reverse("open_cycle"), sent, follow=True)

    assert "2 agencies are asked; letters go out." in answer.content.decode()
    assert Cycle.objects.get().assessments.count() == 2


def test_a_cycle_for_nobody_is_asked_about(cast, sign_in):
    answer = sign_in(cast.administrator).post(reverse("open_cycle"), {"name": "For nobody"})

    assert "Tick at least one kind, or an agency below." in answer.content.decode()


def a_book(*rows):
    book = Workbook()
    for row in [("Name", "Phase", "URN", "Trust"), *rows]:
        book.active.append(row)
    data = BytesIO()
    book.save(data)
    return SimpleUploadedFile("schools.xlsx", data.getvalue())


def test_schools_come_in_from_a_list_or_every_fault_is_named(cast, assessment, sign_in):
    address = reverse("add_schools", args=[assessment.cycle.slug])
    client = sign_in(cast.administrator)

    bad = client.post(address, {"upload": a_book(("Elm School", "Primary", "12", ""))})
    twice = client.post(address, {"upload": a_book(("Elm", "Primary", "900001", ""), ("Elm", "Primary", "900001", ""))})
    good = client.post(address, {"upload": a_book(("Elm School", "Primary", "900001", ""))}, follow=True)

    assert "A URN has six figures." in bad.content.decode()
    assert [(each.row, each.column) for each in twice.context["faults"]] == [(3, "Name or URN")]
    assert "One school is asked now." in good.content.decode()


def test_the_progress_wall_asks_the_same_for_one_and_three(cast, assessment, now, sign_in, django_assert_num_queries):
    client = sign_in(cast.administrator)
    address = reverse("cycle", args=[assessment.cycle.slug])
    client.get(address)
    with django_assert_num_queries(8):
        one = client.get(address)
    more = [cast.agencies.police, cast.agencies.school]
    cycles.add_agencies(by=cast.administrator, cycle=assessment.cycle, agencies=more, at=now)
    with django_assert_num_queries(8):
        client.get(address)

    assert one.context["wall"].sentence == "0 of 1 have handed in."


def test_an_agency_sees_only_itself_on_the_wall(cast, assessment, now, sign_in):
    cycles.add_agencies(by=cast.administrator, cycle=assessment.cycle, agencies=[cast.agencies.police], at=now)

    answer = sign_in(cast.lead).get(reverse("cycle", args=[assessment.cycle.slug]) + "?format=csv")

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("Oakshire Health,")


# Answering -------------------------------------------------------------------------


def test_a_lead_answers_and_goes_to_the_next_question(cast, assessment, sign_in):
    client = sign_in(cast.lead)
    address = page_of(assessment)

    answer = client.post(address, fields(client.get(address)))

    assert answer.url == page_of(assessment, "named")
    assert Answer.objects.get().narrative == FULL["narrative"]


def test_the_second_writer_in_the_browser_sees_both(cast, assessment, sign_in):
    client = sign_in(cast.lead)
    address = page_of(assessment)
    sent = fields(client.get(address), narrative="Mine.")
    given.an_answer(assessment, cast.lead, at=timezone.now(), narrative="Theirs.")

    told = client.post(address, sent)
    again = client.post(address, fields(told, narrative="Mine."))

    text = told.content.decode()
    assert ("Theirs." in text, "Mine." in text) == (True, True)
    assert again.status_code == 302
    assert list(Answer.objects.get().revisions.order_by("edition").values_list("values__narrative", flat=True)) == [
        "Theirs.", "Mine.",
    ]  # fmt: skip


def test_the_top_grade_without_an_example_is_asked_about(cast, assessment, sign_in):
    client = sign_in(cast.lead)
    address = page_of(assessment)

    answer = client.post(address, fields(client.get(address), level="blue"))

    assert "Blue needs an example: write one, or attach evidence first." in answer.content.decode()
    assert not Answer.objects.exists()


def test_what_was_typed_when_the_deadline_passed_is_kept_and_it_says_why(cast, assessment, now, sign_in):
    client = sign_in(cast.lead)
    address = page_of(assessment)
    sent = fields(client.get(address), narrative="Nearly done.")
    cycles.lock_overdue(at=now + timedelta(days=31))

    answer = client.post(address, {**sent, "narrative_0": "Nearly done."})

    assert "What you typed is kept for you as a draft." in answer.content.decode()
    assert Draft.objects.get(form="answer").fields["narrative"] == ["Nearly done."]
    assert "What you had typed is still here" in client.get(address).content.decode()


def test_a_question_that_is_not_asked_is_not_there(cast, assessment, sign_in):
    assert sign_in(cast.lead).get(page_of(assessment, "nothing")).status_code == 404


def test_finishing_names_what_is_missing(cast, assessment, sign_in):
    client = sign_in(cast.lead)
    address = reverse("finish_assessment", args=[assessment.pk])

    page = client.get(address).content.decode()
    refused = client.post(address).content.decode()

    assert "Not yet: 5 questions still lack something." in page
    assert "5 questions are not complete yet; each is named below." in refused


def test_from_answers_to_signature_in_the_browser(cast, assessment, now, sign_in):
    given.answered(assessment, cast.lead, now)
    client = sign_in(cast.lead)
    client.post(
        reverse("name_signer", args=[assessment.pk]), {"capacity": "officer", "person": cast.practitioner.email}
    )
    client.post(reverse("finish_assessment", args=[assessment.pk]))
    client = sign_in(cast.practitioner)
    front = client.get("/").content.decode()
    read = client.get(reverse("sign_assessment", args=[assessment.pk]))
    answer = client.post(reverse("sign_assessment", args=[assessment.pk]), follow=True)

    assert "Sign the self-assessment of Oakshire Health" in front
    assert read.status_code == 200
    assert "Signed, and handed in to the board." in answer.content.decode()


# Sharing out ----------------------------------------------------------------------


@pytest.fixture
def shared(cast, assessment, now):
    return sharing.share_out(by=cast.lead, assessment=assessment, person=cast.practitioner, codes=["supervision"],
                             note="You know the figures.", due_on=None, at=now)  # fmt: skip


def test_a_colleague_answers_what_is_shared_and_sees_nothing_else(cast, assessment, shared, sign_in):
    client = sign_in(cast.practitioner)
    whole = client.get(reverse("self_assessment", args=[assessment.pk])).content.decode()
    address = page_of(assessment)

    assert client.get(page_of(assessment, "policy")).status_code == 404
    assert "Named board lead" not in whole
    assert client.post(address, fields(client.get(address))).status_code == 302


def test_a_set_goes_there_and_back(cast, assessment, shared, now, sign_in):
    client = sign_in(cast.practitioner)
    back = reverse("hand_back_share", args=[shared.pk])
    blank = client.post(back, {"words": ""}).content.decode()
    given.an_answer(assessment, cast.practitioner, at=now)
    client.post(back, {"words": ""})
    closed_to_me = client.post(page_of(assessment), FULL).status_code
    client = sign_in(cast.lead)
    client.post(
        reverse("change_share", args=[shared.pk]), {"words_0": "Of which quarter?", "words": "Of which quarter?"}
    )
    client.post(reverse("close_share", args=[shared.pk]), {"words": ""})

    assert "Not complete yet: 3.1." in blank
    assert closed_to_me == 403
    assert list(Assignment.objects.get().steps.values_list("to_state", flat=True)) == [
        "given", "submitted", "changes", "closed",
    ]  # fmt: skip


def test_a_colleague_of_another_agency_is_not_given_questions(cast, assessment, sign_in):
    answer = sign_in(cast.lead).post(reverse("share_questions", args=[assessment.pk]),
                                     {"person": cast.stranger.email, "codes": ["policy"]})  # fmt: skip

    assert f"{cast.stranger} does not belong to {assessment.agency}." in answer.content.decode()


# Remarks ---------------------------------------------------------------------------


def test_notes_stay_in_the_agency_and_queries_do_not(cast, now, sign_in):
    assessment = given.a_submitted(cast, at=now, due_on=timezone.localdate(now) + timedelta(days=30))
    note = assessment.remarks.create(code="supervision", kind="note", text="Among us.", by=cast.lead, at=now)
    query = remarking.query(by=cast.scrutineer, assessment=assessment, code="supervision", text="Since when?", at=now)

    board = sign_in(cast.scrutineer).get(page_of(assessment)).content.decode()
    agency = sign_in(cast.lead).get(page_of(assessment)).content.decode()

    assert (note.text in board, query.text in board) == (False, True)
    assert (note.text in agency, query.text in agency) == (True, True)


# Evidence ---------------------------------------------------------------------------


def boxes(name, day):
    return {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year} | in_boxes(name, day)


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_file_is_added_to_an_answer(cast, assessment, now, sign_in):
    client = sign_in(cast.lead)
    address = f"{reverse('add_exhibit')}?assessment={assessment.pk}&code=supervision"
    file = SimpleUploadedFile("report.pdf", PDF)

    answer = client.post(address, {"title": "Report", "upload": file, **boxes("dated", timezone.localdate(now))})

    assert answer.url == page_of(assessment)
    assert Answer.objects.get().evidence.get() == Exhibit.objects.get()


@pytest.mark.parametrize(("name", "data", "sentence"), [
    ("report.exe", b"MZ" + bytes(60), "This is not a file the portal takes."),
    ("report.pdf", b"", "The file is empty. Choose it again, or save it anew first."),
    ("report.pdf", b"<script>", "This is not a file the portal takes."),
])  # fmt: skip
def test_a_file_of_the_wrong_kind_is_refused(cast, assessment, now, sign_in, name, data, sentence):
    file = SimpleUploadedFile(name, data)

    answer = sign_in(cast.lead).post(reverse("add_exhibit"), {"title": "Report", "upload": file,
                                                              **boxes("dated", timezone.localdate(now))})  # fmt: skip

    assert answer.context["form"].errors["upload"][0].startswith(sentence)
    assert not Exhibit.objects.exists()


def a_piece(cast, now, **words):
    piece = library.Piece(
        **{"title": "Supervision report", "dated": timezone.localdate(now), "words": "212 of 236."} | words
    )
    return library.add(by=cast.lead, agency=cast.agencies.health_trust, piece=piece, at=now)


@pytest.mark.parametrize(
    ("who", "status"), [("lead", 200), ("board", 200), ("practitioner", 404), ("stranger", 404), ("head", 404)]
)
def test_who_sees_a_piece_of_evidence(cast, now, sign_in, who, status):
    piece = a_piece(cast, now)

    assert sign_in(getattr(cast, who)).get(reverse("exhibit", args=[piece.pk])).status_code == status


def test_a_newer_state_takes_the_place_and_the_older_stays(cast, now, sign_in):
    piece = a_piece(cast, now)

    sign_in(cast.lead).post(reverse("revise_exhibit", args=[piece.pk]), {
        "title": "Supervision report", "words_0": "230 of 236.", "words": "230 of 236.",
        **boxes("dated", timezone.localdate(now)),
    })  # fmt: skip

    assert [each.words for each in piece.revisions.all()] == ["230 of 236.", "212 of 236."]


def test_a_piece_that_holds_up_the_top_grade_is_not_taken_off(cast, assessment, now, sign_in):
    piece = a_piece(cast, now)
    library.attach(by=cast.lead, assessment=assessment, code="supervision", exhibit=piece, at=now)
    given.an_answer(assessment, cast.lead, at=now, level="blue")

    address = reverse("detach_evidence", args=[assessment.pk, "supervision", piece.pk])
    answer = sign_in(cast.lead).post(address, follow=True)

    assert "Blue stands on this piece." in answer.content.decode()
    assert Answer.objects.get().evidence.count() == 1


def test_the_library_asks_the_same_for_one_and_three(cast, now, sign_in, django_assert_num_queries):
    client = sign_in(cast.lead)
    a_piece(cast, now)
    client.get(reverse("exhibits"))
    with django_assert_num_queries(7):
        client.get(reverse("exhibits"))
    for title in ("Policy", "Register"):
        a_piece(cast, now, title=title)
    with django_assert_num_queries(7):
        client.get(reverse("exhibits"))


# Judging -----------------------------------------------------------------------------


def test_the_moderator_judges_one_answer_a_page(cast, now, sign_in):
    assessment = given.a_submitted(cast, at=now, due_on=timezone.localdate(now) + timedelta(days=30))
    office = sign_in(cast.administrator)
    office.post(reverse("give_seat", args=[assessment.pk]), {"part": "moderator", "person": cast.scrutineer.email})
    client = sign_in(cast.scrutineer)
    address = reverse("judge_answer", args=[assessment.pk, "supervision"])
    refused = client.post(address, {"level": "amber", "verdict": "not_agreed", "quality": "weak"})
    answer = client.post(address, {"level": "amber", "verdict": "not_agreed", "quality": "weak",
                                   "reason": "No figure.", "reason_0": "No figure."})  # fmt: skip

    assert "Your grade differs from the agency&#x27;s: say why." in refused.content.decode()
    assert answer.url == reverse("judge_answer", args=[assessment.pk, "named"])
    assert client.get(reverse("judge_assessment", args=[assessment.pk])).status_code == 200
    assert sign_in(cast.lead).get(address).status_code == 404


def test_gaps_become_findings_in_the_browser(cast, now, sign_in):
    assessment = given.a_final(cast, now, grades={"supervision": "amber"},
                               due_on=timezone.localdate(now) + timedelta(days=30))  # fmt: skip
    sign_in(cast.administrator).post(reverse("make_findings", args=[assessment.pk]), {"codes": ["supervision"]})

    page = sign_in(cast.lead).get(reverse("self_assessment", args=[assessment.pk])).content.decode()

    assert "What became of the gaps" in page
    assert "Close the gap: supervision (3.1)." in page
    assert SelfAssessment.objects.get().state == "final"
