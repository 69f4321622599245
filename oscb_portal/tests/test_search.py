"""The search of the whole house: every room brings its rows, each for those who may open the page."""

from django.contrib.auth.models import AnonymousUser

from dashboard import findable as of_dashboard
from dashboard.models import Measure
from office import findable
from office.models import SearchEntry
from oscb_portal import rooms, tasks
from oscb_portal.navigation import exists
from priorities import findable as of_priorities
from priorities.models import Priority


def test_each_night_every_room_is_written_anew(cast):
    findable.write([findable.Entry("office.agency:0", "Agency", "Gone School", "/", ("public",))])

    tasks.reindex()

    rows = SearchEntry.objects.filter(room="office", kind="Agency")
    assert {row.title for row in rows} == {agency.name for agency in vars(cast.agencies).values()}


def test_every_row_leads_to_a_page_that_opens_for_its_finder(cast, client):
    tasks.reindex()

    for person in (cast.administrator, cast.lead, cast.practitioner):
        client.force_login(person)
        rows = SearchEntry.objects.for_audiences(findable.audiences_of(person))
        answers = {row.address: client.get(row.address).status_code for row in rows}
        assert set(answers.values()) <= {200}


def test_the_public_finds_published_priorities_and_members_the_others(db):
    shown = Priority.objects.create(slug="neglect", name="Neglect")
    hidden = Priority.objects.create(slug="exploitation", name="Exploitation", published=False)

    audiences = {entry.title: entry.audiences for entry in of_priorities.entries()}

    # Neither stands in a published plan yet, so the public finds neither.
    assert audiences == {shown.name: ("members",), hidden.name: ("members",)}


def test_measures_are_found_by_whoever_may_see_the_dashboard_and_not_by_the_public(practitioner):
    Measure.objects.create(code="D1", name="Enquiries", domain="demand", position=1)
    Measure.objects.create(code="D2", name="Old one", domain="demand", position=2, retired=True)

    [entry] = of_dashboard.entries()

    assert (entry.title, entry.address) == ("Enquiries", "/dashboard/measures/D1/")
    assert set(entry.audiences) & findable.audiences_of(practitioner)
    assert not set(entry.audiences) & findable.audiences_of(AnonymousUser())


def test_rooms_with_something_to_find_are_asked(db):
    assert {"dashboard", "office", "priorities", "reviews"} <= set(rooms.findable())
    assert exists("/search/")
