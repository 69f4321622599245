"""Learning products: written, checked by a second person, published, used, withdrawn; on their pages too."""

from datetime import timedelta

import page
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from office import drafts, findable
from office.drafts import ChangedMeanwhile, mark_of
from office.models import Letter
from priorities.knots import Standing
from priorities.models import Priority
from priorities.tests import given as backbone
from reviews import publishing, thread, using
from reviews.models import Product
from reviews.tests import given

pytestmark = pytest.mark.django_db
AT, ON = given.AT, given.ON


def a_use(cast, product, *, by=None, agency=None, team="Duty team", at=AT, **words):
    return using.log(**{
        "product": product, "by": by or cast.lead, "at": at, "agency": agency or cast.agencies.health_trust,
        "team": team, "used_on": at.date(), "people": 8, "will_change": "We ask who else lives in the home.", **words,
    })  # fmt: skip


def test_a_briefing_is_published_by_a_second_person_never_by_its_writer(cast):
    product = given.a_draft(cast)
    publishing.send_to_check(product=product, by=cast.coordinator)

    with given.refused("You wrote this yourself. Somebody else reads it before the public does."):
        publishing.publish(product=product, by=cast.coordinator, at=AT)
    published = publishing.publish(product=product, by=cast.scrutineer, at=AT)

    assert (published.state, published.checked_by, published.published_on) == ("published", cast.scrutineer, ON)


def test_the_database_too_refuses_a_product_its_writer_published(cast):
    product = given.a_draft(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(state="published", checked_by=cast.coordinator, published_on=ON)


def test_changing_a_draft_makes_one_its_writer_so_that_somebody_else_checks_it(cast):
    product = given.a_draft(cast)
    mark = mark_of(publishing.values_of(product))
    changed = publishing.change(product=product, by=cast.administrator, at=AT, mark=mark,
                                given=given.what_is_written(title=product.title))  # fmt: skip
    publishing.send_to_check(product=changed, by=cast.coordinator)

    with given.refused("You wrote this yourself. Somebody else reads it before the public does."):
        publishing.publish(product=changed, by=cast.administrator, at=AT)


def test_of_two_who_change_a_draft_the_second_is_told(cast):
    product = given.a_draft(cast)
    mark = mark_of(publishing.values_of(product))
    publishing.change(product=product, by=cast.coordinator, at=AT, mark=mark,
                      given=given.what_is_written(summary="Other words."))  # fmt: skip

    with pytest.raises(ChangedMeanwhile):
        publishing.change(product=product, by=cast.administrator, at=AT, mark=mark, given=given.what_is_written())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"why": ""}, "A briefing has seven boxes. Still empty: 2. Why it matters."),
        ({"kind": "recording", "media_address": "https://media.example/1"},
         "A recording needs its address and a transcript."),
        ({"kind": "guide"}, "There is nothing to read yet."),
    ],
)  # fmt: skip
def test_what_lacks_a_part_is_not_sent_to_be_checked(cast, words, sentence):
    product = given.a_draft(cast, **words)

    with given.refused(sentence):
        publishing.send_to_check(product=product, by=cast.coordinator)


def test_a_briefing_longer_than_seven_minutes_is_refused_with_its_length(cast):
    with given.refused("A 7-minute briefing has 900 words at the most; this has 936. Shorten it."):
        given.a_draft(cast, found="word " * 906)


def test_a_code_name_or_an_nhs_number_in_any_box_is_refused(cast):
    given.a_case(cast, code_name="Hawkweed")

    with given.refused("The code name of a case stands in it. Only its team may know that: take it out."):
        given.a_draft(cast, questions="What would you have done in Hawkweed?")
    with given.refused("Line 1: this looks like an NHS number. Take it out."):
        given.a_draft(cast, found="The infant 943 476 5919")


@pytest.mark.parametrize("who", ["lead", "stranger", "board", "practitioner", "council"])
def test_others_neither_write_nor_publish(cast, who):
    product = given.a_draft(cast)

    with pytest.raises(PermissionDenied):
        given.publishing.write(by=getattr(cast, who), at=AT, given=given.what_is_written())
    with pytest.raises(PermissionDenied):
        publishing.publish(product=product, by=getattr(cast, who), at=AT)


def test_an_address_is_taken_once_and_never_a_word_of_the_room(cast):
    slugs = [given.a_draft(cast, title=title).slug for title in ("Cases", "Seeing babies", "Seeing babies")]

    assert slugs == ["cases-2", "seeing-babies", "seeing-babies-2"]


def test_the_public_reads_what_is_published_and_nothing_else(client, cast):
    now = timezone.now()
    published, draft = given.a_published_briefing(cast, at=now), given.a_draft(cast, at=now)

    answers = [client.get(reverse("learning", args=[each.slug])).status_code for each in (published, draft)]
    listed = client.get(reverse("library")).context["listing"].things

    assert (answers, listed) == ([200, 404], [published])


def test_what_is_withdrawn_is_gone_from_page_list_and_search(client, cast):
    now = timezone.now()
    product = given.a_published_briefing(cast, at=now, title="Seeing the baby at home")
    found = [row.title for row in findable.search("baby home", person=cast.stranger).rows]

    publishing.withdraw(product=product, by=cast.scrutineer, why="The guidance has changed.")

    assert found == ["Seeing the baby at home"]
    assert client.get(reverse("learning", args=[product.slug])).status_code == 404
    assert not findable.search("baby home", person=cast.stranger).rows


