"""A running round: dates and judges change with letters and a history, conflicts lifted, judges reminded."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commendations import conflicts, invariants, panel, reminding, rounds, sheets, transparency, waiting
from commendations.models import Award, Conflict, Opinion
from commendations.tests import given
from commendations.tests.given import AT, DECIDING, SCORING, TOLD, refused
from office.drafts import ChangedMeanwhile, mark_of
from office.models import Letter
from office.rules import set_rule

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def as_it_is(of):
    judges = tuple(each.person for each in of.judges.sitting().select_related("person"))
    return rounds.Change(judges=judges, reason="The panel asked for a week more.",
                         **{name: getattr(of, name) for name in rounds.FIELDS})  # fmt: skip


def change(cast, of, *, at=AT, seen=None, **words):
    mark = seen or mark_of(rounds.values_of(of))
    return rounds.change(by=cast.administrator, of=of, to=replace(as_it_is(of), **words), mark=mark, at=at)


def a_week_later(of):
    week = 7 * DAY
    return {"score_until": of.score_until + week, "decide_until": of.decide_until + week,
            "announce_at": of.announce_at + week}  # fmt: skip


def letters_to(person):
    return list(Letter.objects.filter(to_address=person.email).order_by("pk").values_list("subject", flat=True))


def test_judges_and_whoever_nominated_hear_of_other_dates_and_the_round_remembers(cast, sign_in):
    of = given.a_round(cast)
    given.admitted(cast, of)

    changed = change(cast, of, **a_week_later(of))

    assert letters_to(cast.panel)[-1] == f"“{of}” has changed"
    assert letters_to(cast.practitioner)[-1].startswith("Another day for your nomination of")
    page = sign_in(cast.administrator).get(reverse("panel_round", args=[of.pk])).content.decode()
    assert f"Panel scores until: {changed.score_until:%-d %B %Y}, before {of.score_until:%-d %B %Y}." in page
    assert "The panel asked for a week more." in page


def test_the_form_changes_a_round_and_asks_for_the_reason(cast, sign_in):
    of = given.a_round(cast)
    client, address = sign_in(cast.administrator), reverse("change_round", args=[of.pk])
    form = client.get(address).context["form"]
    typed = {"mark": form.initial["mark"], "judges": form.initial["judges"], "quorum": 3,
             "announce_hour": form.initial["announce_hour"]}  # fmt: skip
    for name in (*list(rounds.FIELDS)[:5], "announce_on"):
        typed |= {f"{name}_{part}": getattr(form.initial[name], part) for part in ("day", "month", "year")}

    without = client.post(address, typed).content.decode()
    client.post(address, typed | {"reason": "Three read better than two."})

    of.refresh_from_db()
    assert "Write something here." in without
    assert (of.quorum, list(of.changes.get().lines)) == (3, ["Judges for each nomination: 3, before 2"])
    assert sign_in(cast.panel).get(address).status_code == 403


def test_a_judge_who_leaves_reads_no_more_and_the_reading_goes_to_somebody_else(cast, sign_in):
    new = given.a_judge(cast)
    of = given.a_round(cast, judges=(cast.panel, given.a_judge(cast)))
    about = given.admitted(cast, of)
    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)
    mine = Opinion.objects.get(judge=cast.panel, commendation=about)
    stays = of.judges.exclude(person=cast.panel).get().person

    change(cast, of, judges=(stays, new), at=SCORING)

    assert not Opinion.objects.filter(pk=mine.pk).exists()
    assert set(Opinion.objects.filter(commendation=about).values_list("judge", flat=True)) == {stays.pk, new.pk}
    assert letters_to(cast.panel)[-1] == f"You are not on the panel of “{of}” any more"
    assert letters_to(new) == ["One nomination is yours to read", f"You are on the panel of “{of}”"]


def test_marks_of_a_judge_who_leaves_still_count_and_may_not_be_changed(cast, sign_in):
    of = given.a_round(cast)
    about = given.admitted(cast, of)
    given.scored(cast, of)
    gone = Opinion.objects.filter(commendation=about).first()

    stay = tuple(each.person for each in of.judges.exclude(person=gone.judge).select_related("person"))
    change(cast, of, judges=stay, at=SCORING)

    assert panel.results(of)[about.pk].opinions == 2
    assert sign_in(gone.judge).get(reverse("opinion", args=[gone.pk])).status_code == 404
    with refused("This reading is not yours, or a conflict of interest stands against it."):
        panel.give_opinion(by=gone.judge, opinion=gone, marks={}, comment="", at=SCORING)


def test_a_round_that_could_not_work_any_more_stays_as_it_is(cast):
    of = given.a_round(cast, judges=(cast.panel, given.a_judge(cast)))
    given.admitted(cast, of)
    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)
    barred = given.a_judge(cast, cast.agencies.county_council)

    with refused("Nothing is different. Nothing was changed."):
        change(cast, of)
    with refused("The dates follow one another: nominate, screen, score, decide, announce. Check them."):
        change(cast, of, score_until=of.decide_until + DAY)
    with refused("The hour at which it is told must lie ahead."):
        change(cast, of, at=TOLD + DAY, quorum=2)
    with refused("Name at least 2 judges: each nomination needs so many opinions."):
        change(cast, of, judges=(cast.panel,))
    with refused("Leonie Marshgate is no panel member. Give the role first, or ask somebody else."):
        change(cast, of, judges=(cast.panel, cast.lead))
    with pytest.raises(panel.Refusal, match="Only 1 of the panel may read"):
        change(cast, of, judges=(cast.panel, barred), at=SCORING)
    assert (of.changes.count(), of.judges.sitting().count()) == (0, 2)
    with pytest.raises(PermissionDenied):
        rounds.change(by=cast.panel, of=of, to=as_it_is(of), mark="", at=AT)


def test_a_colleagues_change_is_not_overwritten_unseen(cast):
    of = given.a_round(cast)
    seen = mark_of(rounds.values_of(of))
    change(cast, of, quorum=3)

    with pytest.raises(ChangedMeanwhile):
        change(cast, of, seen=seen, quorum=2)


def test_an_award_prepared_for_the_old_hour_is_told_at_the_new_one(cast):
    of = given.a_round(cast)
    best = given.admitted(cast, of)
    given.scored(cast, of)
    panel.decide(by=cast.administrator, commendation=best, chosen=True, at=DECIDING)
    best.refresh_from_db()
    given.an_award(cast, of=best, at=DECIDING, announce_at=of.announce_at)

    changed = change(cast, of, at=DECIDING, announce_at=of.announce_at + 7 * DAY)

    assert Award.objects.get().announce_at == changed.announce_at


def test_new_criteria_may_be_taken_until_the_first_marks_are_given(cast):
    of = given.a_round(cast)
    given.admitted(cast, of)
    new = sheets.write(by=cast.administrator, lines=[sheets.Line("Kindness", 1, ("a", "b", "c", "d", "e"))], why="x",
                       mark=mark_of(sheets.values_of(sheets.in_force())), at=AT)  # fmt: skip

    of = change(cast, of, latest_sheet=True)
    given.scored(cast, of)

    assert of.sheet == new
    assert of.changes.get().lines == ["Criteria: version 2, before version 1"]
    assert not rounds.may_take_latest_sheet(of)


# Conflicts lifted ------------------------------------------------------------------


def one_barred_by_agency(cast):
    judge = given.a_judge(cast, cast.agencies.county_council)
    of = given.a_round(cast, judges=(judge, cast.panel, given.a_judge(cast)))
    about = given.admitted(cast, of)
    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)
    return of, about, judge, Conflict.objects.get(person=judge)


def test_a_found_conflict_of_agency_is_lifted_with_a_reason_and_counted_in_public(cast, sign_in, client):
    of, about, judge, found = one_barred_by_agency(cast)
    page = sign_in(cast.administrator).get(reverse("round_conflicts", args=[of.pk])).content.decode()

    sign_in(cast.administrator).post(
        reverse("lift_conflict", args=[found.pk]), {"reason": "Another part of the council."}
    )
    change(cast, of, quorum=3)
    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)

    assert reverse("lift_conflict", args=[found.pk]) in page
    assert Opinion.objects.visible_to(judge).get().commendation == about
    assert transparency.note_of(of)["lifted"] == 1
    assert not list(invariants.broken())
    assert sign_in(cast.panel).get(reverse("round_conflicts", args=[of.pk])).status_code == 403


def test_the_office_takes_a_lifted_conflict_back_but_never_marks(cast, sign_in):
    of, about, judge, found = one_barred_by_agency(cast)
    office, page = sign_in(cast.administrator), reverse("restore_conflict", args=[found.pk])
    conflicts.lift(by=cast.administrator, conflict=found, reason="Another part.", at=SCORING)
    change(cast, of, quorum=3)
    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)
    shown = page in office.get(reverse("round_conflicts", args=[of.pk])).content.decode()

    office.post(page)

    assert shown
    assert not Opinion.objects.filter(judge=judge).exists()
    assert Conflict.objects.standing().filter(pk=found.pk).exists()
    assert sign_in(cast.panel).get(page).status_code == 403
    with refused("This conflict stands already. Nothing was changed."):
        conflicts.let_stand(by=cast.administrator, conflict=found, at=SCORING)
    with pytest.raises(PermissionDenied):
        conflicts.let_stand(by=cast.panel, conflict=found, at=SCORING)

    conflicts.lift(by=cast.administrator, conflict=found, reason="Another part.", at=SCORING)
    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)
    mine = Opinion.objects.get(judge=judge, commendation=about)
    marks = {each.pk: 3 for each in of.criteria.all()}
    panel.give_opinion(by=judge, opinion=mine, marks=marks, comment="", at=SCORING)
    with refused(f"{judge} has given marks already. They count, unless {judge} steps aside."):
        conflicts.let_stand(by=cast.administrator, conflict=found, at=SCORING)


def test_a_lifted_conflict_stands_again_once_the_judge_says_so(cast):
    of, _, judge, found = one_barred_by_agency(cast)
    conflicts.lift(by=cast.administrator, conflict=found, reason="Another part.", at=SCORING)
    change(cast, of, quorum=3)
    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)

    panel.declare(by=judge, opinion=Opinion.objects.get(judge=judge), kind="agency", at=SCORING)

    assert not Opinion.objects.visible_to(judge).exists()


def test_only_found_conflicts_of_agency_are_lifted_and_only_where_the_rules_allow(cast):
    _, about, judge, found = one_barred_by_agency(cast)
    declared = Conflict.objects.create(commendation=about, person=cast.panel, kind="agency", declared=True, noted_at=AT)
    other = Conflict.objects.create(commendation=about, person=judge, kind="manages", noted_at=AT)
    no = "Only a found conflict of agency can be lifted, and only while the rules allow it."

    for each in (declared, other):
        with refused(no):
            conflicts.lift(by=cast.administrator, conflict=each, reason="x", at=SCORING)
    with refused("Say why; the reason is kept, and the public record counts it."):
        conflicts.lift(by=cast.administrator, conflict=found, reason=" ", at=SCORING)
    with pytest.raises(PermissionDenied):
        conflicts.lift(by=judge, conflict=found, reason="x", at=SCORING)
    set_rule(by=cast.administrator, key="commendations.lift_agency", value="no", valid_from=AT.date(), at=AT)
    with refused(no):
        conflicts.lift(by=cast.administrator, conflict=found, reason="x", at=SCORING)


# Reminders ---------------------------------------------------------------------------


def test_a_judge_is_reminded_a_week_and_two_days_before_once_each_and_not_when_done(cast):
    of = given.a_round(cast, judges=(cast.panel, given.a_judge(cast)))
    given.admitted(cast, of)
    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)
    other = of.judges.exclude(person=cast.panel).get().person
    done = Opinion.objects.get(judge=other)
    panel.give_opinion(by=other, opinion=done, marks={each.pk: 3 for each in of.criteria}, comment="", at=SCORING)
    ends = AT.replace(day=14, month=12)

    written = [reminding.remind(at=ends - days * DAY) for days in (5, 4, 2, 1)]

    assert written == [1, 0, 1, 0]
    assert letters_to(cast.panel).count("1 nomination waits for your marks") == 2
    assert "1 nomination waits for your marks" not in letters_to(other)


def test_the_office_is_asked_to_spread_the_reading_and_then_to_decide(cast):
    of = given.a_round(cast)
    given.admitted(cast, of)
    on = {"scoring": SCORING.date(), "deciding": DECIDING.date()}

    first = [wait.what for wait in waiting.waiting(cast.administrator, on=on["scoring"])]
    given.scored(cast, of)
    then = [wait.what for wait in waiting.waiting(cast.administrator, on=on["scoring"])]
    last = [wait.what for wait in waiting.waiting(cast.administrator, on=on["deciding"])]

    assert (first, then, last) == (
        [f"Spread the reading of “{of}”"], [], [f"Decide about 1 nomination of “{of}”"],
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_conflicts_asks_as_often_for_one_as_for_three(cast, sign_in, count, django_assert_num_queries):
    judge = given.a_judge(cast, cast.agencies.county_council)
    of = given.a_round(cast, judges=(judge, cast.panel, given.a_judge(cast)))
    for _ in range(count):
        given.admitted(cast, of)
    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)
    client = sign_in(cast.administrator)
    client.get(reverse("round_conflicts", args=[of.pk]))

    with django_assert_num_queries(6):
        client.get(reverse("round_conflicts", args=[of.pk]))
