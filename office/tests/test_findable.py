"""Search: everything one may see, and nothing else."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from office import agencies as house_agencies
from office import findable
from office.findable import Entry
from office.models import SearchEntry, SearchWord
from office.tests.given import AT
from partnership.models import Membership
from partnership.permissions import Permission


def an_entry(key="office.thing:1", *audiences, title="Neglect in early years", **words):
    entry = Entry(key=key, kind="Thing", title=title, address="/", audiences=audiences or ("public",), **words)
    findable.write([entry])
    return entry


def titles(text, person=None):
    return [row.title for row in findable.search(text, person=person or AnonymousUser()).rows]


def test_each_finds_what_is_meant_for_him_or_her_and_nothing_else(cast):
    health, lead = cast.agencies.health_trust, cast.lead
    for audience in ("public", "members", f"agency:{health.pk}", "role:business_unit", f"person:{lead.pk}"):
        an_entry(f"office.thing:{audience}", audience, title=f"Neglect for {audience.partition(':')[0]}")
    gone = cast.stranger
    Membership.objects.filter(person=gone).update(ends_on=AT.date() - timedelta(days=1000))

    found = {
        who: sorted(title.removeprefix("Neglect for ") for title in titles("neglect", person))
        for who, person in {
            "nobody": AnonymousUser(), "gone": gone, "practitioner": cast.practitioner, "lead": lead,
            "head": cast.head, "administrator": cast.administrator,
        }.items()
    }  # fmt: skip

    assert found == {
        "nobody": ["public"],
        "gone": ["public"],
        "practitioner": ["agency", "members", "public"],
        "lead": ["agency", "members", "person", "public"],
        "head": ["members", "public"],
        "administrator": ["members", "public", "role"],
    }


@pytest.mark.parametrize("text", ["neglect", "NEGLECTED", "negl", "early negl", "years", "Neglect: early!"])
def test_a_word_is_found_by_its_stem_its_beginning_and_in_any_order(db, text):
    an_entry()

    assert titles(text) == ["Neglect in early years"]


@pytest.mark.parametrize("text", ["neglct", "neglekt", "NEGLETC", "negelct", "erly neglct"])
def test_a_misspelt_word_finds_titles_that_look_like_it_and_says_so(db, text):
    an_entry()

    found = findable.search(text, person=AnonymousUser())

    assert ([row.title for row in found.rows], found.close) == (["Neglect in early years"], True)


def test_words_of_titles_one_may_not_see_help_nobody_and_are_forgotten_with_them(db):
    an_entry("office.thing:1", "role:business_unit", title="Brackenhurst")

    found = findable.search("brakenhurst", person=AnonymousUser())
    findable.forget(["office.thing:1"])
    findable.renew_words()

    assert (found.keys, found.close) == ((), True)
    assert not SearchWord.objects.filter(word="brackenhurst").exists()


@pytest.mark.parametrize("text", ["zebra", "", "   ", "&|!:*()'", "the", "\\", "%", "neglect zebra", "a" * 5000])
def test_what_fits_nothing_finds_nothing_and_breaks_nothing(db, text):
    an_entry()

    assert titles(text) in ([], ["Neglect in early years"])
    assert titles("zebra") == []


def test_a_title_counts_more_than_a_summary_and_a_summary_more_than_the_text(db):
    an_entry("office.thing:3", title="C", body="threshold")
    an_entry("office.thing:2", title="B", summary="threshold")
    an_entry("office.thing:1", title="Threshold")

    assert titles("threshold") == ["Threshold", "B", "C"]


def test_writing_again_overwrites_and_what_the_room_no_longer_names_is_forgotten(db):
    an_entry(title="Old title")
    an_entry(title="New title")
    an_entry("office.thing:2", title="Another title")
    an_entry("dashboard.measure:1", title="Measure title")

    count = findable.reindex("office", [an_entry(title="Newest title")])

    assert count == 1
    assert sorted(titles("title")) == ["Measure title", "Newest title"]


def test_a_thing_without_a_page_is_not_found(db):
    written = findable.write([Entry("x.y:1", "Thing", "Neglect", "/nowhere/at/all/", ("public",))])

    assert (written, titles("neglect")) == (0, [])


def test_an_agency_is_found_as_soon_as_it_is_added_by_those_who_may_open_its_page(cast, client):
    house_agencies.add(
        by=cast.administrator, name="Sallowfield School", kind="school", sector="education",
        active_from=AT.date(), parent=cast.agencies.academy_trust,
    )  # fmt: skip

    assert titles("sallowf", cast.administrator) == ["Sallowfield School"]
    assert titles("sallowf", cast.lead) == []
    client.force_login(cast.administrator)
    row = SearchEntry.objects.get()
    assert client.get(row.address).status_code == 200
    assert row.summary == "School; part of Larchmere Learning Trust"


def test_roles_behind_a_door_are_its_audience(db):
    assert findable.audiences_for(Permission.SET_RULES) == ("role:business_unit",)


def test_the_page_shows_what_is_found_what_is_close_and_what_is_not(client, db):
    an_entry(summary="A <b>priority</b> of the plan")

    pages = {
        text: client.get(reverse("search"), {"q": text}).content.decode() for text in ("neglect", "neglct", "zebra", "")
    }

    assert "1 found for “neglect”" in pages["neglect"]
    assert "A &lt;b&gt;priority" in pages["neglect"]
    assert "No “neglct”, but these look like it" in pages["neglct"]
    assert "Nothing found for “zebra”" in pages["zebra"]
    assert "Nothing asked yet" in pages[""]


def test_twenty_stand_on_a_page_and_the_next_keeps_the_words(client, db):
    for number in range(21):
        an_entry(f"office.thing:{number}", title=f"Neglect {number:02}")

    first = client.get(reverse("search"), {"q": "neglect"})
    second = client.get(reverse("search"), {"q": "neglect", "page": "2"})

    assert len(first.context["page"]) == 20
    assert [row.title for row, _ in second.context["rows"]] == ["Neglect 20"]
    assert "?q=neglect&amp;page=2" in first.content.decode()


def test_searching_costs_the_same_for_one_and_three(
    client, db, django_assert_num_queries, django_assert_max_num_queries
):
    an_entry()
    client.get(reverse("search"), {"q": "neglect"})
    with django_assert_max_num_queries(8) as first:
        client.get(reverse("search"), {"q": "neglect"})
    an_entry("office.thing:2")
    an_entry("office.thing:3")

    with django_assert_num_queries(len(first)):
        client.get(reverse("search"), {"q": "neglect"})


def test_what_was_found_is_marked_and_never_runs(client, db):
    an_entry(title="A guide", summary="<script>alert(1)</script> what we know of neglect at home")

    page = client.get(reverse("search"), {"q": "neglected"}).content.decode()

    found = page[page.index('id="found"') :]
    assert "what we know of <mark>neglect</mark> at home" in found
    assert "<script" not in found


def test_a_kind_narrows_what_is_found_and_says_how_many_of_each(client, db):
    for number, kind in enumerate(("Course", "Course", "Finding")):
        findable.write([Entry(f"office.thing:{number}", kind, f"Neglect {number}", "/", ("public",))])

    page = client.get(reverse("search"), {"q": "neglect", "kind": "Course"})
    none = client.get(reverse("search"), {"q": "neglect", "kind": "Zebra"}).content.decode()

    assert [row.title for row, _ in page.context["rows"]] == ["Neglect 0", "Neglect 1"]
    assert [words for words, _, _ in page.context["kinds"]] == ["Everything", "Course (2)", "Finding (1)"]
    assert "Nothing of this kind found for “neglect”" in none


def test_titles_are_ranked_even_when_a_word_stands_in_more_things_than_are_ranked(db, monkeypatch):
    monkeypatch.setattr(findable, "MOST_RANKED", 5)
    for number in range(6):
        an_entry(f"office.thing:{number}", title=f"Thing {number}", body="threshold")
    an_entry("office.thing:9", title="Threshold")

    found = findable.search("threshold", person=AnonymousUser())

    assert titles("threshold")[0] == "Threshold"
    assert (len(found.keys), found.more) == (5, True)


def test_a_kind_that_was_not_among_those_ranked_is_found_when_it_is_asked_for(db, monkeypatch):
    monkeypatch.setattr(findable, "MOST_RANKED", 3)
    for number in range(6):
        an_entry(f"office.thing:{number}", title=f"Thing {number}", body="threshold")
    findable.write([Entry("office.thing:9", "Course", "Late", "/", ("public",), body="threshold")])

    found = findable.search("threshold", person=AnonymousUser(), kind="Course")

    assert [row.title for row in found.rows] == ["Late"]
    assert not found.more


def test_counts_of_kinds_tell_nothing_of_what_one_may_not_see(cast):
    an_entry("office.thing:1", "public")
    an_entry("office.thing:2", "role:business_unit")
    an_entry("office.thing:3", f"agency:{cast.agencies.health_trust.pk}")

    counts = {who: findable.search("neglect", person=person).kinds for who, person in
              {"nobody": AnonymousUser(), "stranger": cast.stranger, "lead": cast.lead,
               "administrator": cast.administrator}.items()}  # fmt: skip

    assert counts == {
        "nobody": (("Thing", 1),), "stranger": (("Thing", 1),), "lead": (("Thing", 2),),
        "administrator": (("Thing", 2),),
    }  # fmt: skip
