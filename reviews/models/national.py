"""National reviews and guidance that were published elsewhere, and what we do about them."""

from django.db import models
from django.db.models import Q

from partnership.models import Person
from priorities.models import Action, Theme


class NationalLearning(models.Model):
    """One national review or piece of guidance, and our response."""

    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=120)
    address = models.URLField(max_length=300, blank=True)
    published_on = models.DateField()
    summary = models.TextField(max_length=2000)
    response = models.TextField(blank=True, max_length=3000)
    responded_on = models.DateField(null=True, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    calls_for = models.ManyToManyField(Action, blank=True, related_name="+")
    logged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_on", "title"]
        verbose_name_plural = "national learning"
        constraints = [
            models.UniqueConstraint(fields=["title", "published_on"], name="national_learning_once"),
            models.CheckConstraint(
                condition=Q(response="", responded_on=None) | (~Q(response="") & Q(responded_on__isnull=False)),
                name="national_learning_answered_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title
