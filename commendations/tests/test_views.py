"""Every page through its door: happy paths, bad input, walls, one and three items."""

import re
from datetime import timedelta

import page
import pytest
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commendations import nominating, telling
from commendations.forms import thanking as outside
from commendations.models import Award, Commendation
from commendations.tests import given
from office import signed_pages
from office.models import Draft, Letter

pytestmark = pytest.mark.django_db


def typed(**answers):
    """What the form of a nomination is sent with."""
    return {
        "kind": "person", "nominee_name": "Nora Ashdown", "nominee_role": "Duty worker",
        "agencies": "Oakshire County Council\nOakvale Police", "category": given.a_category().pk,
        "story": "She called back.", "difference": "Families ring earlier.",
        "words": given.WORDS, "adults": "on", **answers,
    }  # fmt: skip


def test_a_practitioner_nominates_and_the_office_awards_in_two_screens(cast, client, sign_in):
    sign_in(cast.practitioner).post(reverse("nominate"), typed(nominee_email="nora@council.example"))
    made = Commendation.objects.get()
    office = sign_in(cast.administrator)

    first = office.get(reverse("nomination", args=[made.pk]))
    second = office.get(reverse("award_nomination", args=[made.pk]))
    form = second.context["form"].initial
    answer = office.post(reverse("award_nomination", args=[made.pk]), {
        "wall_name": form["wall_name"], "wall_words": form["wall_words"], "nominee_email": form["nominee_email"],
        "manager_email": "manager@council.example", "for_wall": "on", "when": "now",
    })  # fmt: skip

    assert answer.status_code == 302
    award = Award.objects.get()
    assert "Award it" in first.content.decode()
    assert (award.wall_name, award.announced) == ("Duty worker, Oakshire County Council", True)
    assert [agency.name for agency in made.agencies.order_by("name")] == ["Oakshire County Council", "Oakvale Police"]


def test_a_draft_is_kept_without_script_and_found_again(cast, sign_in):
    client = sign_in(cast.practitioner)

    client.post(reverse("nominate"), typed(later="yes", story="Half a sen"))
    page = client.get(reverse("nominate")).content.decode()
    client.post(reverse("nominate"), typed())

    assert "Half a sen" in page
    assert Draft.objects.count() == 0
    assert Commendation.objects.count() == 1


@pytest.mark.parametrize(
    ("answers", "field", "sentence"),
    [
        ({"agencies": "Oakshire County Counsil"}, "agencies",
         "Line 1: We do not know this agency. Do you mean “Oakshire County Council”"),
        ({"story": "He helped Tom Brown, aged 7, at home."}, "story", "Line 1: this looks like"),
        ({"adults": ""}, "adults", "Confirm that they are adults and that you are not one of them."),
        ({"words": "You bastard."}, "words", "Line 1 has a word we cannot pass on."),
        ({"supporters": "nobody@nowhere.example"}, "supporters",
         "Line 1: nobody with an account here has this address."),
        ({"nominee_role": "Pupil"}, "__all__", "This seems to be about somebody under 18."),
        ({"words": "x" * 281}, "words", "This has 281 characters; 280 are the most."),
    ],
)  # fmt: skip
def test_bad_input_is_answered_and_nothing_is_lost(cast, sign_in, answers, field, sentence):
    answer = sign_in(cast.practitioner).post(reverse("nominate"), typed(**answers))

    assert answer.status_code == 200
    assert answer.context["form"].errors[field][0].startswith(sentence)
    assert answer.context["form"]["difference"].value()[0] == "Families ring earlier."
    assert Commendation.objects.count() == 0


def test_a_stranger_reads_no_nomination_and_a_member_opens_no_page_of_the_office(cast, sign_in):
    made = given.a_nomination(cast)
    client = sign_in(cast.stranger)

    assert client.get(reverse("nomination", args=[made.pk])).status_code == 404
    for name in ("award_nomination", "return_nomination", "decline_nomination", "join_nominations"):
        assert client.get(reverse(name, args=[made.pk])).status_code == 403


