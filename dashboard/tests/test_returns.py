from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, transaction

from dashboard import returned_figures, returns, supplies
from dashboard.models import Reading, Return, ReturnAnswer, ReturnMove, StaffingWeek
from dashboard.returns import Filled, NotReady
from dashboard.tests import given
from dashboard.tests.given import AT
from office.drafts import ChangedMeanwhile
from partnership.models import TrailEntry
from partnership.refusals import Refusal

LATER = AT + timedelta(days=5)


def worked_out(sent, at=AT):
    returned_figures.work_out(sent.pk, clock=lambda: at)


def sentences(no):
    return [problem.sentence for problem in no.value.problems]


# Asking ----------------------------------------------------------------------


def test_a_return_is_asked_for_when_its_period_has_ended(cast):
    given.a_supply(cast, "missing", due_after=10)
    given.a_supply(cast, "exploitation", due_after=15)

    sent = given.a_return(cast)

    # 15 working days after 31 October 2026, the later of the two.
    assert (sent.period.label, sent.due_on, sent.sheets, sent.state) == (
        "October 2026", date(2026, 11, 20), ["exploitation", "missing"], "asked",
    )  # fmt: skip


def test_nothing_is_asked_twice_nor_before_its_time(cast):
    given.a_supply(cast, on=date(2026, 10, 1))

    first, second = supplies.ask_for_returns(at=AT), supplies.ask_for_returns(at=AT)

    assert (first, second, [str(each.period) for each in Return.objects.all()]) == (1, 0, ["October 2026"])


def test_quarters_and_terms_are_returns_of_their_own(cast):
    council = cast.agencies.county_council
    for sheet in ("early_help", "absence", "caseload"):
        given.a_supply(cast, sheet, agency=council, on=date(2026, 8, 1))

    supplies.ask_for_returns(at=AT)

    assert {str(each.period): each.sheets for each in Return.objects.filter(agency=council)} == {
        "August 2026": ["caseload"], "September 2026": ["caseload"], "October 2026": ["caseload"],
        "Quarter 2 of 2026/27": ["early_help"], "Summer term 2026": ["absence"],
    }  # fmt: skip


def test_who_sends_what_changes_from_a_day_on(cast):
    given.a_supply(cast, due_after=10)

    given.a_supply(cast, due_after=5, on=date(2026, 10, 1))

    assert given.a_return(cast).due_on == date(2026, 11, 6)
    with pytest.raises(Refusal, match="agreed from that day or a later one already"):
        given.a_supply(cast, on=date(2026, 9, 1))


def test_an_agency_whose_agreement_has_ended_is_not_asked_any_more(cast):
    supply = given.a_supply(cast)

    supplies.end(by=cast.administrator, supply=supply, on=date(2026, 9, 30))
    supplies.ask_for_returns(at=AT)

    assert [str(each.period) for each in Return.objects.all()] == ["September 2026", "August 2026"]


def test_who_sends_what_is_agreed_by_the_business_unit(cast):
    for person in (cast.lead, cast.analyst, cast.board, cast.stranger):
        with pytest.raises(PermissionDenied):
            supplies.agree(
                by=person, sheet="missing", agency=cast.agencies.police, area=given.an_area(), due_after=5, on=AT.date()
            )


# Filling in and sending ---------------------------------------------------------


def test_a_draft_is_kept_and_then_sent(cast):
    sent = given.a_return(cast)

    returns.keep_draft(
        sent=sent, filled=Filled(answers=given.missing_children(), note="One file came late."), by=cast.police, at=AT
    )
    sent = returns.submit(sent=sent, by=cast.police, at=AT)

    assert (sent.state, sent.speaks, sent.submitted_by, sent.submitted_on, sent.note) == (
        "submitted", 1, cast.police, AT.date(), "One file came late.",
    )  # fmt: skip
    assert list(ReturnMove.objects.values_list("key", "from_state", "to_state")) == [
        ("save", "asked", "draft"), ("submit", "draft", "submitted"),
    ]  # fmt: skip
    assert [each.deed for each in TrailEntry.objects.order_by("-pk")[:2]] == ["return: submit", "return: save"]


def test_what_is_empty_is_missing_and_not_nought(cast):
    sent = given.a_return(cast)
    answers = given.missing_children() | {("missing", "care", "done"): None}
    returns.keep_draft(sent=sent, filled=Filled(answers=answers), by=cast.police, at=AT)

    with pytest.raises(NotReady) as no:
        returns.submit(sent=sent, by=cast.police, at=AT)

    assert sentences(no) == [
        "Children missing: “Return interviews done”, from care, is empty. Fill it in, or say in the note why not."
    ]
    sent.refresh_from_db()
    assert sent.state == "draft"


