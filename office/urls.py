"""Addresses of the desk."""

from django.urls import path

from office.views import letters, rules

urlpatterns = [
    path("letters/stop-reminders/<str:token>/", letters.stop_reminders, name="stop_reminders"),
    path("office/letters/", letters.letters, name="letters"),
    path("office/letters/<int:pk>/", letters.letter, name="letter"),
    path("office/letters/<int:pk>/html/", letters.letter_html, name="letter_html"),
    path("office/rules/", rules.rules, name="rules"),
    path("office/rules/<str:key>/", rules.change_rule, name="change_rule"),
]
