"""Addresses of the desk."""

from django.urls import path

from office.views import agencies, desk, letters, rules, tokens, trail

urlpatterns = [
    path("letters/stop-reminders/<str:token>/", letters.stop_reminders, name="stop_reminders"),
    path("office/", desk.desk, name="desk"),
    path("office/agencies/", agencies.agencies, name="agencies"),
    path("office/agencies/add/", agencies.add_agency, name="add_agency"),
    path("office/agencies/<int:pk>/", agencies.agency, name="agency"),
    path("office/agencies/<int:pk>/change/", agencies.change_agency, name="change_agency"),
    path("office/agencies/<int:pk>/close/", agencies.close_agency, name="close_agency"),
    path("office/agencies/<int:pk>/heads/", agencies.count_heads, name="count_heads"),
    path("office/agencies/<int:pk>/keys/issue/", tokens.issue_token, name="issue_token"),
    path("office/letters/", letters.letters, name="letters"),
    path("office/letters/<int:pk>/", letters.letter, name="letter"),
    path("office/letters/<int:pk>/html/", letters.letter_html, name="letter_html"),
    path("office/rules/", rules.rules, name="rules"),
    path("office/rules/<str:key>/", rules.change_rule, name="change_rule"),
    path("office/tokens/", tokens.tokens, name="tokens"),
    path("office/tokens/<int:pk>/revoke/", tokens.revoke_token, name="revoke_token"),
    path("trail/", trail.trail, name="trail"),
]
