"""Whose is an e-mail address."""

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as some

from office import mailboxes


@pytest.mark.parametrize(
    ("email", "shared"),
    [
        ("info@elm.sch.uk", True),
        ("office.3000@elm.sch.uk", True),
        ("school-office@elm.sch.uk", True),
        ("Head.Teacher@elm.sch.uk", False),
        ("headteacher@elm.sch.uk", True),
        ("safeguarding+news@elm.sch.uk", True),
        ("ann.office@elm.sch.uk", False),
        ("a.head@elm.sch.uk", False),
        ("4321@elm.sch.uk", False),
        ("", False),
    ],
)
def test_a_mailbox_is_shared_when_every_word_of_it_names_a_desk(email: str, shared: bool) -> None:
    assert mailboxes.is_shared(email) is shared


@pytest.mark.parametrize(
    ("email", "says"), [("ann@elm.sch.uk", True), ("ann@GMAIL.com", False), ("ann", False), ("ann@", False)]
)
def test_an_address_anybody_can_have_says_nothing_of_where_one_works(email: str, says: bool) -> None:
    assert mailboxes.says_where_one_works(email) is says


@for_any(some.text())
def test_no_text_at_all_breaks_it(text: str) -> None:
    assert mailboxes.tidy(mailboxes.tidy(text)) == mailboxes.tidy(text)
    assert mailboxes.is_shared(text) in (True, False)
