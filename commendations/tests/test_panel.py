"""Rounds: conflicts found, blind text, own marks first, quorum, quiet decisions, announcement, judging record."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commendations import invariants, panel, publishing, waiting
from commendations.models import Award, Commendation, Conflict, Opinion, Round
from commendations.tests import given
from commendations.tests.given import AT, DECIDING, SCORING, TOLD, refused
from office.models import Letter
from partnership.refusals import Refusal

pytestmark = pytest.mark.django_db


def readers(nomination):
    return set(Opinion.objects.filter(commendation=nomination).exclude(state="recused").values_list("judge", flat=True))


def own(nomination, judge):
    return Opinion.objects.get(commendation=nomination, judge=judge)


def all_marks(of, score=4):
    return {each.pk: score for each in of.criteria.all()}


def test_conflicts_are_found_from_agency_line_management_and_the_nomination(cast):
    trust = cast.agencies.health_trust
    manager = given.a_judge(cast)
    cast.practitioner.line_manager = manager
    cast.practitioner.save()
    writer, colleague, free, other = (given.a_judge(cast), given.a_judge(cast, trust), given.a_judge(cast), cast.panel)
    of = given.a_round(cast, judges=(manager, writer, colleague, free, other))
    about = given.admitted(cast, of, by=writer, nominee_email=cast.practitioner.email, agencies=(trust,))

    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)

    found = set(Conflict.objects.filter(commendation=about).values_list("person", "kind"))
    assert found == {(manager.pk, "manages"), (writer.pk, "wrote"), (colleague.pk, "agency")}
    assert readers(about) == {free.pk, other.pk}


def test_a_judge_who_is_the_nominees_manager_by_address_reads_nothing_of_it(cast):
    manager = given.a_judge(cast)
    of = given.a_round(cast, judges=(manager, cast.panel, given.a_judge(cast)))
    about = given.admitted(cast, of, manager_email=manager.email)

    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)

    assert manager.pk not in readers(about)


def test_too_few_judges_without_a_conflict_and_nothing_is_spread(cast):
    first, second = given.a_judge(cast, cast.agencies.county_council), given.a_judge(cast)
    of = given.a_round(cast, judges=(first, second))
    about = given.admitted(cast, of)

    with refused(
        f"Only 1 of the panel may read “{about}”; 2 are needed. "
        "Ask somebody else onto the panel, ask fewer judges for each, or lift a conflict of agency."
    ):
        panel.spread_reading(by=cast.administrator, of=of, at=SCORING)
    assert Opinion.objects.count() == 0


def test_spreading_twice_changes_nothing(cast):
    of = given.a_round(cast)
    for _ in range(4):
        given.admitted(cast, of)

    made = [panel.spread_reading(by=cast.administrator, of=of, at=SCORING) for _ in range(2)]

    assert made == [8, 0]


def test_a_blind_panel_reads_the_stored_text_and_never_the_original(cast, sign_in):
    of = given.a_round(cast, blind=True)
    about = given.admitted(cast, of, nominee_name="Nora Ashdown", story="Nora called back.")
    panel.spread_reading(by=cast.administrator, of=of, at=AT)
    reading = Opinion.objects.filter(judge=cast.panel).first() or own(about, cast.panel)

    pages = [sign_in(cast.panel).get(address).content.decode()
             for address in (reverse("opinion", args=[reading.pk]), reverse("panel"),
                             reverse("recuse", args=[reading.pk]), "/search/?q=Ashdown", "/")]  # fmt: skip
    Commendation.objects.filter(pk=about.pk).update(redacted_story="")
    about.refresh_from_db()

    assert "Whoever rings gets an answer." in pages[0]
    assert not any("Nora" in page or "Duty worker" in page for page in pages)
    with refused("The text for the panel is not ready. The business unit has to write it first."):
        panel.text_of(about)
    assert sign_in(cast.panel).get(reverse("nomination", args=[about.pk])).status_code == 404


def test_the_marks_of_others_are_hidden_until_ones_own_are_in(cast, sign_in):
    second = given.a_judge(cast)
    of = given.a_round(cast, judges=(cast.panel, second))
    about = given.admitted(cast, of)
    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)
    panel.give_opinion(by=second, opinion=own(about, second), marks=all_marks(of), comment="Rare.", at=SCORING)
    mine = own(about, cast.panel)

    before = (
        panel.others_marks(mine),
        "Rare." in sign_in(cast.panel).get(reverse("opinion", args=[mine.pk])).content.decode(),
    )
    mine = panel.give_opinion(by=cast.panel, opinion=mine, marks=all_marks(of, 2), comment="", at=SCORING)
    after = sign_in(cast.panel).get(reverse("opinion", args=[mine.pk])).content.decode()

    assert before == ([], False)
    assert [each.judge for each in panel.others_marks(mine)] == [second]
    assert "Rare." in after


def test_marks_are_from_1_to_5_for_each_criterion_and_only_while_the_panel_scores(cast):
    of = given.a_round(cast, judges=(cast.panel, given.a_judge(cast)))
    about = given.admitted(cast, of)
    panel.spread_reading(by=cast.administrator, of=of, at=AT)
    mine = own(about, cast.panel)

    for marks in ({}, all_marks(of, 6), all_marks(of, 0)):
        with refused("Give each criterion a score from 1 to 5."):
            panel.give_opinion(by=cast.panel, opinion=mine, marks=marks, comment="", at=SCORING)
    with pytest.raises(Refusal, match="Marks are given while the panel scores, until 14 December 2026"):
        panel.give_opinion(by=cast.panel, opinion=mine, marks=all_marks(of), comment="", at=AT)
    with pytest.raises(PermissionDenied):
        panel.give_opinion(by=cast.lead, opinion=mine, marks=all_marks(of), comment="", at=SCORING)
    with refused("This reading is not yours, or a conflict of interest stands against it."):
        panel.give_opinion(by=given.a_judge(cast), opinion=mine, marks=all_marks(of), comment="", at=SCORING)


def test_whoever_steps_aside_reads_no_more_and_somebody_else_is_asked(cast, sign_in):
    of = given.a_round(cast, judges=(cast.panel, given.a_judge(cast), given.a_judge(cast)))
    about = given.admitted(cast, of)
    given.scored(cast, of)
    mine = Opinion.objects.filter(commendation=about, judge=cast.panel).first()

    panel.declare(by=cast.panel, opinion=mine, kind="personal", at=SCORING)

    mine.refresh_from_db()
    assert (mine.state, mine.marks.count()) == ("recused", 0)
    assert len(readers(about)) == 2
    assert cast.panel.pk not in readers(about)
    assert sign_in(cast.panel).get(reverse("opinion", args=[mine.pk])).status_code == 404
    assert not list(invariants.broken())


def test_nothing_is_decided_while_the_panel_scores_or_below_the_quorum(cast):
    of = given.a_round(cast)
    about = given.admitted(cast, of)
    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)

    with pytest.raises(Refusal, match="The panel still scores"):
        panel.decide(by=cast.administrator, commendation=about, chosen=True, at=SCORING)
    with refused("0 of the 2 opinions needed are in. Ask the panel for the others first."):
        panel.decide(by=cast.administrator, commendation=about, chosen=True, at=DECIDING)


def test_what_is_decided_stays_quiet_until_the_hour_and_then_everybody_hears(cast, sign_in, client):
    of = given.a_round(cast)
    best, other = given.admitted(cast, of), given.admitted(cast, of, nominee_email="other@council.example")
    given.scored(cast, of, scores=(5, 3, 4))
    for nomination, chosen in ((best, True), (other, False)):
        panel.decide(by=cast.administrator, commendation=nomination, chosen=chosen, at=DECIDING)
    reads = [
        sign_in(cast.practitioner).get(reverse("nomination", args=[each.pk])).content.decode() for each in (best, other)
    ]
    written = Letter.objects.filter(subject__startswith="Your nomination of").count()
    lines = [wait.what for wait in waiting.waiting(cast.administrator, on=DECIDING.date())]
    best.refresh_from_db()
    given.an_award(cast, of=best, at=DECIDING, announce_at=of.announce_at)
    prepared = sign_in(cast.practitioner).get(reverse("nomination", args=[best.pk])).content.decode()
    early = (publishing.announce_due(at=TOLD - timedelta(hours=1)), panel.announce_due(at=TOLD - timedelta(hours=1)))
    publishing.announce_due(at=TOLD)
    panel.announce_due(at=TOLD)

    other.refresh_from_db()
    assert all("With the panel" in page for page in (*reads, prepared))
    assert written == 0
    assert lines == [f"Prepare the award of {best}"]
    assert early == (0, 0)
    assert (Award.objects.get().announced, other.state) == (True, "thanked")
    kind = Letter.objects.get(to_address="other@council.example")
    assert given.WORDS in kind.text
    assert not list(invariants.broken())


def test_the_judging_record_is_frozen_and_public_and_names_nobody(cast, client):
    of = given.a_round(cast, judges=(cast.panel, given.a_judge(cast, cast.agencies.police), given.a_judge(cast)))
    about = given.admitted(cast, of)
    given.scored(cast, of)
    hidden = client.get(reverse("round_note", args=[of.pk])).status_code
    panel.decide(by=cast.administrator, commendation=about, chosen=False, at=DECIDING)
    panel.announce_due(at=TOLD)

    of.refresh_from_db()
    page = client.get(reverse("round_note", args=[of.pk])).content.decode()
    assert hidden == 404
    assert (of.note["nominations"], of.note["judges"], of.note["agencies"], of.note["opinions"]) == (1, 3, 2, 2)
    assert of.note["scores"]["4"] == 8
    assert str(cast.panel) not in page
    assert str(about) not in page
    assert reverse("round_note", args=[of.pk]) in client.get(reverse("commendations")).content.decode()


def test_a_round_waits_with_its_announcement_until_every_award_is_prepared(cast):
    of = given.a_round(cast)
    about = given.admitted(cast, of)
    given.scored(cast, of)
    panel.decide(by=cast.administrator, commendation=about, chosen=True, at=DECIDING)

    assert panel.announce_due(at=TOLD) == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"screen_until": AT.date() - timedelta(days=1)},
         "The dates follow one another: nominate, screen, score, decide, announce. Check them."),
        ({"quorum": 1}, "At least two judges read each nomination."),
        ({"quorum": 4}, "Name at least 4 judges: each nomination needs so many opinions."),
    ],
)  # fmt: skip
def test_a_round_that_cannot_work_is_not_opened(cast, words, sentence):
    with refused(sentence):
        given.a_round(cast, **words)


def test_only_members_of_a_panel_judge(cast):
    with refused("Leonie Marshgate is no panel member. Give the role first, or ask somebody else."):
        given.a_round(cast, judges=(cast.panel, cast.lead))


def test_the_office_opens_spreads_and_decides_in_the_browser(cast, sign_in):
    judges = [cast.panel, given.a_judge(cast), given.a_judge(cast)]
    client = sign_in(cast.administrator)
    days = {name: AT.date() + timedelta(days=7 * n) for n, name in enumerate(
        ("opens_on", "nominate_until", "screen_until", "score_until", "decide_until", "announce_on"))}  # fmt: skip
    typed = {f"{name}_{part}": getattr(day, part) for name, day in days.items() for part in ("day", "month", "year")}

    client.post(reverse("open_round"), typed | {
        "name": "Spring", "categories": given.a_category().pk, "quorum": 2,
        "judges": "\n".join(judge.email for judge in judges),
    })  # fmt: skip
    of = Round.objects.get()
    given.admitted(cast, of)
    page = client.get(reverse("panel_round", args=[of.pk])).content.decode()

    assert "1 nomination is before the panel." in page
    assert of.judges.count() == 3
