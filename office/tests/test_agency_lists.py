"""Agencies from a list: what it would do is shown first, then done, whole or not at all."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from office import agency_lists, tables_in
from office.tests.given import AT
from partnership.models import Agency, TrailEntry
from partnership.refusals import Refusal

LIST = b"""URN,Establishment name,Phase of education,Trusts,District administrative
123456,Sallowfield School,Primary,Larchmere Learning Trust,Westvale
123457,Alder Nursery,Nursery,,Westvale
123458,Brook College,16 plus,New Hope Trust,
"""


def rows_of(data=LIST):
    read = tables_in.read(data, columns=agency_lists.COLUMNS)
    assert read.faults == []
    return read.rows


def take_in(by, data=LIST):
    return agency_lists.take_in(by=by, rows=rows_of(data), on=AT.date())


def test_schools_come_in_with_phase_trust_and_district(administrator, agencies):
    plan = take_in(administrator)

    made = {
        agency.name: (agency.kind, agency.sector, agency.district, str(agency.parent or ""), agency.urn)
        for agency in Agency.objects.filter(active_from=AT.date())
    }
    assert (plan.new, plan.changed, plan.same) == (3, 0, 0)
    assert made == {
        "Sallowfield School": ("school", "education", "Westvale", "Larchmere Learning Trust", "123456"),
        "Alder Nursery": ("early_years", "education", "Westvale", "", "123457"),
        "Brook College": ("college", "education", "", "New Hope Trust", "123458"),
        "New Hope Trust": ("academy_trust", "education", "", "", ""),
    }
    assert TrailEntry.objects.filter(deed="agency list taken in", by=administrator).count() == 1


def test_the_same_list_twice_changes_nothing_and_an_empty_cell_takes_nothing_away(administrator, agencies):
    take_in(administrator)

    again = take_in(administrator, LIST.replace(b",Westvale", b","))

    assert (again.new, again.changed, again.same) == (0, 0, 3)
    assert Agency.objects.get(urn="123456").district == "Westvale"


def test_changes_are_told_in_words_before_they_are_made(administrator, agencies):
    take_in(administrator)
    renamed = LIST.replace(b"Sallowfield School,Primary", b"Sallowfield Academy,Secondary").replace(
        b",Westvale", b",Eastvale"
    )

    plan = agency_lists.compare(rows_of(renamed))

    assert [(step.row, step.name, step.changes) for step in plan.steps] == [
        (2, "Sallowfield Academy",
         ("name: Sallowfield School becomes Sallowfield Academy", "district: Westvale becomes Eastvale")),
        (3, "Alder Nursery", ("district: Westvale becomes Eastvale",)),
    ]  # fmt: skip
    assert Agency.objects.get(urn="123456").name == "Sallowfield School"


@pytest.mark.parametrize(
    ("row", "clash"),
    [
        (b"123456,Other School,Primary,,", "URN 123456 stands in row 2 too. Keep one of them."),
        (b"123459,sallowfield school,Primary,,", "“sallowfield school” stands in row 2 too. Keep one of them."),
        (
            b",New Trust,Academy trust,Larchmere Learning Trust,",
            "An academy trust has no trust above it. Empty the cell “Trust”.",
        ),
        (b",Elm School,Primary,elm school,", "An agency cannot be its own trust. Correct the cell “Trust”."),
        (
            b",Elm School,Primary,Oakvale Police,",
            "Oakvale Police is no academy trust here (Police). Correct the cell “Trust”.",
        ),
    ],
)
def test_a_list_that_contradicts_itself_changes_nothing_at_all(administrator, agencies, row, clash):
    data = LIST + row + b"\n"

    plan = agency_lists.compare(rows_of(data))

    assert plan.clashes == [(5, clash)]
    with pytest.raises(Refusal):
        take_in(administrator, data)
    assert not Agency.objects.filter(active_from=AT.date()).exists()


def test_a_urn_of_one_and_the_name_of_another_is_a_clash(administrator, agencies):
    take_in(administrator)

    plan = agency_lists.compare(rows_of(b"URN,Name,Kind\n123456,Alder Nursery,School\n123499,Brook College,College\n"))

    assert [number for number, _ in plan.clashes] == [2, 3]


@pytest.mark.parametrize("who", ["lead", "head", "practitioner", "stranger"])
def test_nobody_but_the_office_takes_a_list_in(cast, who, client):
    person = getattr(cast, who)
    client.force_login(person)

    with pytest.raises(PermissionDenied):
        take_in(person)
    with pytest.raises(PermissionDenied):
        agency_lists.lay_down(by=person, rows=rows_of(), at=AT)
    assert client.get(reverse("upload_agencies")).status_code == 403
    assert client.get(reverse("check_agencies")).status_code == 403


def send(client, data, name="schools.csv"):
    return client.post(reverse("upload_agencies"), {"upload": SimpleUploadedFile(name, data)})


def test_the_office_sends_a_workbook_sees_what_it_would_do_and_does_it(client, administrator, agencies):
    client.force_login(administrator)
    book, data = Workbook(), io.BytesIO()
    for line in LIST.decode().splitlines():
        book.active.append(line.split(","))
    book.save(data)
    before = Agency.objects.count()

    sent = send(client, data.getvalue(), "schools.xlsx")
    shown = client.get(sent.url).content.decode()
    nothing_yet = Agency.objects.count()
    client.post(sent.url)

    assert sent.url == reverse("check_agencies")
    assert "3 new, 0 changed, 0 right already" in shown
    assert (nothing_yet, Agency.objects.count()) == (before, before + 4)
    assert client.get(reverse("check_agencies")).url == reverse("upload_agencies")


def test_columns_that_were_not_read_are_named(client, administrator):
    client.force_login(administrator)
    odd = LIST.replace(b"District administrative", b"Distrikt").replace(b"Trusts,", b"Trusts,Head,", 1)

    shown = client.get(send(client, odd, "schools.csv").url)

    assert [str(each) for each in shown.context["messages"]] == [
        "Not read, because the portal knows no such column: “Head”, “Distrikt”."
    ]


def test_faults_are_listed_with_row_column_and_remedy(client, administrator, agencies):
    client.force_login(administrator)

    page = send(client, b"Name,Kind,URN\nElm,Palace,12\n").content.decode()

    assert "There is no kind or phase “Palace”." in page
    assert "A URN has six figures." in page
    assert "Look it up in the register of schools" in page


@pytest.mark.parametrize("data", [b"\x89PNG\x00", b"Colour\nred\n", b"PK\x03\x04x"])
def test_a_file_that_is_no_list_is_refused_at_the_form(client, administrator, agencies, data):
    client.force_login(administrator)

    answer = send(client, data)

    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"upload"}
