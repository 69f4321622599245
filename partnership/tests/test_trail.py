"""The trail cannot be changed, deleted or emptied."""

import pytest
from django.db import DatabaseError, connection, transaction

from partnership import trail
from partnership.models import TrailEntry

pytestmark = pytest.mark.django_db


def test_a_line_of_the_trail_cannot_be_changed():
    entry = trail.leave("house opened", by=None)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        TrailEntry.objects.filter(pk=entry.pk).update(deed="nothing happened")

    assert TrailEntry.objects.get().deed == "house opened"


def test_a_line_of_the_trail_cannot_be_deleted():
    trail.leave("house opened", by=None)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        TrailEntry.objects.all().delete()

    assert TrailEntry.objects.count() == 1


def test_the_trail_cannot_be_emptied():
    with connection.cursor() as cursor:
        cursor.execute("alter table partnership_trailentry enable trigger trail_is_not_emptied")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("truncate partnership_trailentry")
