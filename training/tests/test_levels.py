"""The levels of courses bear the names the partnership gives them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from office import rules
from training.tests import given

pytestmark = pytest.mark.django_db


def test_the_office_names_the_levels_and_the_catalogue_uses_its_words(cast, client):
    now = timezone.now()
    event = given.an_event(cast, at=now)
    rules.set_rule(by=cast.administrator, key="training.level_generalist", value="Group 3",
                   valid_from=timezone.localdate(now), at=now)  # fmt: skip

    page = client.get(reverse("training"))
    file = client.get(reverse("training"), {"format": "csv"}).content.decode()

    assert ("generalist", "Group 3") in page.context["listing"].form.fields["level"].choices
    assert "Group 3" in page.content.decode()
    assert ",Group 3," in file
    assert "Group 3" in client.get(reverse("event", args=[event.pk])).content.decode()
