"""How the words of a section came to be: every earlier wording, and what colleagues remarked."""

from django.db import models
from django.db.models import Q

from partnership.models import Person
from reports.models.yearly import Section


class Wording(models.Model):
    """The words of a section as somebody saved them; rows are only added."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="wordings")
    text = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["section", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.section}, {self.at}"


class Comment(models.Model):
    """What a colleague says of a section, until somebody has settled it."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["section", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="comment_settled_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
