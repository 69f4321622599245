"""The cast is who contract and drawing say they are."""

from allauth.account.models import EmailAddress

from oscb_portal.oakshire import cast as cast_module
from partnership.access import can
from partnership.models import Membership, Person
from partnership.permissions import Permission


def test_each_of_the_cast_wears_the_drawn_hat(cast):
    hats = {each.person.email: f"{each.role} of {each.agency.slug}" for each in Membership.objects.for_list()}

    assert hats == {
        "administrator@oakshire.example": "business_unit of business-unit",
        "analyst@oakshire.example": "analyst of county-council",
        "auditor@oakshire.example": "auditor of county-council",
        "board@oakshire.example": "board_member of board",
        "coordinator@oakshire.example": "coordinator of county-council",
        "council@oakshire.example": "safeguarding_partner of county-council",
        "governor@oakshire.example": "governor of school",
        "head@oakshire.example": "head of school",
        "health@oakshire.example": "safeguarding_partner of icb",
        "lead@oakshire.example": "agency_lead of health-trust",
        "panel@oakshire.example": "panel_member of board",
        "police@oakshire.example": "safeguarding_partner of police",
        "practitioner@oakshire.example": "practitioner of health-trust",
        "scrutineer@oakshire.example": "scrutineer of board",
        "stranger@oakshire.example": "practitioner of voluntary",
        "trainer@oakshire.example": "trainer of board",
    }


def test_the_cast_can_be_found_again(cast):
    again = cast_module.of_the_database()

    assert again == cast


def test_addresses_of_the_cast_are_verified_and_nobody_has_a_password_unless_told(cast):
    assert set(EmailAddress.objects.values_list("verified", "primary")) == {(True, True)}
    assert [person.has_usable_password() for person in Person.objects.all()] == [False] * 16


def test_practitioner_answers_to_the_lead(practitioner, lead):
    assert practitioner.line_manager == lead
    assert can(lead, Permission.ADMIT_MEMBERS, agency=practitioner.memberships.get().agency)


def test_the_signed_in_front_page_greets_each_of_the_cast(cast, sign_in):
    statuses = {key: sign_in(getattr(cast, key)).get("/").status_code for key in cast_module.PEOPLE}

    assert set(statuses.values()) == {200}
