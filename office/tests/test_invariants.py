"""What must never be of pages, documents and newsletters is found, and a sound desk is called sound."""

from office import newsletters
from office.invariants import broken
from office.models import Newsletter, Page, SearchEntry
from office.tests import given
from office.tests.given import AT
from office.tests.test_documents import a_document
from office.tests.test_pages import a_page


def test_pages_documents_and_newsletters_made_by_the_desk_break_nothing(cast):
    a_page(cast.administrator)
    a_document(cast)
    newsletters.write(by=cast.administrator, title="News", body="Read.", at=AT)

    assert list(broken()) == []


def test_what_everybody_finds_and_may_not_read_is_told(cast):
    page = a_page(cast.administrator, audience="members").page
    document = a_document(cast, audience="members")
    SearchEntry.objects.filter(room="office").update(audiences=["public"])
    keys = [f"office.document:{document.pk}", f"office.page:{page.pk}"]

    assert [each for each in broken() if "finds" in each] == [
        f"Everybody finds “{key}”, which is not for everybody." for key in sorted(keys)[::-1]
    ]


def test_a_page_of_the_foot_that_is_not_shown_is_told(administrator):
    page = a_page(administrator, shown=False).page
    Page.objects.filter(pk=page.pk).update(delivered=True)

    told = f"The page “{page.slug}” stands in the foot of every page and is not shown to everybody."
    assert list(broken()) == [told]


def test_a_newsletter_that_counts_fewer_than_were_written_is_told(administrator):
    issue = newsletters.write(by=administrator, title="News", body="Read.", at=AT)
    given.a_letter(key=f"newsletter to 7 issue {issue.pk}")
    Newsletter.objects.update(state="sent", sent_by=administrator, sent_at=AT)

    assert list(broken()) == [f"Newsletter {issue.pk} says it reached 0, and 1 letters of it were written."]
