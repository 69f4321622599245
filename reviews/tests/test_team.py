"""Who sees a case: its named team and nobody else, on every page, in search, lists, files and letters."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from office import findable
from office.models import Letter
from partnership.models import TrailEntry
from reviews import team
from reviews.models import Opening, Review
from reviews.tests import given

pytestmark = pytest.mark.django_db
AT = given.AT
OUTSIDERS = ["administrator", "board", "scrutineer", "lead", "practitioner", "stranger", "council", "analyst"]


def addresses(review):
    """Every page of a case."""
    names = ["case", "decide_case", "case_days", "join_team", "record_proceeding", "record_case_finding",
             "ask_contributions", "write_report"]  # fmt: skip
    return [reverse(name, args=[review.pk]) for name in names] + [
        reverse("move_case", args=[review.pk, "decide_criteria"]),
        reverse("report", args=[review.pk, 1]),
        reverse("contribution", args=[review.pk, "health-trust"]),
    ]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_case_one_is_not_on_does_not_exist_on_any_page(client, cast, who):
    review = given.a_case_in_report(cast)
    given.a_version(cast, review)
    for member in review.team.current().filter(person=getattr(cast, who)).exclude(person=cast.coordinator):
        team.take_off(member=member, by=cast.coordinator, at=AT)
    client.force_login(getattr(cast, who))

    answers = {address: client.get(address).status_code for address in addresses(review)}

    assert set(answers.values()) == {404}


def test_a_case_is_in_the_list_and_its_files_of_its_team_only(client, cast):
    review = given.a_case(cast)
    seen = {}

    for who in ("coordinator", "administrator", "board", "scrutineer"):
        client.force_login(getattr(cast, who))
        page = client.get(reverse("cases"))
        file = client.get(reverse("cases") + "?format=csv")
        text = b"".join(file.streaming_content) if file.streaming else file.content
        seen[who] = (review.code_name in page.content.decode(), review.code_name.encode() in text)

    assert seen == {"coordinator": (True, True), "administrator": (False, False), "board": (False, False),
                    "scrutineer": (False, False)}  # fmt: skip


def test_search_finds_a_case_for_its_team_only_and_no_longer_for_whoever_left(cast):
    review = given.with_team(cast, given.a_case(cast), cast.council)

    def finds(person):
        return [row.title for row in findable.search(review.code_name, person=person).rows]

    before = (finds(cast.coordinator), finds(cast.council), finds(cast.administrator))
    team.take_off(member=review.team.get(person=cast.council), by=cast.coordinator, at=AT)

    assert before == ([review.code_name], [review.code_name], [])
    assert finds(cast.council) == []


def test_letters_never_name_the_case(cast):
    review = given.a_notified_case(cast)
    given.a_contribution(cast, review)

    texts = " ".join(Letter.objects.values_list("subject", flat=True)) + " ".join(
        Letter.objects.values_list("text", flat=True)
    )
    assert Letter.objects.exists()
    assert review.code_name not in texts


def test_every_look_leaves_a_line(client, cast):
    review = given.a_case(cast)
    client.force_login(cast.coordinator)

    client.get(reverse("case", args=[review.pk]))
    client.get(reverse("case", args=[review.pk]))

    assert TrailEntry.objects.filter(deed="review read", by=cast.coordinator, about_id=review.pk).count() == 2


def test_breaking_the_glass_opens_a_case_to_read_for_a_day_and_tells_the_scrutineer_and_the_coordinator(client, cast):
    review = given.a_case_with_partners(cast)
    client.force_login(cast.administrator)

    client.post(reverse("break_glass"), {"code_name": review.code_name.lower(), "reason_0": "A court asks today.",
                                         "reason": "A court asks today."})  # fmt: skip
    page = client.get(reverse("case", args=[review.pk]))
    moved = client.get(reverse("move_case", args=[review.pk, "decide_criteria"]))

    assert (page.status_code, moved.status_code) == (200, 403)
    told = Letter.objects.filter(key__startswith=f"review {review.pk} opening").values_list("to__email", flat=True)
    assert sorted(told) == sorted([cast.scrutineer.email, cast.coordinator.email])
    opening = Opening.objects.get()
    assert not Review.objects.visible_to(cast.administrator, at=opening.until + timedelta(seconds=1)).exists()


def test_breaking_the_glass_needs_the_hand_and_a_reason(cast):
    review = given.a_case(cast)

    for who in ("board", "scrutineer", "lead", "stranger", "council"):
        with pytest.raises(PermissionDenied):
            team.break_glass(review=review, by=getattr(cast, who), at=AT, reason="Now.")
    with given.refused("Say why you must open this case now. The scrutineer reads it."):
        team.break_glass(review=review, by=cast.administrator, at=AT, reason="  ")


def test_an_unknown_code_name_is_not_opened(client, cast):
    client.force_login(cast.administrator)

    page = client.post(reverse("break_glass"), {"code_name": "Nothing", "reason": "A court asks."})

    assert page.context["form"].errors["code_name"] == ["There is no case with this code name."]


def test_the_last_who_leads_cannot_be_taken_off(cast):
    review = given.with_team(cast, given.a_case(cast), cast.council)

    with given.refused("Nobody else on the team leads case reviews. Add another who does, first."):
        team.take_off(member=review.team.get(person=cast.coordinator), by=cast.coordinator, at=AT)


def test_somebody_on_the_team_reads_and_does_not_lead(client, cast):
    review = given.with_team(cast, given.a_case(cast, at=timezone.now()), cast.council)
    client.force_login(cast.council)

    answers = [client.get(reverse("case", args=[review.pk])).status_code,
               client.get(reverse("join_team", args=[review.pk])).status_code]  # fmt: skip

    assert answers == [200, 403]
