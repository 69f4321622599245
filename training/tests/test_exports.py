"""Lists kept under a name: only lists of training, one's own, and a letter with a link and no file."""

from datetime import datetime

import pytest
from django.urls import reverse

from office.models import Letter
from training import exports
from training.models import SavedExport
from training.tests.given import AT, LONDON, refused

pytestmark = pytest.mark.django_db
ADDRESS = "/training/agency/?state=absent&page=3"


def kept(cast, **words):
    fit = {"name": "Who did not come", "address": ADDRESS, "every": "week", **words}
    return exports.keep(by=cast.lead, at=AT, **fit)


def test_a_list_is_kept_with_its_choices_fetched_as_a_file_and_dropped(cast, client):
    client.force_login(cast.lead)

    client.post(reverse("saved_exports"), {"address": ADDRESS, "name": "Who did not come", "every": "week"})

    export = SavedExport.objects.get()
    assert export.address == "/training/agency/?state=absent"
    fetched = client.get(reverse("fetch_export", args=[export.pk]), follow=True)
    assert fetched.redirect_chain == [("/training/agency/?state=absent&format=csv", 302)]
    assert fetched.headers["Content-Type"].startswith("text/csv")
    client.post(reverse("drop_export", args=[export.pk]))
    assert not SavedExport.objects.exists()


@pytest.mark.parametrize("address", ["https://elsewhere.example/training/", "/trail/", "//x.example/training/", ""])
def test_no_other_page_can_be_kept(cast, address):
    with refused("Only lists of training can be kept. Open the list, choose, and keep it from there."):
        kept(cast, address=address)


def test_a_name_is_given_once(cast):
    kept(cast)

    with refused("You keep a list “Who did not come” already. Give this one another name."):
        kept(cast)


def test_nobody_fetches_or_drops_the_list_of_another(cast, client):
    export = kept(cast)
    client.force_login(cast.stranger)

    answers = [
        client.get(reverse("fetch_export", args=[export.pk])).status_code,
        client.post(reverse("drop_export", args=[export.pk])).status_code,
    ]

    assert answers == [404, 404]
    assert SavedExport.objects.filter(pk=export.pk).exists()


def test_the_letter_goes_out_on_its_day_once_with_a_link_and_no_file(cast):
    export = kept(cast)
    kept(cast, name="Each month", every="month")
    monday, first = datetime(2026, 11, 23, 6, tzinfo=LONDON), datetime(2026, 12, 1, 6, tzinfo=LONDON)

    written = [exports.remind(at=at) for at in (monday, monday, first)]

    letters = Letter.objects.filter(to_address=cast.lead.email).order_by("pk")
    assert written == [1, 1, 1]
    assert [each.subject for each in letters] == [
        "Your list is ready: Who did not come",
        "Your list is ready: Each month",
    ]
    assert f"/training/lists/{export.pk}/" in letters[0].text
    assert exports.is_due("", on=monday.date()) is False
