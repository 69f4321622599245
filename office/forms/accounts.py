"""allauth's questions with the house's own rules added."""

from allauth.account.forms import AddEmailForm as TheirAddEmailForm
from django.core.exceptions import ValidationError

from office import mailboxes


class AddEmailForm(TheirAddEmailForm):
    """A further address, which only one person reads."""

    def clean_email(self) -> str:
        email = mailboxes.tidy(super().clean_email())
        if mailboxes.is_shared(email):
            raise ValidationError(mailboxes.SHARED)
        return email
