"""Addresses of the desk."""

from django.urls import path

from office.views import rules

urlpatterns = [
    path("office/rules/", rules.rules, name="rules"),
    path("office/rules/<str:key>/", rules.change_rule, name="change_rule"),
]