def test_a_gap_that_the_note_explains_may_be_sent_and_stays_a_gap(cast):
    sent = given.a_return(cast)
    answers = given.missing_children() | {("missing", "care", "done"): None}
    returns.keep_draft(
        sent=sent, filled=Filled(answers=answers, note="The care team counts by hand."), by=cast.police, at=AT
    )

    worked_out(returns.submit(sent=sent, by=cast.police, at=AT))

    assert given.figures("X06")[0][1:] == (25, None, "provisional")
    assert given.figures("X08")[0][1:] == (None, None, "missing")
    assert given.figures("X08", part="from=home")[0][1:] == (20, 20, "provisional")


def test_a_part_may_not_be_more_than_its_whole(cast):
    sent = given.a_return(cast)
    answers = given.missing_children() | {("missing", "home", "in_72_hours"): Decimal(21)}
    returns.keep_draft(sent=sent, filled=Filled(answers=answers), by=cast.police, at=AT)

    with pytest.raises(NotReady) as no:
        returns.submit(sent=sent, by=cast.police, at=AT, sure=True)

    assert sentences(no) == [
        "“of these, within 72 hours of being found” is 21, more than “Return interviews done” (20)."
    ]


def test_a_figure_far_from_the_last_one_is_asked_about_and_taken_when_somebody_is_sure(cast):
    given.a_sent_return(cast, start=date(2026, 9, 1))
    sent = given.a_return(cast)
    returns.keep_draft(sent=sent, filled=Filled(answers=given.missing_children(home=200)), by=cast.police, at=AT)

    with pytest.raises(NotReady) as no:
        returns.submit(sent=sent, by=cast.police, at=AT)

    assert sentences(no)[0] == "Children missing: “Missing episodes”, from home, is 200; the time before it was 20."
    assert all(problem.ask for problem in no.value.problems)
    assert returns.submit(sent=sent, by=cast.police, at=AT, sure=True).state == "submitted"


def test_an_answer_to_a_question_nobody_asked_is_refused(cast):
    sent = given.a_return(cast)

    with pytest.raises(Refusal, match="does not ask for “exploitation open”"):
        returns.keep_draft(
            sent=sent, filled=Filled(answers={("exploitation", "", "open"): Decimal(3)}), by=cast.police, at=AT
        )


def test_words_that_hold_an_nhs_number_are_refused(cast):
    sent = given.a_return(cast, "pressure")

    with pytest.raises(Refusal, match="NHS number"):
        returns.keep_draft(
            sent=sent, filled=Filled(answers={("pressure", "", "words"): "as with 943 476 5919"}), by=cast.police, at=AT
        )


def test_two_who_write_at_once_do_not_overwrite_each_other_unseen(cast):
    sent = given.a_return(cast)
    mark = returns.drafts.mark_of(returns.values_of(sent))
    returns.keep_draft(
        sent=sent, filled=Filled(answers=given.missing_children(home=7)), by=cast.police, at=AT, mark=mark
    )

    with pytest.raises(ChangedMeanwhile):
        returns.keep_draft(sent=sent, filled=Filled(answers=given.missing_children()), by=cast.police, at=AT, mark=mark)


def test_only_the_agency_itself_and_the_business_unit_send_its_return(cast):
    sent = given.a_return(cast)

    for person in (cast.lead, cast.analyst, cast.stranger, cast.board, cast.practitioner):
        with pytest.raises(PermissionDenied):
            returns.keep_draft(sent=sent, filled=Filled(), by=person, at=AT)
    assert returns.keep_draft(sent=sent, filled=Filled(), by=cast.administrator, at=AT).state == "draft"


def test_one_sees_the_returns_of_ones_own_agency(cast):
    sent = given.a_return(cast)

    people = (cast.police, cast.lead, cast.analyst, cast.stranger, cast.administrator)
    seen = [person for person in people if sent in Return.objects.visible_to(person)]

    assert seen == [cast.police, cast.administrator]


# Nothing to report ----------------------------------------------------------------


def test_nothing_to_report_is_one_deed_and_means_nought(cast):
    sent = given.a_return(cast)

    worked_out(returns.report_nil(sent=sent, by=cast.police, at=AT))

    sent.refresh_from_db()
    assert sent.state == "submitted"
    assert given.figures("X06")[0][1:] == (0, None, "provisional")
    assert given.figures("X08")[0][1:] == (0, 0, "no_cases")


