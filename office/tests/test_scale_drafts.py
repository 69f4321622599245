"""A questionnaire begun from nothing; grades and forms of a draft; questions that move from section to section."""

import pytest
from django.urls import reverse

from office import drafts, question_drafts, questionnaire_files, questionnaires, scale_drafts
from office.models import Criterion, Level, Variant, Version
from office.tests.given import AT, a_published_questionnaire, published, refused

GRADE = {"meaning": "Between.", "needs_example": False, "needs_action": False, "need": "all"}


def begun(cast, scale="met", **words):
    asked = {"name": "Early help", "use": "self_assessment", "purpose": "", **words}
    return scale_drafts.begin(by=cast.administrator, at=AT, scale=scale, **asked)


@pytest.fixture
def draft(cast):
    return questionnaire_files.load(by=cast.administrator, key="section-11", at=AT)


def question(version, code="supervision"):
    return Criterion.objects.select_related("version", "section").get(version=version, code=code)


@pytest.mark.parametrize("scale", ["blue_to_red", "met", "percent", "facts"])
def test_a_new_questionnaire_is_written_reviewed_and_published(cast, scale):
    version = begun(cast, scale)
    assert questionnaires.faults_of(version) == ["It has no question yet.", "“First section” has no question."]

    made = question_drafts.add_criterion(
        by=cast.administrator, section=version.sections.get(), title="Offer", text="Is there."
    )
    values = question_drafts.values_of(question(version, made.code))
    lowest = version.levels.order_by("-number").first().key
    words = values | {"statements": f"{lowest}: There is a leaflet." if scale == "facts" else ""}
    question_drafts.change_criterion(by=cast.administrator, criterion=made, words=words, mark=drafts.mark_of(values))

    assert published(cast, version).state == "published"


def test_a_name_is_given_once(cast):
    begun(cast)

    with refused("There is a questionnaire called “early HELP” already. Draft a new version of it instead."):
        begun(cast, name="early HELP ")


def test_a_new_grade_stands_where_its_share_says(cast, draft):
    made = scale_drafts.add_level(by=cast.administrator, version=draft, words={"name": "Lime", "share": 60, **GRADE})

    assert (made.number, made.key) == (3, "lime")
    assert list(draft.levels.order_by("number").values_list("number", "key")) == [
        (1, "red"), (2, "amber"), (3, "lime"), (4, "green"), (5, "blue"),
    ]  # fmt: skip


def test_two_grades_never_count_the_same(cast, draft):
    with refused("Another grade counts as much. Choose another share."):
        scale_drafts.add_level(by=cast.administrator, version=draft, words={"name": "Lime", "share": 50, **GRADE})


def test_a_grade_goes_with_what_it_meant_for_questions(cast, draft):
    scale_drafts.remove_level(by=cast.administrator, level=draft.levels.get(key="amber"))

    sheet = questionnaires.sheet(draft)
    assert [(each.number, each.key) for each in sheet.levels] == [(1, "red"), (2, "green"), (3, "blue")]
    assert {key for each in sheet.criteria for key, _ in each.descriptors} == {"red", "green", "blue"}


def test_a_scale_keeps_two_grades(cast):
    version = begun(cast, "met")
    scale_drafts.remove_level(by=cast.administrator, level=version.levels.get(key="met"))

    with refused(scale_drafts.LOWEST):
        scale_drafts.remove_level(by=cast.administrator, level=version.levels.get(key="not-met"))


def test_a_grade_that_facts_belong_to_stays(cast):
    draft = questionnaire_files.load(by=cast.administrator, key="local-priorities", at=AT)
    level = Level.objects.filter(version=draft, statements__isnull=False).first()

    with refused("Questions have facts of this grade. Give those another grade, or take them out, first."):
        scale_drafts.remove_level(by=cast.administrator, level=level)


def test_a_form_for_one_kind_of_agency_is_tried_before_the_form_for_all(cast, draft):
    made = scale_drafts.add_variant(
        by=cast.administrator, version=draft, name="Police form", kinds=["police"], most_people=None
    )
    for _ in range(2):
        question_drafts.move(made, by=cast.administrator, up=True)

    sheet = questionnaires.sheet(draft)
    assert [each.key for each in sheet.variants] == ["police-form", "short", "full"]
    assert sheet.variant_for("police", 2000) == "police-form"
    assert sheet.variant_for("health_trust", 2000) == "full"


