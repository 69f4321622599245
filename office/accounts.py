"""Sign-in rules: letters instead of allauth's mail, no sign-up but by joining, a second factor by role, dormancy.

allauth does the sign-in; this says what it must ask here.
"""

import uuid
from base64 import b64encode
from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import LoginStage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from office import letters
from partnership import trail
from partnership.models import Membership, Person
from partnership.roles import SECOND_FACTOR

# allauth's mails and the letter each becomes: the template, and what it needs of allauth's context.
CODES = {
    "account/email/login_code": "sign_in_code",
    "account/email/email_confirmation": "email_code",
    "account/email/email_confirmation_signup": "email_code",
    "account/email/password_reset_code": "password_code",
}
NOTICES = {
    "account/email/account_already_exists": "Somebody tried to make a second account with this address",
    "account/email/email_changed": "The e-mail address of your account was changed",
    "account/email/email_confirm": "An e-mail address of your account was confirmed",
    "account/email/email_deleted": "An e-mail address was removed from your account",
    "account/email/password_changed": "Your password was changed",
    "account/email/password_reset": "Your password was set anew",
    "account/email/password_set": "A password was set for your account",
    "mfa/email/recovery_codes_generated": "New recovery codes were made for your account",
    "mfa/email/totp_activated": "An authenticator app was added to your account",
    "mfa/email/totp_deactivated": "The authenticator app was removed from your account",
    "mfa/email/webauthn_added": "A security key was added to your account",
    "mfa/email/webauthn_removed": "A security key was removed from your account",
}


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks of the house."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts come from joining."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a letter; an unknown mail of allauth is a KeyError, so that none is lost in silence."""
        template = CODES.get(template_prefix)
        wanted = {"code": context["code"]} if template else {"what": NOTICES[template_prefix]}
        with transaction.atomic():
            letters.write(
                to=email,
                topic="sign_in",
                template=f"office/{template or 'security_notice'}",
                context=wanted,
                key=f"account {uuid.uuid4()}",
                at=timezone.now(),
                secret=template is not None,
            )

    def get_login_stages(self) -> list[str]:
        """After allauth's own: whoever needs a second factor and has none sets it up before being signed in."""
        return [*super().get_login_stages(), "office.accounts.SecondFactorStage"]


class MFAAdapter(DefaultMFAAdapter):
    """What allauth's second factor asks of the house."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last factor stays while a role needs it."""
        if not needs_second_factor(authenticator.user, at=timezone.now()):
            return True
        factors = Authenticator.objects.filter(user=authenticator.user).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return authenticator.type == Authenticator.Type.RECOVERY_CODES or factors.count() > 1

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        """What a new key is called until its holder says otherwise."""
        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "My security key" if held == 0 else f"My security key {held + 1}"


class SecondFactorStage(LoginStage):
    """The last step of signing in, for roles that need a second factor and people who have none yet."""

    key = "second_factor"
    urlname = "second_factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Let pass, or send to the page where it is set up; nobody is signed in before."""
        person = self.login.user
        if not needs_second_factor(person, at=timezone.now()) or has_second_factor(person):
            return None, True
        return redirect(self.urlname), True


def needs_second_factor(person: Person, *, at: datetime) -> bool:
    """Whether a role the person holds, or will hold, needs one; never in the demonstration."""
    if settings.DEMO:
        return False
    on = timezone.localdate(at)
    lasting = Membership.objects.filter(person=person, role__in=SECOND_FACTOR).exclude(ends_on__lt=on)
    return person.is_staff or lasting.exists()


def has_second_factor(person: Person) -> bool:
    """Whether an app or a key has been set up; recovery codes alone are none."""
    return Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def keep_second_factor(*, by: Person, secret: str) -> None:
    """Keep the authenticator app whose first code was right, and make recovery codes."""
    with transaction.atomic():
        TOTP.activate(by, secret)
        RecoveryCodes.activate(by)
        trail.leave("second factor set up", by=by, about=by)


def as_picture(svg: str) -> str:
    """A drawing as the address of a picture, which the content policy lets through."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