def test_nothing_to_report_leaves_sheets_that_need_figures_to_be_filled_in(cast):
    sent = given.a_return(cast, "missing", "pressure")

    sent = returns.report_nil(sent=sent, by=cast.police, at=AT)

    assert (sent.state, sent.answers.filter(number=0).count(), sent.answers.filter(sheet="pressure").count()) == (
        "draft", 12, 0,
    )  # fmt: skip


def test_nothing_to_report_overwrites_nothing(cast):
    sent = given.a_return(cast)
    returns.keep_draft(
        sent=sent, filled=Filled(answers={("missing", "home", "episodes"): Decimal(4)}), by=cast.police, at=AT
    )

    sent = returns.report_nil(sent=sent, by=cast.police, at=AT)

    assert [(each.column, each.number) for each in sent.answers.all()] == [("episodes", 4)]


# Querying, approving, correcting ------------------------------------------------------


def test_figures_are_provisional_until_they_are_approved(cast):
    sent = given.a_sent_return(cast)
    worked_out(sent)

    worked_out(returns.approve(sent=sent, by=cast.administrator, at=LATER), at=LATER)

    assert given.figures("X06") == [("2026-10-01", 25, None, "final")]
    assert [each.status for each in Reading.objects.filter(measure__code="X06", breakdown="")] == [
        "provisional",
        "final",
    ]


def test_a_query_is_answered_by_a_new_edition_and_the_old_answers_stay(cast):
    sent = given.a_sent_return(cast)
    returns.query(sent=sent, reason="Is it really 20?", by=cast.administrator, at=LATER)

    returns.keep_draft(
        sent=sent, filled=Filled(answers={("missing", "home", "episodes"): Decimal(24)}), by=cast.police, at=LATER
    )
    sent = returns.submit(sent=sent, by=cast.police, at=LATER, sure=True)

    said = ReturnAnswer.objects.filter(row="home", column="episodes").order_by("edition")
    assert [(each.edition, each.number) for each in said] == [(1, 20), (2, 24)]
    assert (sent.edition, sent.speaks, sent.answers.filter(edition=2).count()) == (2, 2, 12)


def test_what_was_sent_speaks_until_the_correction_is_sent(cast):
    sent = given.a_sent_return(cast)
    worked_out(returns.approve(sent=sent, by=cast.administrator, at=AT))

    returns.correct(sent=sent, reason="Four came late.", by=cast.police, at=LATER)
    answers = {("missing", "home", "episodes"): Decimal(24)}
    returns.keep_draft(sent=sent, filled=Filled(answers=answers), by=cast.police, at=LATER)
    worked_out(sent, at=LATER)
    meanwhile = given.figures("X06")
    worked_out(returns.submit(sent=sent, by=cast.police, at=LATER, sure=True), at=LATER)

    assert (meanwhile, given.figures("X06")) == (
        [("2026-10-01", 25, None, "final")], [("2026-10-01", 29, None, "provisional")],
    )  # fmt: skip


def test_a_correction_says_why_and_can_be_thrown_away(cast):
    sent = given.a_sent_return(cast)
    returns.approve(sent=sent, by=cast.administrator, at=AT)
    with pytest.raises(Refusal, match="Say why"):
        returns.correct(sent=sent, reason=" ", by=cast.police, at=LATER)
    returns.correct(sent=sent, reason="Two were counted twice.", by=cast.police, at=LATER)

    sent = returns.discard(sent=sent, by=cast.police, at=LATER)

    assert (sent.state, sent.edition, sent.answers.filter(edition=2).count()) == ("approved", 1, 0)


def test_a_first_draft_is_not_thrown_away(cast):
    sent = given.a_return(cast)
    returns.keep_draft(sent=sent, filled=Filled(answers=given.missing_children()), by=cast.police, at=AT)

    with pytest.raises(Refusal, match="nothing to go back to"):
        returns.discard(sent=sent, by=cast.police, at=AT)


def test_only_the_business_unit_queries_and_approves(cast):
    sent = given.a_sent_return(cast)

    for person in (cast.police, cast.lead, cast.board, cast.scrutineer, cast.stranger):
        with pytest.raises(PermissionDenied):
            returns.approve(sent=sent, by=person, at=LATER)
        with pytest.raises(PermissionDenied):
            returns.query(sent=sent, reason="Why?", by=person, at=LATER)