def test_a_form_that_nobody_would_get_is_refused(cast, draft):
    with refused("“Full form” takes every agency already. Say which kinds or sizes get this one."):
        scale_drafts.add_variant(by=cast.administrator, version=draft, name="Another", kinds=[], most_people=None)


def test_a_form_whose_questions_nobody_else_asks_stays(cast, draft):
    with refused("Only this form asks “Reports to the board”. Let another one ask it, or take it out, first."):
        scale_drafts.remove_variant(by=cast.administrator, variant=draft.variants.get(key="full"))


def test_a_form_is_taken_out_of_every_question(cast, draft):
    row = question(draft)
    Criterion.objects.filter(pk=row.pk).update(only_for=["short", "full"])

    scale_drafts.remove_variant(by=cast.administrator, variant=draft.variants.get(key="short"))

    row.refresh_from_db()
    assert row.only_for == ["full"]


def test_a_question_moves_to_another_section_and_keeps_its_code(cast, draft):
    row, other = question(draft), draft.sections.get(number=8)
    before, last = row.section, other.criteria.count()
    values = question_drafts.values_of(row)

    question_drafts.change_criterion(
        by=cast.administrator, criterion=row, words=values | {"section": str(other.pk)}, mark=drafts.mark_of(values)
    )

    row.refresh_from_db()
    assert (row.section, row.number, row.code) == (other, last + 1, "supervision")
    numbers = list(before.criteria.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_only_an_empty_section_goes(cast, draft):
    made = question_drafts.add_section(by=cast.administrator, version=draft, title="Ninth", text="")
    question_drafts.remove_section(by=cast.administrator, section=made)

    with refused("It has questions. Move them to another section, or take them out, first."):
        question_drafts.remove_section(by=cast.administrator, section=draft.sections.get(number=1))
    assert draft.sections.count() == 8


def test_a_published_scale_and_its_forms_stay(cast):
    version = a_published_questionnaire(cast)
    words = {"scheme": "percent", "scale_name": "", "note": ""}
    for deed in (
        lambda: scale_drafts.remove_level(by=cast.administrator, level=version.levels.get(key="red")),
        lambda: scale_drafts.remove_variant(by=cast.administrator, variant=version.variants.get(key="short")),
        lambda: scale_drafts.change_scale(by=cast.administrator, version=version, **words),
    ):  # fmt: skip
        with refused(question_drafts.FIXED):
            deed()


# Pages ------------------------------------------------------------------------


def test_a_questionnaire_is_begun_and_its_forms_are_drawn_up_in_the_browser(cast, sign_in):
    client = sign_in(cast.administrator)
    client.post(reverse("begin_questionnaire"), {"name": "Early help", "use": "self_assessment", "scale": "met"})
    version = Version.objects.get()
    client.post(reverse("add_variant", args=[version.pk]), {"name": "Small", "kinds": ["school"], "most_people": 20})
    client.post(reverse("change_scale", args=[version.pk]), {"scheme": "levels", "scale_name": "Three", "note": "New"})
    page = client.get(reverse("questionnaire", args=[version.pk])).content.decode()

    variant = Variant.objects.get()
    assert (variant.kinds, variant.most_people) == (["school"], 20)
    assert "Three. One grade is chosen." in page
    assert "Before anybody can review it" in page


@pytest.mark.parametrize(
    ("name", "part"), [("remove_level", "levels"), ("remove_variant", "variants"), ("remove_section", "sections")]
)
def test_nothing_is_taken_out_by_looking(cast, draft, sign_in, name, part):
    rows = getattr(draft, part)
    address = reverse(name, args=[rows.order_by("number").first().pk])
    before = rows.count()

    assert sign_in(cast.administrator).get(address).status_code == 200
    assert rows.count() == before
    assert sign_in(cast.board).post(address).status_code == 403


def test_a_share_above_a_hundred_is_refused_in_words(cast, draft, sign_in):
    words = {"name": "Gold", "meaning": "More.", "share": 120, "need": "all"}
    answer = sign_in(cast.administrator).post(reverse("add_level", args=[draft.pk]), words)

    assert "Give a number from 0 to 100." in answer.content.decode()
