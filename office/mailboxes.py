"""Whose is an e-mail address: one person's or a shared desk's, an agency's or the whole world's. Pure.

One account per person, personal or individual work e-mail, generic mailboxes refused (domain handbook, 10).
"""

import re

# What comes before the @ of desks that several people read; compared word by word.
DESKS = frozenset({
    "admin", "administration", "administrator", "bursar", "contact", "contactus", "dsl", "duty", "enquiries",
    "enquiry", "finance", "general", "head", "headteacher", "hello", "help", "helpdesk", "hr", "hub", "info",
    "information", "inbox", "mail", "mailbox", "mash", "nobody", "noreply", "office", "postmaster", "reception",
    "referrals", "safeguarding", "school", "secretary", "senco", "shared", "staff", "support", "team", "training",
    "webmaster",
})  # fmt: skip
# Domains where anybody can have an address, so that one there says nothing about where a person works.
ANYBODY = frozenset({
    "aol.com", "btinternet.com", "gmail.com", "gmx.com", "googlemail.com", "hotmail.co.uk", "hotmail.com",
    "icloud.com", "live.co.uk", "live.com", "mail.com", "me.com", "msn.com", "outlook.com", "proton.me",
    "protonmail.com", "sky.com", "talktalk.net", "virginmedia.com", "yahoo.co.uk", "yahoo.com", "ymail.com",
})  # fmt: skip


def tidy(email: str) -> str:
    """The address as it is kept: without spaces around it, in lower case."""
    return email.strip().lower()


def domain_of(email: str) -> str:
    """What stands after the last @; empty when there is none."""
    return tidy(email).rpartition("@")[2] if "@" in email else ""


def is_shared(email: str) -> bool:
    """Whether the name before the @ is that of a desk: every word of it is (office.3000@ is, ann.office@ is not)."""
    words = [word for word in re.split(r"[^a-z]+", tidy(email).rpartition("@")[0].partition("+")[0]) if word]
    return bool(words) and all(word in DESKS for word in words)


def says_where_one_works(email: str) -> bool:
    """Whether the domain can belong to an agency at all."""
    return bool(domain_of(email)) and domain_of(email) not in ANYBODY


SHARED = (
    "This looks like a mailbox that several people read. Training records, votes and signatures are kept for one "
    "person, and a code sent there could be used by somebody else. Use an address that only you read."
)