def test_its_writer_reads_what_has_become_of_it_but_no_wording_of_the_office(cast, sign_in):
    made = given.a_nomination(cast)
    given.an_award(cast, of=made, announce_at=given.AT + timedelta(days=20))

    page = sign_in(cast.practitioner).get(reverse("nomination", args=[made.pk])).content.decode()

    assert "Waits to be read" in page
    assert "manager@council.example" not in page
    assert "The award</h2>" not in page


def link_in(letter):
    return re.search(r"https?://[^/\s]+(/commendations/\S+)", letter.text)[1]


def test_consent_is_given_and_taken_back_on_the_page_of_the_letter(cast, client):
    award = given.an_award(cast, at=timezone.now())
    pages = [link_in(Letter.objects.get(to_address=f"{who}@council.example", subject__startswith="May we"))
             for who in ("nora", "manager")]  # fmt: skip

    client.get(pages[0])
    untouched = award.consents.filter(answer="waiting").count()
    for address in pages:
        client.post(address, {"answer": "yes", "read": f"{award.wall_name}: {award.wall_words}"})
    shown = client.get(reverse("commendations")).content.decode()
    client.post(pages[0], {"answer": "no"})
    gone = client.get(reverse("commendations")).content.decode()

    assert untouched == 2
    assert (award.wall_words in shown, award.wall_words in gone) == (True, False)


def test_a_link_of_one_award_does_not_open_another_page(cast, client):
    award = given.an_award(cast, at=timezone.now())
    token = signed_pages.token_for("give_consent", award.consents.first(), until=timezone.now() + telling.LINK_LASTS)

    assert client.get(reverse("certificate", args=[token])).status_code == 410


def test_the_certificate_is_tagged_and_prints_long_names_without_emoji(cast, sign_in, tmp_path):
    long = "Bartholomew Fitzgerald-Featherstonehaugh of the Northfield and Alderbrook weekend rota team 🎉👩🏽‍⚕️"
    award = given.an_award(cast, of=given.a_nomination(cast, nominee_name=long))

    answer = sign_in(cast.administrator).get(reverse("award_certificate", args=[award.pk]))
    letter = sign_in(cast.administrator).get(reverse("award_letter", args=[award.pk]))

    for number, each in enumerate((answer, letter)):
        (tmp_path / f"{number}.pdf").write_bytes(each.content)
        verdict = page.validate_pdf(str(tmp_path / f"{number}.pdf"), profile=page.ValidationProfile.PDF_UA_1)
        assert verdict.is_compliant, str(verdict)
    assert sign_in(cast.lead).get(reverse("award_certificate", args=[award.pk])).status_code == 403


def test_a_certificate_proves_itself_without_naming_who_has_not_agreed(cast, client):
    award = given.an_award(cast)
    address = reverse("certificate_proof", args=[award.code.lower()])

    hidden = client.get(address).content.decode()
    given.agreed(award)
    shown = client.get(address).content.decode()

    assert ("Duty worker, the hub" in hidden, "Duty worker, the hub" in shown) == (False, True)
    assert client.get(reverse("certificate_proof", args=["NOTHING"])).status_code == 404


def test_the_wall_can_be_chosen_from_and_downloaded(cast, client):
    given.one_on_the_wall(cast)
    given.one_on_the_wall(
        cast, of=given.a_nomination(cast, category=given.a_category("together")), wall_words="Together."
    )

    kind = client.get(reverse("commendations"), {"category": "together"}).content.decode()
    agency = client.get(reverse("commendations"), {"agency": "county-council", "year": "2026", "format": "csv"})
    nonsense = client.get(reverse("commendations"), {"year": "x"})

    assert ("Together." in kind, given.WORDS in kind) == (True, False)
    assert len(agency.content.decode("utf-8-sig").splitlines()) == 3
    assert nonsense.status_code == 200


