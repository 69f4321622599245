"""Addresses of the desk."""

from django.urls import path

from office.views import agencies, agreements, desk, letters, people, rules, search, tokens, trail, uploads

urlpatterns = [
    path("letters/stop-reminders/<str:token>/", letters.stop_reminders, name="stop_reminders"),
    path("office/", desk.desk, name="desk"),
    path("office/agencies/", agencies.agencies, name="agencies"),
    path("office/agencies/add/", agencies.add_agency, name="add_agency"),
    path("office/agencies/upload/", uploads.upload_agencies, name="upload_agencies"),
    path("office/agencies/upload/check/", uploads.check_agencies, name="check_agencies"),
    path("office/agencies/<int:pk>/", agencies.agency, name="agency"),
    path("office/agencies/<int:pk>/change/", agencies.change_agency, name="change_agency"),
    path("office/agencies/<int:pk>/close/", agencies.close_agency, name="close_agency"),
    path("office/agencies/<int:pk>/heads/", agencies.count_heads, name="count_heads"),
    path("office/agencies/<int:pk>/keys/issue/", tokens.issue_token, name="issue_token"),
    path("office/agreements/", agreements.agreements, name="agreements"),
    path("office/agreements/new/", agreements.add_agreement, name="add_agreement"),
    path("office/agreements/<int:pk>/file/", agreements.agreement_file, name="agreement_file"),
    path("office/joining/", people.join_requests, name="join_requests"),
    path("office/joining/<int:pk>/", people.join_request, name="join_request"),
    path("office/joining/<int:pk>/admit/", people.admit, name="admit"),
    path("office/letters/", letters.letters, name="letters"),
    path("office/letters/<int:pk>/", letters.letter, name="letter"),
    path("office/letters/<int:pk>/html/", letters.letter_html, name="letter_html"),
    path("office/letters/<int:pk>/pdf/", letters.letter_pdf, name="letter_pdf"),
    path("office/people/", people.people, name="people"),
    path("office/people/<int:pk>/", people.membership, name="membership"),
    path("office/people/<int:pk>/end/", people.end_membership, name="end_membership"),
    path("office/people/<int:pk>/role/", people.give_role, name="give_role"),
    path("office/rules/", rules.rules, name="rules"),
    path("office/rules/<str:key>/", rules.change_rule, name="change_rule"),
    path("office/tokens/", tokens.tokens, name="tokens"),
    path("office/tokens/<int:pk>/revoke/", tokens.revoke_token, name="revoke_token"),
    path("search/", search.search, name="search"),
    path("trail/", trail.trail, name="trail"),
]
