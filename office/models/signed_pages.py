"""Which signed links have been used, so that one that works once works once."""

from django.db import models


class UsedLink(models.Model):
    """A signed link whose button was pressed; only its number is kept."""

    number = models.CharField(max_length=32, unique=True)
    purpose = models.CharField(max_length=60)
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.purpose} used"
