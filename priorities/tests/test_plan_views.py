"""The plan, the page of a priority and the board's page, through their doors: public, members, the business unit."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from office.drafts import mark_of
from priorities import due_dates, plans
from priorities.models import Audience, Place, Plan
from priorities.plans import Promise
from priorities.tests import given
from priorities.tests.test_golden_thread import a_chain


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def plan(administrator, now):
    """A published plan in force, with one priority everybody may read and one within the partnership."""
    year = now.year - (now.month < 4)
    made = plans.draw_up(by=administrator, name="The plan", starts_on=date(year, 4, 1), ends_on=date(year + 2, 3, 31))
    aim = plans.add_aim(by=administrator, plan=made, name="Improving practice")
    promise = Promise(name="Tackling neglect", why="It is seen late.", number="1.1", aim=aim.pk)
    plans.add_priority(by=administrator, plan=made, slug="tackling-neglect", promise=promise)
    inside = Promise(name="Quietly", why="Not yet.", number="1.2", aim=aim.pk, published=False)
    plans.add_priority(by=administrator, plan=made, slug="quietly", promise=inside)
    return plans.publish(by=administrator, plan=made, at=now)


def names(response):
    return [row.priority.name for row in response.context["overview"].rows]


def test_the_public_reads_the_published_part_only(client, plan):
    response = client.get("/priorities/")

    assert names(response) == ["Tackling neglect"]
    assert client.get("/priorities/quietly/").status_code == 404
    assert client.get("/priorities/tackling-neglect/").status_code == 200


def test_members_read_all_of_it(sign_in, stranger, plan):
    client = sign_in(stranger)

    assert names(client.get("/priorities/")) == ["Tackling neglect", "Quietly"]
    assert client.get("/priorities/quietly/").status_code == 200


def test_a_plan_that_is_not_published_is_not_there_for_the_public(client, sign_in, administrator, board, plan):
    coming = plans.draw_up(by=administrator, name="The next", starts_on=plan.ends_on + timedelta(1),
                           ends_on=plan.ends_on + timedelta(700), follows=plan)  # fmt: skip
    address = reverse("plan", args=[coming.slug])

    assert client.get(address).status_code == 404
    assert "This plan is to come." in sign_in(board).get(address).content.decode()


def test_without_any_plan_the_page_says_so(client, db):
    assert "No plan is published yet." in client.get("/priorities/").content.decode()


def test_the_page_of_a_priority_draws_its_thread_and_lists_the_same(sign_in, cast, plan, now):
    priority = Place.objects.get(number="1.1").priority
    finding, asked, action, _ = a_chain(cast, priority, at=now)

    page = sign_in(cast.board).get("/priorities/tackling-neglect/").content.decode()

    assert "The one thread has a loose end." not in page
    assert "The one thread is under way." in page
    assert page.count("<svg xmlns") == 2
    for thing, name in ((finding, "finding"), (asked, "recommendation"), (action, "action")):
        assert f'<a href="{reverse(name, args=[thing.pk])}">{thing.text}</a>' in page


def test_the_public_reads_of_a_thread_without_links_to_pages_of_members(client, cast, plan, now):
    priority = Place.objects.get(number="1.1").priority
    finding = given.a_finding(cast, at=now, priorities=[priority], audience=Audience.PUBLISHED)

    page = client.get("/priorities/tackling-neglect/").content.decode()

    assert finding.text in page
    assert reverse("finding", args=[finding.pk]) not in page
    assert "Direction of travel" not in page


def test_loose_ends_say_why_and_lead_to_the_deed(sign_in, cast, plan, now):
    priority = Place.objects.get(number="1.1").priority
    long_ago = now - timedelta(days=100)
    finding = given.a_finding(cast, at=long_ago, priorities=[priority], audience=Audience.PUBLISHED)
    client = sign_in(cast.board)

    page = client.get("/priorities/tackling-neglect/").content.decode()

    assert "A. A finding without a recommendation" in page
    assert f'<a href="{reverse("finding", args=[finding.pk])}">Make a recommendation</a>' in page
    client.logout()
    assert "A finding without a recommendation" not in client.get("/priorities/tackling-neglect/").content.decode()


def test_threads_are_chosen_by_stage_year_and_agency(sign_in, cast, plan, now):
    priority = Place.objects.get(number="1.1").priority
    a_chain(cast, priority, at=now)
    given.a_finding(cast, at=now - timedelta(days=800), priorities=[priority])
    client = sign_in(cast.board)

    def letters(**asked):
        page = client.get("/priorities/tackling-neglect/", asked).context["page"]
        return [lane.letter for lane in page.threads.lanes]

    assert letters() == ["A", "B"]
    assert letters(stage="action") == ["B"]
    assert letters(agency="Oakshire Health") == ["B"]
    assert letters(year=str((now - timedelta(days=800)).year - ((now - timedelta(days=800)).month < 4))) == ["A"]
    assert letters(stage="nonsense") == ["A", "B"]


def test_the_page_of_a_priority_asks_the_same_for_one_and_three_threads(sign_in, cast, plan, now):
    priority = Place.objects.get(number="1.1").priority
    client = sign_in(cast.board)
    counts = []
    for chains in (1, 2):
        for _ in range(chains):
            a_chain(cast, priority, at=now)
        client.get("/priorities/tackling-neglect/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/priorities/tackling-neglect/")
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("address", ["/priorities/", "/priorities/board/"])
def test_the_pages_of_all_priorities_ask_the_same_for_one_and_three_actions(sign_in, cast, plan, now, address):
    priority = Place.objects.get(number="1.1").priority
    client = sign_in(cast.board)
    counts = []
    for number in (1, 2):
        for _ in range(number):
            given.an_agreed_action(cast, at=now, priorities=(priority,))
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))

    assert counts[0] == counts[1]


# The board's page ---------------------------------------------------------------


def a_late_action(cast, now, **words):
    long_ago = now - timedelta(days=90)
    return given.an_agreed_action(cast, at=long_ago, due_on=now.date() - timedelta(days=10), **words)


def test_the_board_sees_red_first_and_what_it_is_asked_to_decide(sign_in, cast, plan, now):
    a_late_action(cast, now, priorities=(Place.objects.get(number="1.2").priority,))
    proposed = given.a_proposed_action(cast, at=now)
    overdue = given.a_recommendation(cast, at=now - timedelta(days=200))
    tested = given.an_evidenced_action(cast, at=now - timedelta(days=250), due_on=now.date() - timedelta(days=240))

    page = sign_in(cast.board).get("/priorities/board/").context["page"]

    assert [row.priority.name for row in page.rows] == ["Quietly", "Tackling neglect"]
    assert {each.heading: [line.what for line in each.lines] for each in page.agenda} == {
        "Agree actions that were proposed": [proposed.text],
        "Ask for answers that are overdue": [overdue.text],
        "Ask whether it helped: impact tests that are overdue": [tested.text],
    }
    assert len(page.late) == 1


def test_the_board_is_asked_for_another_date(sign_in, cast, plan, now):
    action = a_late_action(cast, now)
    asked = due_dates.request(
        action=action, by=cast.practitioner, at=now, new_due_on=now.date() + timedelta(days=60), reason="The printer."
    )

    page = sign_in(cast.board).get("/priorities/board/").context["page"]

    (agenda,) = page.agenda
    assert agenda.lines[0].address == reverse("decide_on_date", args=[asked.pk])


def test_the_board_takes_the_page_along_as_pdf_and_word(sign_in, cast, plan, now):
    action = a_late_action(cast, now, priorities=(Place.objects.get(number="1.1").priority,))
    client = sign_in(cast.board)

    paper = client.get("/priorities/board/?format=pdf")
    word = Document(BytesIO(client.get("/priorities/board/?format=docx").content))

    words_of_file = [paragraph.text for paragraph in word.paragraphs]
    assert paper.content.startswith(b"%PDF-")
    assert [row.priority.name for row in paper.context["page"].rows] == ["Tackling neglect", "Quietly"]
    assert [cell.text for cell in word.tables[0].rows[1].cells][:2] == ["1.1", "Tackling neglect"]
    assert any(text.startswith(action.text) for text in words_of_file)
    # Across, with the row of headings on every page: on an upright page the columns broke words.
    assert word.sections[0].page_width > word.sections[0].page_height
    assert "w:tblHeader" in word.tables[0].rows[0]._tr.xml


def test_the_boards_page_is_for_members(client, sign_in, cast):
    assert client.get("/priorities/board/").url == "/accounts/login/?next=/priorities/board/"


# Keeping the plan -----------------------------------------------------------------


def a_day(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


KEEPING = ("draw_up_plan", "change_plan", "add_aim", "add_priority")


@pytest.mark.parametrize("view", KEEPING)
def test_nobody_but_the_business_unit_opens_the_pages_of_keeping(sign_in, board, plan, view):
    arguments = [] if view == "draw_up_plan" else [plan.slug]

    assert sign_in(board).get(reverse(view, args=arguments)).status_code == 403


def test_the_business_unit_draws_up_the_next_plan(sign_in, administrator, plan):
    form = {"name": "The next", "follows": plan.pk, **a_day("starts_on", plan.ends_on + timedelta(1)),
            **a_day("ends_on", plan.ends_on + timedelta(700))}  # fmt: skip

    response = sign_in(administrator).post(reverse("draw_up_plan"), form)

    made = Plan.objects.get(name="The next")
    assert response.url == reverse("plan", args=[made.slug])
    assert Place.objects.filter(aim__plan=made).count() == 2


def a_priority_form(place, **words):
    values = plans.place_values(place)
    return {**values, "finished_on": "", "published": "on", "mark": mark_of(values), **words}


def test_a_priority_is_changed_in_the_browser(sign_in, cast, plan):
    place = Place.objects.get(number="1.1")
    form = a_priority_form(place, sponsor=cast.board.email, lead_agency="Oakshire Health", success="Named early.")

    response = sign_in(cast.administrator).post(reverse("change_priority", args=[place.pk]), form)

    place.refresh_from_db()
    assert response.url == reverse("plan", args=[plan.slug])
    assert (place.sponsor, place.success, place.priority.lead_agency) == (
        cast.board, "Named early.", cast.agencies.health_trust,
    )  # fmt: skip


def test_the_second_of_two_editors_is_shown_what_the_first_saved(sign_in, administrator, plan):
    place = Place.objects.get(number="1.1")
    stale = a_priority_form(place, why="Mine")
    client = sign_in(administrator)
    client.post(reverse("change_priority", args=[place.pk]), a_priority_form(place, why="Theirs"))

    response = client.post(reverse("change_priority", args=[place.pk]), stale)

    assert response.context["form"].theirs == [("Why is it a priority?", "Theirs", "Mine")]
    place.priority.refresh_from_db()
    assert place.priority.why == "Theirs"


def test_a_slug_that_addresses_use_is_refused_with_a_sentence(sign_in, administrator, plan):
    aim = plan.aims.get()
    form = {"name": "Board", "slug": "board", "why": "Because.", "aim": aim.pk, "number": "1.9"}

    response = sign_in(administrator).post(reverse("add_priority", args=[plan.slug]), form)

    assert response.context["form"].non_field_errors() == [
        "“board” is a word the portal uses in its addresses. Choose another, such as board-priority."
    ]


def test_an_unknown_sponsor_is_said_at_the_field(sign_in, administrator, plan):
    place = Place.objects.get(number="1.1")
    form = a_priority_form(place, sponsor="nobody@elsewhere.example")

    response = sign_in(administrator).post(reverse("change_priority", args=[place.pk]), form)

    assert list(response.context["form"].errors) == ["sponsor"]


def test_a_plan_is_changed_and_gets_an_aim(sign_in, administrator, plan):
    client = sign_in(administrator)
    values = plans.plan_values(plan)
    form = {"name": "Renamed", "mark": mark_of(values), **a_day("starts_on", plan.starts_on),
            **a_day("ends_on", plan.ends_on)}  # fmt: skip

    client.post(reverse("change_plan", args=[plan.slug]), form)
    client.post(reverse("add_aim", args=[plan.slug]), {"name": "Another aim"})

    plan.refresh_from_db()
    assert (plan.name, [aim.name for aim in plan.aims.all()]) == ("Renamed", ["Improving practice", "Another aim"])


def test_publishing_is_a_button_and_says_what_is_wrong(sign_in, administrator, plan):
    client = sign_in(administrator)
    address = reverse("publish_plan", args=[plan.slug])

    assert client.get(address).status_code == 405
    said = client.post(address, follow=True).content.decode()
    assert "This plan is published already." in said
