"""Every role: its name, who it is for, what it may do everywhere and what within its own agency.

Read it aloud: this file and permissions.py are the whole policy. A role held at a parent agency (a trust)
covers the agencies below it. Roles are stored by their short key, so a new name is written here and nowhere else.
"""

from dataclasses import dataclass

from partnership.permissions import Permission

EVERY_MEMBER = frozenset(
    {
        Permission.BOOK_PLACES,
        Permission.NOMINATE,
        Permission.SEE_ACTIONS,
        Permission.SEE_DASHBOARD,
        Permission.WORK_ON_REVIEWS,
    }
)
OF_THE_AGENCY = frozenset({Permission.LOG_TEAM_USE, Permission.SEE_AGENCY_MATTERS})
ANSWERS_FOR_THE_AGENCY = OF_THE_AGENCY | {
    Permission.ANSWER_RECOMMENDATIONS,
    Permission.ANSWER_SELF_ASSESSMENTS,
    Permission.JOIN_CAMPAIGNS,
    Permission.OWN_ACTIONS,
    Permission.RECORD_VOICES,
    Permission.SEE_SELF_ASSESSMENTS,
    Permission.SEND_RETURNS,
}
CHALLENGES = frozenset(
    {
        Permission.COMPARE_THANKS,
        Permission.REVIEW_QUESTIONNAIRES,
        Permission.SEE_AGENCY_MATTERS,
        Permission.SEE_AUDITS,
        Permission.SEE_CAPACITY,
        Permission.SEE_COVERAGE,
        Permission.SEE_IMPACT,
        Permission.SEE_REPORTS_AT_WORK,
        Permission.SEE_SELF_ASSESSMENTS,
        Permission.TEST_IMPACT,
    }
)
LEADS_THE_AGENCY = ANSWERS_FOR_THE_AGENCY | {
    Permission.ADMIT_MEMBERS,
    Permission.ANSWER_AUDITS,
    Permission.BOOK_FOR_OTHERS,
    Permission.COUNT_HEADS,
    Permission.READ_AGREEMENTS,
    Permission.SEE_COVERAGE,
    Permission.SEE_IMPACT,
    Permission.SEE_PEOPLE,
}


@dataclass(frozen=True)
class Role:
    """One role of the partnership."""

    key: str
    name: str
    who: str
    everywhere: frozenset[Permission] = frozenset()
    own_agency: frozenset[Permission] = OF_THE_AGENCY


