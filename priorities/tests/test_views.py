"""Every page through its door, its way that succeeds, and its bad input; lists with one and three."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from office.drafts import mark_of
from office.models import Letter
from partnership.models import Membership
from priorities import actions, doing, due_dates, tasks
from priorities.models import Action, Finding, ImpactTest, Recommendation, Response
from priorities.progress import State
from priorities.tests import given


@pytest.fixture
def now():
    return timezone.now()


def a_day(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def errors(response):
    return [str(each) for errors in response.context["form"].errors.values() for each in errors]


WEAK = (
    "All these actions are weak: they ask people to remember. Say why nothing stronger is possible, "
    "or add an action that changes how work is done."
)
LISTS = {"findings": given.a_finding, "recommendations": given.a_recommendation, "actions": given.an_agreed_action}


@pytest.mark.parametrize("page", [*LISTS, "record_finding", "make_recommendation", "propose_action", "upload_actions"])
def test_whoever_is_not_signed_in_goes_to_the_login_page(client, db, page):
    response = client.get(reverse(page))

    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={reverse(page)}")


@pytest.mark.parametrize("page", ["record_finding", "make_recommendation", "propose_action", "upload_actions"])
def test_a_practitioner_may_not_record_or_propose(sign_in, stranger, page):
    assert sign_in(stranger).get(reverse(page)).status_code == 403


@pytest.mark.parametrize("page", LISTS)
def test_a_list_makes_the_same_queries_for_one_and_three(sign_in, cast, now, page):
    client = sign_in(cast.practitioner)
    counts = []
    for _ in range(2):
        LISTS[page](cast, at=now)
        client.get(reverse(page))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse(page))
        counts.append(len(queries))
        LISTS[page](cast, at=now)

    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_is_downloaded(sign_in, cast, now, page, kind):
    thing = LISTS[page](cast, at=now)

    response = sign_in(cast.board).get(reverse(page), {"format": kind})

    assert response.headers["Content-Disposition"] == f'attachment; filename="{page}.{kind}"'
    if kind == "csv":
        assert response.content.decode("utf-8-sig").splitlines()[1].partition(",")[0] == thing.text


def test_actions_are_chosen_by_lateness_owner_and_strength(sign_in, cast, now):
    late = given.an_agreed_action(cast, at=now - timedelta(days=30), due_on=timezone.localdate() - timedelta(days=3))
    weak = given.an_agreed_action(cast, at=now, strength="weak", owner_person=cast.lead)
    client = sign_in(cast.practitioner)

    found = {
        asked: [row.pk for row in client.get(reverse("actions"), {asked: value}).context["listing"].things]
        for asked, value in (("late", "on"), ("mine", "on"), ("strength", "weak"))
    }

    assert found == {"late": [late.pk], "mine": [late.pk], "strength": [weak.pk]}


# Findings and recommendations ------------------------------------------------


def a_finding_given(**words):
    today = timezone.localdate()
    return {"text": "Fathers are not invited", "source_kind": "inspection", "source_title": "Inspection",
            "audience": "members", **a_day("on", today), **words}  # fmt: skip


def test_a_finding_is_recorded_by_hand_with_priority_and_theme(sign_in, cast):
    priority, theme = given.a_priority(), given.a_theme("fathers")
    form = a_finding_given(priorities=[priority.pk], themes=[theme.pk])

    response = sign_in(cast.administrator).post(reverse("record_finding"), form)

    finding = Finding.objects.get()
    assert response.url == reverse("finding", args=[finding.pk])
    assert (list(finding.priorities.all()), list(finding.themes.all())) == ([priority], [theme])


def test_what_may_name_a_child_is_asked_about_and_an_nhs_number_refused(sign_in, cast):
    client = sign_in(cast.administrator)

    blocked = client.post(reverse("record_finding"), a_finding_given(text="About 943 476 5919"))
    asked = client.post(reverse("record_finding"), a_finding_given(text="Born on 3/4/2015"))

    assert errors(blocked) == ["Line 1: this looks like an NHS number. Take it out."]
    assert errors(asked)[-1] == "If it names nobody, tick the box below and send the form again."
    assert not Finding.objects.exists()


def test_a_finding_of_tomorrow_is_refused_and_nothing_typed_is_lost(sign_in, cast):
    form = a_finding_given(**a_day("on", timezone.localdate() + timedelta(days=1)))

    response = sign_in(cast.administrator).post(reverse("record_finding"), form)

    assert errors(response) == ["A finding cannot be of a day still to come. Write the day it was found."]
    assert response.context["form"]["source_title"].value() == "Inspection"


def test_a_finding_kept_to_an_agency_is_not_there_for_a_stranger(sign_in, cast):
    finding = given.a_finding(cast, agency=cast.agencies.health_trust, audience="agency")

    assert sign_in(cast.stranger).get(reverse("finding", args=[finding.pk])).status_code == 404
    assert sign_in(cast.practitioner).get(reverse("finding", args=[finding.pk])).context["finding"] == finding


def test_a_recommendation_is_made_of_a_finding_and_asks_each_agency(sign_in, cast):
    finding = given.a_finding(cast)
    due = timezone.localdate() + timedelta(days=28)
    form = {"text": "Invite every father", "agencies": [cast.agencies.health_trust.pk, cast.agencies.police.pk],
            "follows_from": [finding.pk], "audience": "members", **a_day("due_on", due)}  # fmt: skip

    sign_in(cast.administrator).post(reverse("make_recommendation"), form)

    made = Recommendation.objects.get()
    assert list(made.follows_from.all()) == [finding]
    assert {each.agency for each in made.responses.all()} == {cast.agencies.health_trust, cast.agencies.police}


def test_a_recommendation_is_answered_on_a_day_to_come(sign_in, cast):
    form = {"text": "Invite every father", "agencies": [cast.agencies.police.pk], "audience": "members",
            **a_day("due_on", date(2020, 1, 1))}  # fmt: skip

    response = sign_in(cast.administrator).post(reverse("make_recommendation"), form)

    assert errors(response)[0].startswith("The day by which agencies are to answer has passed. Choose")


def test_all_answers_stand_on_one_page(sign_in, cast, now):
    asked = given.a_recommendation(cast, at=now, to=[cast.agencies.health_trust, cast.agencies.police])
    action = given.an_agreed_action(cast, at=now, answers=asked)
    answer = asked.responses.get(agency=cast.agencies.health_trust)
    sign_in(cast.lead).post(
        reverse("answer_recommendation", args=[answer.pk]), {"answer": "accepted", "actions": [action.pk]}
    )

    page = sign_in(cast.board).get(reverse("recommendation", args=[asked.pk]))

    shown = [
        (each["response"].agency.name, each["response"].answer, each["actions"]) for each in page.context["answers"]
    ]
    assert shown == [("Oakshire Health", "accepted", [action]), ("Oakvale Police", "", [])]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"answer": "not_accepted"}, "Say why, or which part is accepted: the board and the public read the reason."),
        ({"answer": "accepted"}, "Accepting means doing something: propose an action first, then choose it here."),
        (
            {"answer": "accepted", "weak": True},
            WEAK,
        ),
        (
            {"answer": "not_accepted", "reason": "No.", "weak": True},
            "A recommendation that is not accepted has no actions. Answer “in part”, or choose no action.",
        ),
    ],
)  # fmt: skip
def test_a_thin_answer_is_refused(sign_in, cast, now, words, sentence):
    asked = given.a_recommendation(cast, at=now)
    action = given.an_agreed_action(cast, at=now, strength="weak")
    form = {**words, **({"actions": [action.pk]} if words.pop("weak", False) else {})}

    response = sign_in(cast.lead).post(reverse("answer_recommendation", args=[asked.responses.get().pk]), form)

    assert errors(response) == [sentence]
    assert Response.objects.get().answer == ""


def test_a_weak_answer_with_its_reason_is_taken(sign_in, cast, now):
    asked = given.a_recommendation(cast, at=now)
    action = given.an_agreed_action(cast, at=now, strength="weak")
    form = {"answer": "accepted", "actions": [action.pk], "weak_reason": "The system is the council's."}

    sign_in(cast.lead).post(reverse("answer_recommendation", args=[asked.responses.get().pk]), form)

    assert (Response.objects.get().answer, list(asked.calls_for.all())) == ("accepted", [action])


def test_nobody_answers_for_another_agency(sign_in, cast, now):
    asked = given.a_recommendation(cast, at=now, to=[cast.agencies.police])

    response = sign_in(cast.lead).get(reverse("answer_recommendation", args=[asked.responses.get().pk]))

    assert response.status_code == 403


# Actions --------------------------------------------------------------------


def an_action_given(**words):
    due = words.pop("due_on", timezone.localdate() + timedelta(days=60))
    return {"text": "Every letter names the father", "measure_text": "Share of fathers there",
            "owner_agency": "Oakshire Health", "owner_person": "practitioner@oakshire.example", "strength": "strong",
            "urgency": "medium", "audience": "members", **a_day("due_on", due), **words}  # fmt: skip


def test_an_action_is_proposed_for_a_recommendation(sign_in, cast, now):
    asked = given.a_recommendation(cast, at=now)

    sign_in(cast.lead).post(f"{reverse('propose_action')}?recommendation={asked.pk}", an_action_given())

    action = Action.objects.get()
    assert (action.owner_person, list(action.called_for_by.all())) == (cast.practitioner, [asked])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"owner_person": "stranger@oakshire.example"},
         "Silas Harrowgate does not work for Oakshire Health any more. Name somebody who does, or a post."),
        ({"owner_person": "nobody@oakshire.example"},
         "Nobody with an account here has this e-mail address. Check it, or name a post."),
        ({"owner_person": ""}, "Name a person or a post that answers for this action."),
        ({"owner_agency": "Oakshire Helth"}, "We do not know this agency. Do you mean “Oakshire Health”"),
    ],
)  # fmt: skip
def test_an_action_with_a_wrong_owner_is_refused(sign_in, cast, words, sentence):
    response = sign_in(cast.lead).post(reverse("propose_action"), an_action_given(**words))

    assert [each[: len(sentence)] for each in errors(response)] == [sentence]


def test_an_action_due_in_the_past_is_refused(sign_in, cast):
    response = sign_in(cast.lead).post(reverse("propose_action"), an_action_given(due_on=date(2020, 1, 1)))

    today = timezone.localdate()
    assert errors(response) == [f"The due date has passed. Choose {today.day} {today:%B %Y} or later."]


def test_the_page_of_an_action_tells_its_history_and_offers_the_moves_one_may_make(sign_in, cast, now):
    action = given.an_evidenced_action(cast, at=now)
    address = reverse("action", args=[action.pk])

    offered = {
        who: [move.key for move in sign_in(getattr(cast, who)).get(address).context["moves"]]
        for who in ("practitioner", "scrutineer", "administrator", "stranger")
    }

    page = sign_in(cast.stranger).get(address)
    assert offered == {"practitioner": [], "scrutineer": ["test_impact", "reopen"],
                       "administrator": ["test_impact", "reopen"], "stranger": []}  # fmt: skip
    assert {line.title for line in page.context["history"]} == {
        "Evidence accepted", "Said to be done", "Evidence given", "Agreed", "Proposed",
    }  # fmt: skip


def test_the_page_says_when_the_owner_has_left_and_asks_the_lead_for_another(sign_in, cast, now):
    action = given.an_agreed_action(cast, at=now)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(person=cast.practitioner).update(ends_on=yesterday)
    client = sign_in(cast.lead)

    page = client.get(reverse("action", args=[action.pk]))
    client.post(reverse("name_owner", args=[action.pk]), {"role": "Named nurse"})

    action.refresh_from_db()
    assert page.context["standing"].why == "Its owner has left; nobody else has been named."
    assert (action.owner_person, action.owner) == (None, "Named nurse")


def test_of_two_who_change_an_action_the_second_sees_both_and_loses_nothing(sign_in, cast, now):
    action = given.a_proposed_action(cast, at=now)
    mark = mark_of(actions.values_of(action))
    client, address = sign_in(cast.lead), reverse("change_action", args=[action.pk])
    client.post(address, an_action_given(text="First", mark=mark))

    second = client.post(address, an_action_given(text="Second", mark=mark))

    assert errors(second) == ["Somebody else has changed this while you were writing. Nothing of yours is lost."]
    assert ("What exactly will be different?", "First", "Second") in second.context["form"].theirs
    again = client.post(address, an_action_given(text="Second", mark=second.context["form"].data["mark"]))
    action.refresh_from_db()
    assert (again.status_code, action.text) == (302, "Second")


MOVES = [
    ("agree", given.a_proposed_action, "administrator", {}, State.AGREED),
    ("report_progress", given.an_agreed_action, "practitioner",
     {"done": "Drafted", "next_step": "Try it", "direction": "better", "at_risk": "on"}, State.AT_RISK),
    ("mark_done", given.an_agreed_action, "practitioner", {"done": "Changed"}, State.DONE),
    ("accept_evidence", given.a_done_action, "administrator", {}, State.EVIDENCED),
    ("send_back", given.a_done_action, "administrator", {"reason": "It is not signed"}, State.AT_RISK),
    ("test_impact", given.an_evidenced_action, "scrutineer",
     {"impact_type": "practice", "source": "audit", "rating": "some", "text": "Seen"}, State.IMPACT_TESTED),
    ("close", given.a_tested_action, "administrator", {}, State.CLOSED),
    ("take_up_again", given.a_dropped_action, "administrator", {"reason": "Money is there"}, State.PROPOSED),
]  # fmt: skip


@pytest.mark.parametrize(("key", "build", "who", "form", "after"), MOVES, ids=[each[0] for each in MOVES])
def test_a_move_is_made_on_its_page(sign_in, cast, now, key, build, who, form, after):
    words = {"until": timezone.localdate() + timedelta(days=30)} if key == "take_up_again" else {}
    action = build(cast, at=now, **words)
    client, address = sign_in(getattr(cast, who)), reverse("move_action", args=[action.pk, key])

    asked = client.get(address)
    made = client.post(address, form)

    action.refresh_from_db()
    assert (asked.status_code, made.url, action.state) == (200, reverse("action", args=[action.pk]), after)


@pytest.mark.parametrize("key", [each[0] for each in MOVES])
def test_a_stranger_makes_no_move(sign_in, cast, now, key):
    action = given.an_agreed_action(cast, at=now)

    assert sign_in(cast.stranger).get(reverse("move_action", args=[action.pk, key])).status_code == 403


def test_closing_without_evidence_is_refused_on_the_page(sign_in, cast, now):
    action = given.an_agreed_action(cast, at=now)

    response = sign_in(cast.administrator).post(reverse("move_action", args=[action.pk, "close"]))

    assert errors(response) == [
        "An action is closed after evidence and an impact test; this one still lacks evidence and an impact test."
    ]


def test_the_owner_is_told_on_the_page_why_he_or_she_does_not_test_the_impact(sign_in, cast, now):
    action = given.an_evidenced_action(cast, at=now, owner_agency=cast.agencies.county_council,
                                       owner_person=cast.council, by=cast.council)  # fmt: skip
    form = {"impact_type": "practice", "source": "audit", "rating": "strong", "text": "Splendid"}

    response = sign_in(cast.council).post(reverse("move_action", args=[action.pk, "test_impact"]), form)

    assert errors(response) == ["You own this action. Its impact is tested by somebody who does not."]
    assert not ImpactTest.objects.exists()


def test_an_action_is_not_pursued_superseded_and_reopened_on_its_page(sign_in, cast, now):
    dropped, old, new = (given.an_agreed_action(cast, at=now) for _ in range(3))
    closed = given.a_closed_action(cast, at=now)
    later = timezone.localdate() + timedelta(days=50)
    client = sign_in(cast.administrator)

    client.post(reverse("move_action", args=[dropped.pk, "not_pursue"]), {"reason": "No", **a_day("until", later)})
    client.post(reverse("move_action", args=[old.pk, "supersede"]), {"reason": "One", "successor": new.pk})
    client.post(reverse("move_action", args=[closed.pk, "reopen"]), {"reason": "Faded", **a_day("due_on", later)})

    for action in (dropped, old, closed):
        action.refresh_from_db()
    assert (dropped.state, old.state, closed.state) == ("not_pursued", "superseded", "agreed")


def test_evidence_is_given_as_a_file_and_served_to_whoever_may_read_the_action(sign_in, cast, now):
    action = given.an_agreed_action(cast, at=now, audience="agency")
    file = SimpleUploadedFile("letter.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    sign_in(cast.practitioner).post(reverse("give_evidence", args=[action.pk]), {"upload": file})
    proof = action.proofs.get()
    address = reverse("evidence_file", args=[proof.pk])

    waiting = sign_in(cast.board).get(address)
    proof.file.state = "clean"
    proof.file.save()

    assert waiting.status_code == 404
    assert sign_in(cast.board).get(address).headers["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert sign_in(cast.stranger).get(address).status_code == 404


def test_a_file_that_is_none_of_ours_is_refused(sign_in, cast, now):
    action = given.an_agreed_action(cast, at=now)
    file = SimpleUploadedFile("letter.exe", b"MZ\x90\x00")

    response = sign_in(cast.practitioner).post(reverse("give_evidence", args=[action.pk]), {"upload": file})

    assert errors(response)[0].startswith("This is not a file the portal takes.")


def test_another_date_is_asked_for_and_decided_by_somebody_else(sign_in, cast, now):
    action = given.an_agreed_action(cast, at=now)
    later = action.due_on + timedelta(days=20)
    form = {"reason": "Post is vacant", **a_day("new_due_on", later)}

    sign_in(cast.practitioner).post(reverse("ask_for_date", args=[action.pk]), form)
    asked = action.due_date_requests.get()
    sign_in(cast.council).post(reverse("decide_on_date", args=[asked.pk]), {"granted": "yes"})

    action.refresh_from_db()
    assert action.due_on == later


def test_whoever_asked_for_a_date_is_told_that_somebody_else_decides(sign_in, cast, now):
    action = given.an_agreed_action(cast, at=now)
    later = action.due_on + timedelta(days=9)
    asked = due_dates.request(action=action, by=cast.administrator, at=now, new_due_on=later, reason="So.")

    response = sign_in(cast.administrator).post(reverse("decide_on_date", args=[asked.pk]), {"granted": "yes"})

    assert errors(response) == ["You asked for this date yourself, or own the action. Somebody else decides."]


def test_a_part_is_asked_for_and_finished_by_its_agency(sign_in, cast, now):
    action = given.an_agreed_action(cast, at=now)
    sign_in(cast.lead).post(reverse("add_part", args=[action.pk]), {"agency": "Oakvale Police", "text": "Send reports"})
    part = action.parts.get()

    refused = sign_in(cast.lead).get(reverse("finish_part", args=[part.pk]))
    sign_in(cast.police).post(reverse("finish_part", args=[part.pk]), a_day("on", timezone.localdate()))

    part.refresh_from_db()
    assert (refused.status_code, part.done_by) == (403, cast.police)


def test_an_open_part_is_taken_off_by_whoever_works_on_the_action(sign_in, cast, now):
    action = given.an_agreed_action(cast, at=now)
    part = doing.add_part(action=action, by=cast.lead, agency=cast.agencies.police, text="Send reports")
    address = reverse("take_off_part", args=[part.pk])

    refused = sign_in(cast.police).post(address)
    asked = sign_in(cast.practitioner).get(address)
    sign_in(cast.practitioner).post(address)

    assert (refused.status_code, asked.status_code, action.parts.count()) == (403, 200, 0)


def test_an_action_does_not_answer_what_was_asked_of_others(sign_in, cast, now):
    asked = given.a_recommendation(cast, at=now, to=[cast.agencies.police])

    response = sign_in(cast.lead).post(f"{reverse('propose_action')}?recommendation={asked.pk}", an_action_given())

    sentence = "The recommendation was not addressed to Oakshire Health. Choose an agency it was."
    assert errors(response) == [sentence]


def test_the_page_of_an_action_makes_the_same_queries_however_much_has_happened(sign_in, cast, now):
    action = given.an_agreed_action(cast, at=now)
    client, address = sign_in(cast.board), reverse("action", args=[action.pk])
    counts = []
    for each in (1, 2):
        for _ in range(each):
            doing.give_evidence(action=action, by=cast.practitioner, at=now, text="Seen")
            doing.add_part(action=action, by=cast.lead, agency=cast.agencies.police, text="Come")
            doing.report_progress(action=action, by=cast.practitioner, at=now, done="A", next_step="B",
                                  direction="same", at_risk=False)  # fmt: skip
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", ["name_owner", "give_evidence", "ask_for_date", "add_part", "change_action"])
def test_a_stranger_works_on_no_action_of_others(sign_in, cast, now, page):
    action = given.an_agreed_action(cast, at=now)

    assert sign_in(cast.stranger).get(reverse(page, args=[action.pk])).status_code == 403
    assert sign_in(cast.head).get(reverse(page, args=[action.pk])).status_code == 403


@pytest.mark.parametrize("page", ["action", "name_owner", "give_evidence", "ask_for_date", "add_part"])
def test_an_action_kept_to_an_agency_is_not_there_for_others(sign_in, cast, now, page):
    action = given.an_agreed_action(cast, at=now, audience="agency")

    assert sign_in(cast.stranger).get(reverse(page, args=[action.pk])).status_code == 404


def test_the_history_tells_of_dates_and_tests_in_words(sign_in, cast, now):
    action = given.an_agreed_action(cast, at=now)
    later = action.due_on + timedelta(days=20)
    asked = due_dates.request(action=action, by=cast.practitioner, at=now, new_due_on=later, reason="Vacant.")
    due_dates.decide(asked=asked, by=cast.council, at=now + timedelta(hours=1), granted=True)

    history = sign_in(cast.board).get(reverse("action", args=[action.pk])).context["history"]

    words = f"{asked.old_due_on:%-d %B %Y} to {later:%-d %B %Y}"
    assert [line.title for line in history[:2]] == ["Date moved", f"Asked to move the date from {words}"]


@pytest.mark.parametrize(
    ("page", "form", "sentence"),
    [
        ("name_owner", {"role": ""}, "Name a person or a post that answers for this action."),
        ("give_evidence", {"text": ""}, "Give evidence in words, or choose a file."),
        ("ask_for_date", {"reason": "So", **a_day("new_due_on", date(2020, 1, 1))}, "The new date has passed."),
        ("add_part", {"agency": "Oakvale Police", "text": "See 943 476 5919"}, "Line 1: this looks like an NHS number"),
    ],
)  # fmt: skip
def test_bad_input_stays_on_its_page_with_a_sentence(sign_in, cast, now, page, form, sentence):
    action = given.an_agreed_action(cast, at=now)

    response = sign_in(cast.lead).post(reverse(page, args=[action.pk]), form)

    assert errors(response)[0][: len(sentence)] == sentence


def test_the_jobs_of_the_night_bring_back_and_remind(cast, now):
    action = given.a_dropped_action(cast, at=now - timedelta(days=9), until=timezone.localdate())
    given.an_agreed_action(cast, at=now, due_on=timezone.localdate() + timedelta(days=3))

    tasks.bring_back_actions()
    tasks.remind_of_actions()

    action.refresh_from_db()
    assert action.state == State.PROPOSED
    assert Letter.objects.filter(to=cast.practitioner, subject__startswith="Due on").count() == 1


# Many at once ---------------------------------------------------------------

HEAD = "Action,Measure,Agency,Owner,Due,Strength,Themes,Priorities\n"


def a_file(rows):
    return {"upload": SimpleUploadedFile("actions.csv", (HEAD + rows).encode())}


def test_actions_of_a_file_are_proposed_all_together(sign_in, cast):
    priority, theme = given.a_priority(), given.a_theme()
    rows = (
        "Letters name fathers,Share,Oakshire Health,practitioner@oakshire.example,31/12/2099,Strong,Neglect,"
        "Tackling neglect\nA checklist,Count,Oakshire Health,Named nurse,2099-12-31,medium,,\n"
    )

    response = sign_in(cast.lead).post(reverse("upload_actions"), a_file(rows))

    first, second = Action.objects.order_by("pk")
    assert response.url == reverse("actions")
    assert (first.owner_person, list(first.themes.all()), list(first.priorities.all())) == (
        cast.practitioner, [theme], [priority],
    )  # fmt: skip
    assert (second.owner, second.due_on) == ("Named nurse", date(2099, 12, 31))


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("A,B,Oakshire Health,Nurse,31/12/2099,Strong,Negligence,", "Themes", "There is no theme “Negligence”."),
        ("A,B,Oakshire Health,Nurse,31/12/2099,Strong,,Golf", "Priorities", "There is no priority “Golf”."),
        ("A,B,Nowhere,Nurse,31/12/2099,Strong,,", "Agency", "There is no agency “Nowhere”."),
        ("A,B,Oakshire Health,Nurse,soon,Strong,,", "Due", "“soon” is no date."),
        ("A,B,Oakshire Health,Nurse,01/02/2020,Strong,,", "Due", "The date has passed."),
        ("A,B,Oakshire Health,Nurse,31/12/2099,Mighty,,", "Strength", "There is no strength “Mighty”."),
        ("A,B,Oakvale Police,Nurse,31/12/2099,Strong,,", "Agency", "You do not answer for Oakvale Police."),
        ("A,B,Oakshire Health,stranger@oakshire.example,31/12/2099,Strong,,", "Owner",
         "Silas Harrowgate does not work for Oakshire Health any more."),
        ("A,B,Oakshire Health,x@y.example,31/12/2099,Strong,,", "Owner",
         "Nobody with an account here has this e-mail address."),
        ("About 943 476 5919,B,Oakshire Health,Nurse,31/12/2099,Strong,,", "Action", "This may name a child."),
    ],
)  # fmt: skip
def test_a_fault_in_a_file_is_named_with_its_row_and_nothing_is_taken_in(sign_in, cast, row, column, what):
    given.a_theme()
    good = "Letters name fathers,Share,Oakshire Health,Nurse,31/12/2099,Strong,,\n"

    response = sign_in(cast.lead).post(reverse("upload_actions"), a_file(good + row + "\n"))

    faults = [(fault.row, fault.column, fault.what) for fault in response.context["faults"]]
    assert faults == [(3, column, what)]
    assert errors(response) == ["1 cell has a fault, named below. Nothing was taken in."]
    assert not Action.objects.exists()


def test_living_actions_come_first_and_what_is_ended_last(sign_in, cast, now):
    closed = given.a_closed_action(cast, at=now, due_on=timezone.localdate() + timedelta(days=1))
    living = given.an_agreed_action(cast, at=now, due_on=timezone.localdate() + timedelta(days=80))

    rows = sign_in(cast.board).get(reverse("actions")).context["listing"].things

    assert rows == [living, closed]


def test_an_action_that_was_tested_is_closed_by_the_first_button(sign_in, cast, now):
    page = sign_in(cast.administrator).get(reverse("action", args=[given.a_tested_action(cast, at=now).pk]))

    assert [move.key for move in page.context["moves"]] == ["close", "reopen"]


def test_the_history_tells_of_owners_words_and_parts(sign_in, cast, now):
    action = given.an_agreed_action(cast, at=now)
    actions.name_owner(action=action, by=cast.lead, at=now, person=None, role="Named nurse")
    part = doing.add_part(action=action, by=cast.lead, agency=cast.agencies.police, text="Send a list")
    doing.finish_part(part=part, by=cast.administrator, on=timezone.localdate(), at=now)

    page = sign_in(cast.practitioner).get(reverse("action", args=[action.pk]))

    told = {(line.title, line.text) for line in page.context["history"]}
    assert {
        ("Another owner named", ""),
        ("A part asked for", "Oakvale Police"),
        ("A part done", "Oakvale Police"),
    } <= told


def test_a_recommendation_follows_from_new_findings_unanswered_ones_and_the_one_it_began_from(sign_in, cast, now):
    year = timedelta(days=366)
    new, old = given.a_finding(cast, at=now), given.a_finding(cast, at=now - year)
    answered, begun = given.a_finding(cast, at=now - year), given.a_finding(cast, at=now - year)
    for finding in (new, answered, begun):
        given.a_recommendation(cast, at=now, follows_from=[finding])
    client, page = sign_in(cast.administrator), reverse("make_recommendation")

    offered = {
        name: set(client.get(page, words).context["form"].fields["follows_from"].queryset)
        for name, words in (("alone", {}), ("begun", {"finding": begun.pk}))
    }

    assert offered == {"alone": {new, old}, "begun": {new, old, begun}}
