"""Questionnaires: loaded as drafts, changed one question at a time, reviewed by another, published for good."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from office import drafts, question_drafts, questionnaire_files, questionnaires, scale_drafts
from office.models import Criterion, Level, Section, Version
from office.question_sheets import Variant
from office.tests.given import AT, a_published_questionnaire, refused
from partnership.models import TrailEntry


@pytest.fixture
def draft(cast):
    return questionnaire_files.load(by=cast.administrator, key="section-11", at=AT)


def question(version, code="supervision"):
    return Criterion.objects.select_related("version", "section").get(version=version, code=code)


SHIPPED = [("section-11", 8, 43), ("section-175", 17, 46), ("local-priorities", 1, 3)]


@pytest.mark.parametrize(("key", "sections", "questions"), SHIPPED)
def test_what_comes_with_the_portal_is_whole(cast, key, sections, questions):
    version = questionnaire_files.load(by=cast.administrator, key=key, at=AT)

    sheet = questionnaires.sheet(version)
    assert questionnaires.faults_of(version) == []
    assert (len(sheet.sections), len(list(sheet.criteria))) == (sections, questions)
    assert version.state == "draft"


def test_a_second_load_waits_for_the_draft(cast, draft):
    with refused("There is a draft already: version 1. Change that one, or publish it first."):
        questionnaire_files.load(by=cast.administrator, key="section-11", at=AT)


def test_small_and_voluntary_agencies_get_fewer_of_the_same_questions(draft):
    sheet = questionnaires.sheet(draft)

    assert sheet.variant_for("voluntary", None) == "short"
    assert sheet.variant_for("health_trust", 9000) == "full"
    assert {each.code for each in sheet.of("short").criteria} < {each.code for each in sheet.of("full").criteria}


def test_a_form_for_small_agencies_wants_to_know_their_size():
    small = Variant("small", "Small", most_people=20)

    assert [small.fits("school", people) for people in (20, 21, None)] == [True, False, False]


def test_whoever_drafted_it_does_not_review_it(cast, draft):
    with refused("Whoever made a draft does not review it. Name somebody else."):
        questionnaires.ask_for_review(by=cast.administrator, version=draft, reviewer=cast.administrator)


def test_only_the_one_who_was_asked_reviews(cast, draft):
    questionnaires.ask_for_review(by=cast.administrator, version=draft, reviewer=cast.board)

    with refused("You have not been asked to review this version, or it has been reviewed already."):
        questionnaires.review(by=cast.scrutineer, version=draft, words="", fit=True, at=AT)


def test_nothing_is_published_unreviewed(cast, draft):
    with refused("Only a version that a second person has reviewed is published."):
        questionnaires.publish(by=cast.administrator, version=draft, at=AT)


def test_a_change_after_the_review_makes_it_a_draft_again(cast, draft):
    questionnaires.ask_for_review(by=cast.administrator, version=draft, reviewer=cast.board)
    questionnaires.review(by=cast.board, version=draft, words="Good.", fit=True, at=AT)

    question_drafts.add_section(by=cast.administrator, version=draft, title="Ninth", text="")

    draft.refresh_from_db()
    assert (draft.state, draft.reviewer) == ("draft", None)


def test_a_published_version_is_refused_by_the_verb_and_by_the_database(cast):
    version = a_published_questionnaire(cast)
    row = question(version)

    with refused(question_drafts.FIXED):
        question_drafts.remove_criterion(by=cast.administrator, criterion=row)
    for change in (
        lambda: Criterion.objects.filter(pk=row.pk).update(title="Another"),
        lambda: Level.objects.filter(version=version).update(share=1),
        lambda: Section.objects.create(version=version, number=99, title="More"),
        lambda: row.aids.all().delete(),
        lambda: Version.objects.filter(pk=version.pk).update(note="Another"),
        lambda: Version.objects.filter(pk=version.pk).update(state="draft"),
        lambda: version.delete(),
    ):
        with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
            change()
    assert questionnaires.retire(by=cast.administrator, version=version).state == "retired"


def test_a_new_draft_has_the_same_words_and_codes(cast):
    version = a_published_questionnaire(cast)

    made = questionnaires.draft_anew(by=cast.administrator, version=version, note="Clearer.", at=AT)

    old, new = questionnaires.sheet(version), questionnaires.sheet(made)
    assert (made.number, made.state) == (2, "draft")
    assert [(c.code, c.number, c.text, c.good, c.descriptors) for c in new.criteria] == [
        (c.code, c.number, c.text, c.good, c.descriptors) for c in old.criteria
    ]
    assert new.levels == old.levels


def test_questions_change_places(cast, draft):
    section = draft.sections.get(number=3)
    first, second = section.criteria.order_by("number")[:2]

    question_drafts.move(second, by=cast.administrator, up=True)

    assert list(section.criteria.order_by("number")[:2]) == [second, first]
    question_drafts.move(second, by=cast.administrator, up=True)
    assert list(section.criteria.order_by("number")[:2]) == [second, first]


def test_the_second_writer_of_a_question_is_told(cast, draft):
    row = question(draft)
    values = question_drafts.values_of(row)
    mark = drafts.mark_of(values)
    question_drafts.change_criterion(by=cast.administrator, criterion=row, words=values | {"title": "First"}, mark=mark)

    with pytest.raises(drafts.ChangedMeanwhile) as told:
        question_drafts.change_criterion(
            by=cast.administrator, criterion=row, words=values | {"title": "Second"}, mark=mark
        )

    assert told.value.theirs["title"] == "First"


def test_a_code_is_never_given_twice(cast, draft):
    section = draft.sections.get(number=1)
    made = question_drafts.add_criterion(by=cast.administrator, section=section, title="Supervision", text="Another.")

    assert made.code == "supervision-2"


def test_the_shares_of_a_scale_rise(cast, draft):
    green = draft.levels.get(key="green")
    words = {
        "name": "Green",
        "meaning": "As is",
        "share": 20,
        "needs_example": False,
        "needs_action": False,
        "need": "all",
    }

    with refused("The share rises from grade to grade. Choose one between those of its neighbours."):
        scale_drafts.change_level(by=cast.administrator, level=green, words=words)


# Pages ------------------------------------------------------------------------


def test_an_editor_changes_one_question_and_goes_to_the_next(cast, draft, sign_in):
    client = sign_in(cast.administrator)
    row = question(draft)
    address = reverse("change_criterion", args=[row.pk])
    page = client.get(address)
    answer = client.post(address, page.context["form"].initial | {"title": "Supervision that helps", "on": ""})

    row.refresh_from_db()
    assert row.title == "Supervision that helps"
    assert answer.url == reverse("change_criterion", args=[question(draft, "named").pk])
    assert TrailEntry.objects.filter(deed="question changed").count() == 1


def test_the_way_to_publication_in_the_browser(cast, draft, sign_in):
    steps = ("ask_review_of_questionnaire", "review_questionnaire", "publish_questionnaire")
    at = {name: reverse(name, args=[draft.pk]) for name in steps}
    sign_in(cast.administrator).post(at["ask_review_of_questionnaire"], {"reviewer": cast.board.email})
    client = sign_in(cast.board)
    front = client.get("/")
    client.post(at["review_questionnaire"], {"fit": "yes", "words": "Clear."})
    answer = sign_in(cast.administrator).post(at["publish_questionnaire"], follow=True)

    assert "Review “Section 11 self-assessment, version 1”" in front.content.decode()
    assert "It is published. From now on it does not change." in answer.content.decode()


def test_a_part_is_moved_by_a_post_only(cast, draft, sign_in):
    row = question(draft, "named")
    address = reverse("move_part", args=["criterion", row.pk, "up"])
    client = sign_in(cast.administrator)

    assert client.get(address).status_code == 405
    assert client.post(address).url == f"/office/questionnaires/{draft.pk}/#criterion-{row.pk}"
    row.refresh_from_db()
    assert row.number == 2


@pytest.mark.parametrize(("who", "status"), [("administrator", 200), ("board", 200), ("lead", 403), ("stranger", 403)])
def test_who_reads_questionnaires(cast, draft, sign_in, who, status):
    client = sign_in(getattr(cast, who))

    for name in ("questionnaire", "preview_questionnaire"):
        assert client.get(reverse(name, args=[draft.pk])).status_code == status


def test_a_reviewer_does_not_edit(cast, draft, sign_in):
    client = sign_in(cast.board)

    assert client.get(reverse("change_criterion", args=[question(draft).pk])).status_code == 403


def test_the_list_asks_the_same_for_one_and_three(cast, draft, sign_in, django_assert_num_queries):
    client = sign_in(cast.administrator)
    address = reverse("questionnaires")
    client.get(address)
    with django_assert_num_queries(5):
        client.get(address)
    for key in ("section-175", "local-priorities"):
        questionnaire_files.load(by=cast.administrator, key=key, at=AT)
    with django_assert_num_queries(5):
        client.get(address)