def test_a_return_that_was_approved_meanwhile_is_not_sent_again(cast):
    sent = given.a_sent_return(cast)
    returns.approve(sent=sent, by=cast.administrator, at=LATER)

    with pytest.raises(Refusal, match="This return is approved"):
        returns.submit(sent=sent, by=cast.police, at=LATER)


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_nobody_changes_what_was_submitted_nor_the_history(cast, deed):
    given.a_sent_return(cast)

    for rows, change in ((ReturnAnswer.objects, {"number": 1}), (ReturnMove.objects, {"reason": "else"})):
        with pytest.raises(InternalError, match=r"never changes|append-only"), transaction.atomic():
            rows.all().delete() if deed == "delete" else rows.update(**change)


# Several agencies --------------------------------------------------------------------


def two_screen(cast):
    """The police and the health trust both send screening tools; a return of each for October."""
    trust = cast.agencies.health_trust
    given.a_supply(cast, "screening")
    given.a_supply(cast, "screening", agency=trust)
    police = given.a_return(cast, "screening")
    return police, Return.objects.get(agency=trust, starts_on=given.OCTOBER)


def tools(number):
    return {("screening", row, "tools"): Decimal(number) for row in ("low", "medium", "high")}


def test_a_sum_with_a_part_missing_is_no_sum(cast):
    police, trust = two_screen(cast)

    worked_out(given.a_sent_return(cast, sent=police, answers=tools(10)))
    alone = given.figures("X01")
    worked_out(given.a_sent_return(cast, sent=trust, answers=tools(7), by=cast.lead))

    assert (alone, given.figures("X01")) == (
        [("2026-10-01", None, None, "missing")], [("2026-10-01", 51, None, "provisional")],
    )  # fmt: skip
    assert given.figures("X01S", part="sector=health") == [("2026-10-01", 21, None, "provisional")]
    assert given.figures("X01S", part="sector=education") == [("2026-10-01", None, None, "not_collected")]


def test_a_share_is_provisional_while_one_agency_is_missing(cast):
    trust = cast.agencies.health_trust
    given.a_supply(cast, "caseload", agency=trust)
    police = given.a_return(cast, "caseload")
    numbers = {"cases": 60, "case_holders": 4, "days_lost": 8, "days_due": 80}
    answers = {("caseload", "", column): Decimal(number) for column, number in numbers.items()}

    sent = given.a_sent_return(cast, sent=police, answers=answers)
    worked_out(returns.approve(sent=sent, by=cast.administrator, at=AT))

    assert given.figures("C07") == [("2026-10-01", 8, 80, "provisional")]
    assert given.figures("C07", part="sector=health") == [("2026-10-01", None, None, "missing")]
    assert given.figures("C07", part="sector=police") == [("2026-10-01", 8, 80, "final")]


def test_pressure_is_the_mean_of_the_agencies_that_answered(cast):
    given.a_supply(cast, "pressure", agency=cast.agencies.health_trust)
    police = given.a_return(cast, "pressure")
    trust = Return.objects.get(agency=cast.agencies.health_trust, starts_on=given.OCTOBER)
    for sent, rating, by in ((police, 4, cast.police), (trust, 1, cast.lead)):
        answers = {("pressure", "", "rating"): Decimal(rating), ("pressure", "", "words"): "Three posts are empty."}
        worked_out(given.a_sent_return(cast, sent=sent, answers=answers, by=by))

    assert given.figures("C11") == [("2026-10-01", 5, 2, "provisional")]


# Fathers -----------------------------------------------------------------------------


def test_an_unknown_father_does_not_silently_leave_the_count(cast):
    council = cast.agencies.county_council
    sent = given.a_return(cast, "fathers", agency=council)
    columns = ("meetings", "attended", "absent", "not_invited", "unsafe", "court", "deceased")
    numbers = {"with_child": (20, 12, 3, 1, 3, 1, 0), "elsewhere": (14, 4, 4, 4, 1, 0, 1), "unknown": (6,)}
    answers = {
        ("fathers", row, column): Decimal(number)
        for row, said in numbers.items()
        for column, number in zip(columns, said, strict=False)
    }

    worked_out(given.a_sent_return(cast, sent=sent, answers=answers, by=cast.analyst))

    october = {code: given.figures(code)[0][1:3] for code in ("N10", "N11", "N10U")}
    # Unsafe, forbidden and dead leave the denominator; unknown is a figure of its own.
    assert october == {"N10": (16, 28), "N11": (23, 28), "N10U": (6, 40)}
    assert given.figures("N11", part="father=elsewhere")[0][1:3] == (8, 12)


