"""The library: versions are kept, files pass the walls, what is restricted is never public, owners are reminded."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from office import documents, evidence
from office.models import Document, Letter, SearchEntry
from office.tests.given import AT, in_boxes, refused
from office.waiting import waiting

TODAY = AT.date()
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def about(cast, **changed):
    return {
        "title": "Threshold document", "kind": "threshold", "summary": "Which help for which need.",
        "audience": "public", "owner_agency": cast.agencies.county_council, "owner": cast.lead, "restricted": False,
        "restricted_why": "", "review_on": TODAY + timedelta(days=365), **changed,
    }  # fmt: skip


def version(number="1.0", **changed):
    upload = SimpleUploadedFile("threshold.pdf", PDF + number.encode())
    return {"number": number, "changed": "First.", "valid_from": TODAY, "upload": upload, "link": "", **changed}


def a_document(cast, *, at=AT, scanned=True, **changed):
    made = documents.add(by=cast.administrator, given=about(cast, **changed), version=version(), at=at)
    if scanned:
        evidence.scan(pk=made.versions.get().file_id, at=at)
    return made


def file_of(document, pk=None):
    return f"{document.address}versions/{pk or document.versions.latest('pk').pk}/file/"


def test_everybody_reads_a_public_document_and_downloads_its_latest_version(client, cast):
    made = a_document(cast)

    page, file = client.get(made.address), client.get(file_of(made))

    assert "Which help for which need." in page.content.decode()
    assert (file.status_code, b"".join(file.streaming_content)) == (200, PDF + b"1.0")
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_a_file_is_not_given_out_before_it_was_scanned(client, cast):
    made = a_document(cast, scanned=False)

    assert client.get(file_of(made)).status_code == 404
    assert "being checked" in client.get(made.address).content.decode()


def test_a_document_for_members_does_not_exist_for_the_public_page_file_list_and_search(client, cast):
    made = a_document(cast, audience="members")
    addresses = (made.address, file_of(made))

    public = [client.get(address).status_code for address in addresses]
    listed = "Threshold document" in client.get("/documents/").content.decode()
    client.force_login(cast.stranger)
    member = [client.get(address).status_code for address in addresses]

    assert (public, listed, member) == ([404, 404], False, [200, 200])
    assert SearchEntry.objects.get(key=f"office.document:{made.pk}").audiences == ["members"]
    assert "Threshold document" in client.get("/documents/?format=csv").content.decode()


def test_earlier_versions_are_kept_for_members_and_the_public_gets_the_latest(client, cast):
    made = a_document(cast)
    first = made.versions.get()
    documents.give_version(document=made, by=cast.lead, version=version("2.0", changed="Clearer."),
                           review_on=TODAY + timedelta(days=700), at=AT)  # fmt: skip

    public = client.get(file_of(made, first.pk)).status_code
    page = client.get(made.address).content.decode()
    client.force_login(cast.practitioner)

    assert (public, client.get(file_of(made, first.pk)).status_code) == (404, 200)
    assert "Version 2.0, in force from" in page
    assert "Clearer." in page


def test_a_restricted_document_says_why_and_is_never_public(client, cast):
    reason = "Section 31, decided by the executive on 3 March."
    made = a_document(cast, audience="members", restricted=True, restricted_why=reason)

    with refused("What everybody reads cannot be restricted. Choose one of the two."):
        documents.change(document=made, by=cast.administrator, given={"audience": "public"}, at=AT)
    with refused("Say why it is not simply given out: which exemption, and who decided."):
        documents.change(document=made, by=cast.administrator, given={"restricted_why": ""}, at=AT)
    with pytest.raises(IntegrityError, match="restricted_is_not_public"), transaction.atomic():
        Document.objects.filter(pk=made.pk).update(audience="public")
    client.force_login(cast.practitioner)
    assert reason in client.get(made.address).content.decode()


def test_file_or_link_and_no_number_twice(cast):
    made = a_document(cast)
    later = {"review_on": TODAY + timedelta(days=9), "at": AT, "by": cast.administrator, "document": made}

    with refused("Give either a file or the address of a page elsewhere, not both and not neither."):
        documents.give_version(version=version("3", link="https://procedures.example/"), **later)
    with refused("There is a version 1.0 already. Give this one another number."):
        documents.give_version(version=version("1.0"), **later)
    with refused("There is a document of this title already. Give that one another version, or choose a title."):
        a_document(cast)
    with refused("The day of the next look must be still to come."):
        documents.look_through(document=made, by=cast.lead, words="All of it", next_on=TODAY, at=AT)


def test_a_file_that_is_not_what_it_says_leaves_nothing_behind(cast):
    false = SimpleUploadedFile("threshold.pdf", b"MZ this is a program")

    with pytest.raises(documents.Refusal, match="not a file the portal takes"):
        documents.add(by=cast.administrator, given=about(cast), version=version(upload=false), at=AT)

    assert not Document.objects.exists()


def test_owner_and_office_look_through_and_others_may_not(cast, client):
    made = a_document(cast)
    words = {"words": "All of it", "next_on": TODAY + timedelta(days=400), "at": AT}

    documents.look_through(document=made, by=cast.lead, **words)
    documents.look_through(document=made, by=cast.administrator, **words)

    for who in (cast.practitioner, cast.board, cast.stranger):
        with pytest.raises(PermissionDenied):
            documents.look_through(document=made, by=who, **words)
        with pytest.raises(PermissionDenied):
            documents.change(document=made, by=who, given={}, at=AT)
        client.force_login(who)
        assert client.get(f"{made.address}look-through/").status_code == 403
    with pytest.raises(PermissionDenied):
        documents.withdraw(document=made, by=cast.lead, why="x", on=TODAY)


def test_the_owner_is_told_before_and_again_after_and_never_twice_of_one_step(cast):
    a_document(cast, review_on=TODAY + timedelta(days=20))

    told = [documents.remind(at=AT + timedelta(days=days)) for days in (0, 0, 7, 20, 21, 48, 49)]

    assert told == [1, 0, 1, 1, 0, 1, 0]
    letters = Letter.objects.filter(key__startswith="reminder document").order_by("pk")
    assert [letter.subject.partition(" “")[0] for letter in letters] == ["Look through"] * 3 + ["Late: look through"]
    assert {letter.to for letter in letters} == {cast.lead}


def test_what_is_late_stands_on_the_list_of_its_owner_or_else_of_the_office(cast):
    a_document(cast, review_on=TODAY + timedelta(days=5))
    a_document(cast, title="Nobody's", owner=None, review_on=TODAY + timedelta(days=5))

    lines = {who: [each.what for each in waiting(getattr(cast, who), on=TODAY) if "Look through" in each.what]
             for who in ("lead", "administrator", "board")}  # fmt: skip

    assert lines == {
        "lead": ["Look through “Threshold document”"],
        "administrator": ["Look through “Nobody's”"],
        "board": [],
    }


def test_a_withdrawn_document_is_gone_for_readers_and_kept_for_the_office(client, cast):
    made = a_document(cast)

    documents.withdraw(document=made, by=cast.administrator, why="Replaced by national guidance.", on=TODAY)

    assert client.get(made.address).status_code == 404
    assert not SearchEntry.objects.filter(key=f"office.document:{made.pk}").exists()
    client.force_login(cast.administrator)
    assert "Replaced by national guidance." in client.get(made.address).content.decode()
    with refused("It has been taken out of the library. Add it anew if it holds again."):
        documents.withdraw(document=made, by=cast.administrator, why="x", on=TODAY)


def test_adding_in_the_browser_and_what_goes_wrong(client, cast):
    client.force_login(cast.administrator)
    sent = {
        "title": "Escalation procedure", "kind": "procedure", "summary": "When we disagree.", "number": "1",
        "changed": "First.", "link": "https://procedures.example/escalation", "audience": "public",
        "owner_agency": cast.agencies.county_council.name, "owner": "",
        **in_boxes("valid_from", TODAY), **in_boxes("review_on", TODAY + timedelta(days=999)),
    }  # fmt: skip

    wrong = client.post("/documents/new/", sent | {"link": "javascript:alert(1)", "owner": "nobody@nowhere.example"})
    right = client.post("/documents/new/", sent)

    assert "Write an address that begins with https://." in wrong.content.decode()
    assert "Nobody with an account here has this e-mail address." in wrong.content.decode()
    assert right.url == "/documents/escalation-procedure/"
    assert "Open it (another site)" in client.get(right.url).content.decode()


def test_the_library_asks_the_same_for_one_and_three(
    client, cast, django_assert_num_queries, django_assert_max_num_queries
):
    a_document(cast, title="One")
    client.get("/documents/")
    with django_assert_max_num_queries(8) as first:
        client.get("/documents/")
    a_document(cast, title="Two")
    a_document(cast, title="Three")

    with django_assert_num_queries(len(first)):
        client.get("/documents/")
