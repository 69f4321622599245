"""What is typed into a long form is kept until it is sent: opened again it stands there, sent it is forgotten."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from office.models import Draft
from priorities import actions
from priorities.models import Campaign, Finding, Recommendation, Response, Voice
from priorities.models.actions import Action
from priorities.tests import given


def a_day(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def _new(view, who, made, long, **form):
    """A page of something new: its address, who opens it, what it makes, the long answer, all answers."""
    return pytest.param(lambda cast: reverse(view), who, made, long, form, id=view)


def _answer(cast):
    asked = given.a_recommendation(cast, at=timezone.now())
    return reverse("answer_recommendation", args=[asked.responses.get().pk])


TODAY, SOON = timezone.localdate(), timezone.localdate() + timedelta(days=60)
PAGES = [
    _new("record_finding", "administrator", Finding, "text", text="Fathers are not invited", source_kind="inspection",
         source_title="Inspection", audience="members", **a_day("on", TODAY)),
    _new("make_recommendation", "administrator", Recommendation, "text", text="Invite every father",
         audience="members", **a_day("due_on", SOON)),
    _new("propose_action", "lead", Action, "text", text="Every letter names the father", measure_text="Fathers there",
         owner_agency="Oakshire Health", owner_role="Named nurse", strength="strong", urgency="medium",
         audience="members", **a_day("due_on", SOON)),
    _new("record_voice", "lead", Voice, "text", text="We tell it again and again.", speaker="children",
         channel="group", agency="Oakshire Health", audience="members", **a_day("heard_on", TODAY)),
    _new("start_campaign", "administrator", Campaign, "aim", title="Safe sleep", topic="Babies",
         aim="Every father hears it.", audience_words="Parents", lead_agency="Oakshire Health",
         **a_day("starts_on", TODAY), **a_day("ends_on", SOON)),
    pytest.param(_answer, "lead", Response, "reason", {"answer": "not_accepted", "reason": "No such service."},
                 id="answer_recommendation"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "who", "made", "text", "form"), PAGES)
def test_what_was_typed_stands_there_again_and_is_forgotten_once_it_is_sent(
    client, cast, address, who, made, text, form
):
    client.force_login(getattr(cast, who))
    page = address(cast)
    if made is Recommendation:
        form = form | {"agencies": [cast.agencies.police.pk]}
    empty = client.get(page).context["form"]

    kept = client.post(reverse("save_draft", args=[empty.form_key, empty.record_key]), form)
    again = client.get(page)
    sent = client.post(page, form)

    assert kept.status_code == 200
    shown = again.context["form"]
    assert (shown.restored.form, form[text] in str(shown[text])) == (empty.form_key, True)
    assert (
        f'data-autosave-url="{reverse("save_draft", args=[empty.form_key, empty.record_key])}"'
        in again.content.decode()
    )
    assert (sent.status_code, made.objects.count(), Draft.objects.count()) == (302, 1, 0)


def test_the_draft_of_an_answer_to_one_recommendation_is_not_shown_for_another(client, cast):
    first, second = (given.a_recommendation(cast, at=timezone.now()) for _ in range(2))
    client.force_login(cast.lead)
    page = reverse("propose_action")
    begun = client.get(page, {"recommendation": first.pk}).context["form"]
    client.post(reverse("save_draft", args=[begun.form_key, begun.record_key]), {"text": "For the first"})

    restored = {
        asked: client.get(page, words).context["form"].restored is not None
        for asked, words in (("first", {"recommendation": first.pk}), ("second", {"recommendation": second.pk}),
                             ("none", {}))
    }  # fmt: skip

    assert restored == {"first": True, "second": False, "none": False}


def test_the_draft_of_a_change_is_forgotten_once_it_is_saved(client, cast):
    action = given.a_proposed_action(cast, at=timezone.now())
    client.force_login(cast.lead)
    client.post(reverse("save_draft", args=[actions.FORM, str(action.pk)]), {"text": "Half a sen"})
    form = client.get(reverse("change_action", args=[action.pk])).context["form"]
    whole = {name: form[name].value() for name in ("measure_text", "owner_agency", "owner_person", "strength",
             "urgency", "audience", "mark")}  # fmt: skip

    client.post(reverse("change_action", args=[action.pk]), whole | {"text": "Whole"} | a_day("due_on", action.due_on))

    action.refresh_from_db()
    assert (action.text, Draft.objects.count()) == ("Whole", 0)