def test_a_year_is_told_once_all_its_months_are_there(cast):
    given.a_supply(cast, on=date(2025, 1, 1))
    sent = None
    fifths = [datetime(2025 + (month > 12), (month - 1) % 12 + 1, 5, tzinfo=AT.tzinfo) for month in range(5, 17)]
    for at in fifths:
        supplies.ask_for_returns(at=at)
        sent = given.a_sent_return(cast, sent=Return.objects.order_by("-starts_on")[0], at=at)
        worked_out(sent, at=at)

    year = Reading.objects.living().filter(measure__code="X06", breakdown="", period_kind="financial_year")
    assert [(str(each.starts_on), each.numerator) for each in year] == [("2025-04-01", 300)]


# Staffing ------------------------------------------------------------------------------


def a_line(week="2026-10-26", **words):
    line = {"team": "MASH", "role": "Detective", "week_commencing": date.fromisoformat(week)}
    line |= {"established_fte": 8, "in_post_fte": 6, "agency_fte": 1, "absent_fte": 1, "vacancies_fte": 2}
    return {name: Decimal(value) if name.endswith("_fte") else value for name, value in (line | words).items()}


def test_staffing_becomes_the_weeks_that_capacity_reads(cast):
    sent = given.a_return(cast, "staffing")

    worked_out(given.a_sent_return(cast, sent=sent, answers={}, staffing=[a_line("2026-10-05"), a_line()]))

    assert list(StaffingWeek.objects.values_list("agency", "week_commencing", "in_post_fte", "of_return")) == [
        ("Oakvale Police", date(2026, 10, 5), 6, sent.pk), ("Oakvale Police", date(2026, 10, 26), 6, sent.pk),
    ]  # fmt: skip
    assert given.figures("C08") == [("2026-10-01", 6, 8, "final")]
    assert given.figures("C12") == [("2026-10-01", 6, None, "final")]
    assert given.figures("C08V", part="role=detective") == [("2026-10-01", 2, 8, "final")]


def test_a_corrected_staffing_return_replaces_its_own_weeks_only(cast):
    trust = cast.agencies.health_trust
    given.a_supply(cast, "staffing", agency=trust)
    police = given.a_return(cast, "staffing")
    other = Return.objects.get(agency=trust, starts_on=given.OCTOBER)
    worked_out(given.a_sent_return(cast, sent=police, answers={}, staffing=[a_line("2026-10-19"), a_line()]))
    worked_out(given.a_sent_return(cast, sent=other, answers={}, staffing=[a_line(role="Nurse")], by=cast.lead))

    returns.correct(sent=police, reason="One left.", by=cast.police, at=LATER)
    returns.keep_draft(sent=police, filled=Filled(staffing=[a_line(in_post_fte=5)]), by=cast.police, at=LATER)
    worked_out(returns.submit(sent=police, by=cast.police, at=LATER, sure=True), at=LATER)

    assert sorted(StaffingWeek.objects.values_list("role", "in_post_fte")) == [("Detective", 5), ("Nurse", 6)]
    assert given.figures("C08") == [("2026-10-01", 11, 16, "final")]


def test_people_at_work_are_missing_while_an_agency_has_not_sent_its_staffing(cast):
    given.a_supply(cast, "staffing", agency=cast.agencies.health_trust)
    police = given.a_return(cast, "staffing")

    worked_out(given.a_sent_return(cast, sent=police, answers={}, staffing=[a_line()]))

    assert given.figures("C12") == [("2026-10-01", None, None, "missing")]
    assert given.figures("C08") == [("2026-10-01", 6, 8, "provisional")]


def test_more_than_a_hundred_posts_are_asked_about(cast):
    sent = given.a_return(cast, "staffing")
    returns.keep_draft(sent=sent, filled=Filled(staffing=[a_line(established_fte=150)]), by=cast.police, at=AT)

    with pytest.raises(NotReady) as no:
        returns.submit(sent=sent, by=cast.police, at=AT)

    assert sentences(no) == ["MASH, Detective, week of 26 October 2026: 150 posts, full-time equivalent."]


def test_more_absent_than_there_cannot_be_sent(cast):
    sent = given.a_return(cast, "staffing")
    returns.keep_draft(sent=sent, filled=Filled(staffing=[a_line(absent_fte=9)]), by=cast.police, at=AT)

    with pytest.raises(NotReady) as no:
        returns.submit(sent=sent, by=cast.police, at=AT, sure=True)

    assert sentences(no) == ["MASH, Detective, week of 26 October 2026: more people are absent than are there."]