def test_what_has_had_its_day_is_not_published_any_more(cast):
    product = given.a_published_briefing(cast)
    Product.objects.filter(pk=product.pk).update(retire_on=ON + timedelta(days=10))

    assert Product.objects.published(ON + timedelta(days=9)).exists()
    assert not Product.objects.published(ON + timedelta(days=10)).exists()


def test_a_briefing_on_paper_reads_aloud(client, cast, tmp_path):
    product = given.a_published_briefing(cast, at=timezone.now())

    answer = client.get(reverse("learning", args=[product.slug]) + "?format=pdf")

    file = tmp_path / "briefing.pdf"
    file.write_bytes(answer.content)
    assert page.validate_pdf(str(file), profile=page.ValidationProfile.PDF_UA_1).is_compliant
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{product.slug}.pdf"'


def test_teams_log_what_they_will_change_and_the_map_shows_agencies_without_any_first(cast):
    product = given.a_published_briefing(cast)
    a_use(cast, product)
    a_use(cast, product, team="Night team")

    rows = using.coverage(product, on=ON)

    assert [(row.agency.name, row.teams, row.people) for row in rows if row.teams] == [("Oakshire Health", 2, 16)]
    assert rows[-1].agency == cast.agencies.health_trust
    assert all(row.teams == 0 for row in rows[:-1])


def test_the_same_line_twice_or_a_day_before_publication_is_refused(cast):
    product = given.a_published_briefing(cast)
    a_use(cast, product)

    with given.refused("This team has logged this for that day already."):
        a_use(cast, product)
    with given.refused("Choose a day between its publication and today."):
        a_use(cast, product, used_on=ON - timedelta(days=1))


def test_a_team_is_logged_for_the_own_agency_only(cast):
    product = given.a_published_briefing(cast)

    a_use(cast, product, by=cast.practitioner)
    with pytest.raises(PermissionDenied):
        a_use(cast, product, by=cast.stranger)


def test_an_agency_that_has_not_used_a_briefing_is_asked_once(cast):
    product = given.a_published_briefing(cast)
    a_use(cast, product, by=cast.lead)

    early = using.prompt(at=AT + timedelta(days=29))
    due = using.prompt(at=AT + timedelta(days=30))
    using.prompt(at=AT + timedelta(days=31))

    asked = Letter.objects.filter(key__startswith=f"unused {product.pk}")
    assert early == 0
    assert due == asked.count()
    assert cast.head in [letter.to for letter in asked] or asked.exists()
    assert cast.lead not in [letter.to for letter in asked]


def test_the_strand_ties_a_briefing_to_what_it_carries_out(cast):
    priority = backbone.a_priority()
    action = backbone.an_agreed_action(cast, at=AT)
    product = given.a_published_briefing(cast, priorities=[priority], answers=[action])

    before = next(iter(thread.learning(Priority.objects.get(), viewer=cast.board, on=ON)))
    a_use(cast, product)
    after = next(iter(thread.learning(priority, viewer=cast.board, on=ON)))

    assert before.ties == (f"action-{action.pk}",)
    assert (before.standing, after.standing, after.state) == (Standing.GOING, Standing.DONE, "Used by 1 team")


@pytest.mark.parametrize("who", ["coordinator", "practitioner", None])
def test_library_and_page_make_the_same_queries_for_one_and_three(client, cast, who):
    now = timezone.now()
    if who:
        client.force_login(getattr(cast, who))
    counts = []

    for _ in range(3):
        given.a_published_briefing(cast, at=now)
        client.get(reverse("library"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("library"))
        counts.append(len(asked))

    assert counts[0] == counts[2]


def test_what_was_typed_of_a_new_product_is_forgotten_once_it_is_kept(cast):
    drafts.keep(by=cast.coordinator, form=publishing.FORM, record=publishing.NEW, fields={"title": ["Half"]}, mark="",
                at=AT)  # fmt: skip

    given.a_draft(cast)

    assert drafts.of(cast.coordinator, form=publishing.FORM, record=publishing.NEW) is None


def test_every_page_of_whoever_leads_opens(client, cast):
    now = timezone.now()
    review = given.a_case_in_report(cast)
    version = given.a_version(cast, review)
    client.force_login(cast.coordinator)
    names = ["case", "case_days", "join_team", "record_proceeding", "record_case_finding", "ask_contributions",
             "write_report"]  # fmt: skip
    addresses = [reverse(name, args=[review.pk]) for name in names] + [
        reverse("move_case", args=[review.pk, "sign"]),
        reverse("report", args=[review.pk, version.version]),
        reverse("leave_team", args=[review.pk, review.team.exclude(person=cast.coordinator).first().pk]),
        reverse("write_learning"),
        reverse("change_learning", args=[given.a_draft(cast, at=now).slug]),
    ]

    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_a_draft_is_given_back_with_what_has_to_change(cast, sign_in):
    product = given.a_draft(cast)
    publishing.send_to_check(product=product, by=cast.coordinator)

    answer = sign_in(cast.scrutineer).post(f"/reviews/{product.slug}/check/", {"back": "1", "why": ""})

    assert answer.context["form"].errors["why"] == ["Say what has to change, so that its writer knows."]
