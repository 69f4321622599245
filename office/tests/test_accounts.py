"""Accounts: codes by letter, the second factor by role, dormancy."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from office import accounts, dormancy
from office.models import Letter
from office.tests import given
from office.tests.given import AT
from partnership.models import Membership, Person

PASSWORD = "a long password of words"


@pytest.fixture(autouse=True)
def _rates_begin_anew(time_machine, own_cache):
    time_machine.move_to(AT, tick=True)


@pytest.fixture
def real(settings):
    """A portal that is no demonstration."""
    settings.DEMO = False


def with_password(person):
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    return person


def sign_in(client, person, **more):
    return client.post("/accounts/login/", {"login": person.email, "password": PASSWORD, **more})


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_in_the_demonstration_an_administrator_signs_in_with_a_password_alone(client, administrator):
    answer = sign_in(client, with_password(administrator))

    assert answer.url == "/"


def test_elsewhere_an_administrator_is_not_signed_in_before_the_second_factor_stands(client, administrator, real):
    answer = sign_in(client, with_password(administrator))
    before = client.get("/office/people/")
    page = client.get(answer.url)

    wrong = client.post(answer.url, {"code": "000000"})
    done = client.post(answer.url, {"code": code_of(page.context["form"].secret)})

    assert answer.url == reverse("second_factor")
    assert before.url == "/accounts/login/?next=/office/people/"
    assert wrong.context["form"].errors.keys() == {"code"}
    assert done.url == reverse("mfa_view_recovery_codes")
    assert client.get("/office/people/").status_code == 200
    assert accounts.has_second_factor(administrator)


def test_the_next_time_the_code_is_asked_and_needed(client, administrator, real):
    first = sign_in(client, with_password(administrator))
    secret = client.get(first.url).context["form"].secret
    client.post(first.url, {"code": code_of(secret)})
    another = Client()

    answer = sign_in(another, administrator)

    assert answer.url == reverse("mfa_authenticate")
    assert another.get("/office/people/").status_code == 302


def test_a_practitioner_needs_no_second_factor(client, practitioner, real):
    assert sign_in(client, with_password(practitioner)).url == "/"


def test_the_page_of_the_second_factor_is_closed_to_whoever_is_not_signing_in(client, db):
    assert client.get(reverse("second_factor")).url == "/accounts/login/"


def test_the_last_factor_cannot_be_removed_while_a_role_needs_it(administrator, practitioner, real):
    for person, may in ((administrator, False), (practitioner, True)):
        factor = Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})

        assert get_mfa_adapter().can_delete_authenticator(factor) is may


def test_the_hatch_has_no_sign_in_of_its_own(client, db):
    answer = client.get("/house/hatch/login/")

    assert answer.url.startswith("/accounts/login/")


def test_a_code_by_letter_signs_in(client, practitioner):
    with_password(practitioner)

    asked = client.post("/accounts/login/code/", {"email": practitioner.email})
    letter = Letter.objects.get()
    code = re.search(r"^[A-Z0-9-]{6,}$", letter.text, flags=re.MULTILINE).group()
    client.post(asked.url, {"code": code})

    assert letter.secret
    assert client.get("/accounts/profile/").status_code == 200


def test_nobody_signs_up_beside_joining(client, db):
    client.post("/accounts/signup/", {"email": "a@home.example", "password1": PASSWORD, "password2": PASSWORD})

    assert not Person.objects.exists()


@pytest.mark.parametrize("mail", sorted({**accounts.CODES, **accounts.NOTICES}))
def test_every_mail_of_allauth_has_a_letter(mail, practitioner, rf):
    accounts.AccountAdapter(rf.get("/")).send_mail(mail, practitioner.email, {"code": "ABC123"})

    letter = Letter.objects.get()
    assert letter.to_address == practitioner.email
    assert letter.subject
    assert ("ABC123" in letter.text) is (mail in accounts.CODES)
    assert letter.secret is (mail in accounts.CODES)


def test_an_open_session_is_not_enough_to_add_an_address(client, practitioner):
    sign_in(client, with_password(practitioner))
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 3600
    session.save()

    answer = client.post("/accounts/email/", {"action_add": "", "email": "mine@home.example"})

    assert answer.url.startswith("/accounts/reauthenticate/")
    assert client.get(answer.url).status_code == 200
    assert not EmailAddress.objects.filter(email="mine@home.example").exists()


def test_a_shared_mailbox_does_not_become_a_second_address(client, practitioner):
    sign_in(client, with_password(practitioner))

    answer = client.post("/accounts/email/", {"action_add": "", "email": "info@oakshire-health.example"})

    assert "several people read" in answer.content.decode()


def test_behind_a_proxy_rate_limits_count_by_the_address_it_passes_on(client, practitioner, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(12):
        client.post(reverse("join"), {"email": f"a{number}@home.example"}, headers={"x-forwarded-for": "192.0.2.1"})

    other = client.post(reverse("join"), {"email": "b@home.example"}, headers={"x-forwarded-for": "192.0.2.2"})
    for number in range(12, 21):
        last = client.post(
            reverse("join"), {"email": f"a{number}@home.example"}, headers={"x-forwarded-for": "192.0.2.1"}
        )

    assert other.status_code == 302
    assert "too often" in last.content.decode()


# Dormancy --------------------------------------------------------------------


def left_long_ago(person, *, months):
    long_ago = AT - timedelta(days=31 * months)
    Membership.objects.filter(person=person).update(ends_on=long_ago.date())
    Person.objects.filter(pk=person.pk).update(last_login=long_ago)


def test_an_account_nobody_uses_is_warned_then_closed_and_opens_again_by_joining(agencies, practitioner):
    left_long_ago(practitioner, months=12)

    counts = [dormancy.warn_and_close(at=AT + timedelta(days=days)) for days in (0, 0, 29, 30, 31)]

    practitioner.refresh_from_db()
    again = given.a_request(email=practitioner.email, agency=agencies.police, at=AT + timedelta(days=40))
    assert counts == [(1, 0), (0, 0), (0, 0), (0, 1), (0, 0)]
    assert (practitioner.is_active, Letter.objects.earliest("pk").subject) == (
        False,
        "Your account is going to be closed",
    )
    assert again.person == practitioner


def test_whoever_belongs_to_an_agency_or_signs_in_again_is_left_alone(practitioner, stranger):
    Person.objects.filter(pk=stranger.pk).update(last_login=AT - timedelta(days=3000))
    left_long_ago(practitioner, months=12)
    warned = dormancy.warn_and_close(at=AT)
    Person.objects.filter(pk=practitioner.pk).update(last_login=AT + timedelta(days=1))

    assert warned == (1, 0)
    assert dormancy.warn_and_close(at=AT + timedelta(days=60)) == (0, 0)


def test_the_pages_of_security_keys_speak_our_words(client, practitioner):
    client.force_login(practitioner)

    page = client.get(reverse("mfa_list_webauthn")).content.decode()

    assert "You have added no security key yet." in page
    assert get_mfa_adapter().generate_authenticator_name(practitioner, Authenticator.Type.WEBAUTHN) == "My security key"