_ALL = (
    Role(
        "practitioner",
        "Practitioner",
        "anybody who works with children and families in a partner agency",
        EVERY_MEMBER,
    ),
    Role(
        "agency_lead",
        "Safeguarding lead",
        "answers for safeguarding in an agency: admits its people, books and answers for it",
        EVERY_MEMBER,
        LEADS_THE_AGENCY,
    ),
    Role(
        "analyst",
        "Analyst",
        "sends an agency's data and checks how it was read",
        EVERY_MEMBER | {Permission.KEEP_CHARTS},
        OF_THE_AGENCY | {Permission.LOAD_DATA, Permission.SEND_RETURNS},
    ),
    Role(
        "auditor",
        "Auditor",
        "audits cases for an agency, and moderates what others say of themselves",
        EVERY_MEMBER | {Permission.MODERATE_SELF_ASSESSMENTS, Permission.SEE_SELF_ASSESSMENTS, Permission.TEST_IMPACT},
        OF_THE_AGENCY | {Permission.ANSWER_AUDITS},
    ),
    Role(
        "trainer",
        "Trainer",
        "delivers courses",
        EVERY_MEMBER | {Permission.KEEP_REGISTERS, Permission.SEE_IMPACT},
    ),
    Role(
        "panel_member",
        "Commendation panel member",
        "reads and scores nominations",
        EVERY_MEMBER | {Permission.JUDGE_NOMINATIONS},
    ),
    Role(
        "head",
        "Head teacher",
        "leads a school and signs its return",
        EVERY_MEMBER,
        LEADS_THE_AGENCY,
    ),
    Role(
        "governor",
        "Safeguarding governor",
        "signs a school's return with the head",
        EVERY_MEMBER,
        OF_THE_AGENCY | {Permission.SEE_SELF_ASSESSMENTS},
    ),
    Role(
        "coordinator",
        "Review coordinator",
        "runs case reviews with a named team",
        EVERY_MEMBER
        | {
            Permission.CHECK_LEARNING,
            Permission.KEEP_MESSAGES,
            Permission.OPEN_REVIEWS,
            Permission.RECORD_FINDINGS,
            Permission.WRITE_LEARNING,
        },
    ),
    Role("board_member", "Board member", "reads, challenges and decides at the board", EVERY_MEMBER | CHALLENGES),
    Role(
        "safeguarding_partner",
        "Delegated safeguarding partner",
        "signs for the council, the police or health",
        EVERY_MEMBER
        | CHALLENGES
        | {
            Permission.AGREE_ACTIONS,
            Permission.APPROVE_FIGURES,
            Permission.DECIDE_DUE_DATES,
            Permission.DECIDE_REVIEWS,
            Permission.RAISE_MESSAGES,
        },
        ANSWERS_FOR_THE_AGENCY | {Permission.ANSWER_AUDITS, Permission.SIGN_REPORTS},
    ),
    Role(
        "scrutineer",
        "Independent scrutineer",
        "reads everything that is not sealed, and says what he or she finds",
        EVERY_MEMBER
        | CHALLENGES
        | {
            Permission.MODERATE_SELF_ASSESSMENTS,
            Permission.CHECK_LEARNING,
            Permission.PUBLISH_VOICES,
            Permission.READ_TRAIL,
            Permission.RECORD_FINDINGS,
            Permission.RECORD_VOICES,
        },
    ),
    Role(
        "business_unit",
        "Business unit",
        "keeps the partnership running: plan, members, rules, letters",
        EVERY_MEMBER
        | ANSWERS_FOR_THE_AGENCY
        | CHALLENGES
        | {
            Permission.ADMIT_MEMBERS,
            Permission.AGREE_ACTIONS,
            Permission.APPROVE_RETURNS,
            Permission.BOOK_FOR_OTHERS,
            Permission.BREAK_GLASS,
            Permission.CHECK_LEARNING,
            Permission.APPROVE_FIGURES,
            Permission.COUNT_HEADS,
            Permission.DECIDE_DUE_DATES,
            Permission.GIVE_ROLES,
            Permission.KEEP_AGREEMENTS,
            Permission.KEEP_AUDITS,
            Permission.KEEP_CAMPAIGNS,
            Permission.KEEP_CATALOGUE,
            Permission.KEEP_CHARGES,
            Permission.KEEP_MESSAGES,
            Permission.KEEP_COMMENDATIONS,
            Permission.KEEP_CHARTS,
            Permission.KEEP_PAGES,
            Permission.KEEP_PLAN,
            Permission.KEEP_QUESTIONNAIRES,
            Permission.KEEP_REPORTS,
            Permission.KEEP_SELF_ASSESSMENTS,
            Permission.KEEP_REGISTERS,
            Permission.LOAD_DATA,
            Permission.MANAGE_AGENCIES,
            Permission.MODERATE_SELF_ASSESSMENTS,
            Permission.PUBLISH_VOICES,
            Permission.READ_AGREEMENTS,
            Permission.READ_LETTERS,
            Permission.READ_TRAIL,
            Permission.RECORD_FINDINGS,
            Permission.SEE_COMPONENTS,
            Permission.SEE_PEOPLE,
            Permission.SET_RULES,
            Permission.USE_OFFICE,
            Permission.WRITE_LEARNING,
        },
    ),
)
ROLES: dict[str, Role] = {role.key: role for role in _ALL}

# They see or decide so much that a stolen password or an opened mailbox must not be enough to sign in.
SECOND_FACTOR = frozenset({"analyst", "auditor", "business_unit", "coordinator", "safeguarding_partner", "scrutineer"})


def allows(role: str, permission: Permission, *, at_own_agency: bool) -> bool:
    """Whether a role allows something, at its own agency (or one below it) or elsewhere; KeyError for no such role."""
    held = ROLES[role]
    return permission in held.everywhere or (at_own_agency and permission in held.own_agency)