@pytest.mark.parametrize("address", ["/commendations/", "/commendations/nominations/", "/commendations/good-practice/"])
def test_a_list_asks_the_same_few_questions_for_one_and_three(cast, sign_in, address):
    client, counts = sign_in(cast.administrator), []
    for more in (1, 2):
        for _ in range(more):
            award = given.one_on_the_wall(cast)
            Award.objects.filter(pk=award.pk).update(good_practice="Ring back.")
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))

    assert counts[0] == counts[1]


# From outside --------------------------------------------------------------------


@pytest.fixture
def writes(client, monkeypatch):
    """Somebody outside who writes slower than a machine."""
    monkeypatch.setattr(outside, "FASTEST", -1)
    cache.clear()  # codes are few in an hour, whatever earlier runs have asked for

    def send(**answers):
        return client.post(reverse("thank"), {
            "nominee_name": "The lady at the desk", "kind": "person", "nominee_role": "Receptionist",
            "elsewhere": "Alderbrook surgery", "category": given.a_category().pk, "story": "She rang us back.",
            "difference": "We were seen.",
            "words": "Thank you for ringing.", "told_by": "parent", "outside_name": "Ines",
            "email": "parent@home.example", "adult": "on", "began": signing.dumps("", salt=outside.SALT), **answers,
        })  # fmt: skip

    return send


def code_sent():
    return re.search(r"\b\d{6}\b", Letter.objects.get(secret=True).text)[0]


def test_somebody_outside_thanks_with_a_code_and_the_office_alone_reads_it(cast, client, writes):
    writes()
    nothing_yet = Commendation.objects.count()
    wrong = client.post(reverse("thank_code"), {"code": "000000" if code_sent() != "000000" else "111111"})
    answer = client.post(reverse("thank_code"), {"code": code_sent()})

    made = Commendation.objects.get()
    assert (nothing_yet, wrong.status_code, answer.url) == (0, 200, reverse("thanked"))
    assert (made.outside, made.nominated_by, made.writer) == (True, None, "A parent or carer")
    assert [made in Commendation.objects.visible_to(each) for each in (cast.administrator, cast.lead)] == [True, False]
    assert client.get(reverse("thank_code")).url == reverse("thank")


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"website": "http://spam.example"}, "Leave the box “Leave this empty” empty; it is there for machines."),
        ({"began": "nonsense"}, "This page had been open for very long. Nothing is lost: send it again."),
        ({"adult": ""}, outside.ADULTS),
        ({"nominee_role": "pupil"}, nominating.CHILD),
        ({"words": "You are a bastard"},
         "Line 1 has a word we cannot pass on. Say it in another way; nothing you wrote is lost."),
    ],
)  # fmt: skip
def test_what_is_sent_from_outside_is_refused_in_plain_words(cast, writes, answers, sentence):
    form = writes(**answers).context["form"]

    assert [str(error) for errors in form.errors.values() for error in errors] == [sentence]
    assert form["story"].value()[0] == "She rang us back."
    assert Letter.objects.count() == 0


def test_a_machine_is_told_that_it_was_too_fast(cast, client, writes, monkeypatch):
    monkeypatch.setattr(outside, "FASTEST", 4)

    form = writes().context["form"]

    assert form.non_field_errors() == ["That was faster than anybody writes. Wait a few seconds and send it again."]


def test_one_address_thanks_three_times_a_day_at_most(cast, client, writes):
    for _ in range(3):
        writes()

    form = writes(email="PARENT@home.example").context["form"]

    assert form.non_field_errors() == [
        "That was too often in a short time. Wait an hour, then try again; what you wrote is still here."
    ]


def test_the_wall_leads_each_to_what_is_theirs(cast, sign_in):
    pages = {reverse("panel"): [cast.panel], reverse("equity"): [cast.administrator, cast.board, cast.scrutineer]}
    people = (cast.panel, cast.administrator, cast.board, cast.scrutineer, cast.practitioner)
    read = {person: sign_in(person).get(reverse("commendations")).content.decode() for person in people}

    found = {page: [person for person in people if f'href="{page}"' in read[person]] for page in pages}

    assert found == pages
