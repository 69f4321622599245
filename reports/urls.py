"""Addresses of reports."""

from django.urls import path

from reports.views import equity, triangulation

urlpatterns = [
    path("reports/equity/", equity.equity, name="equity"),
    path("reports/triangulation/<slug:slug>/", triangulation.triangulation, name="triangulation"),
    path("reports/triangulation/<slug:slug>/challenge/", triangulation.plan_challenge, name="plan_challenge"),
    path("reports/triangulation/<slug:slug>/survey/", triangulation.open_survey, name="open_survey"),
    path("reports/challenges/<int:pk>/", triangulation.challenge_event, name="challenge_event"),
    path("reports/challenges/<int:pk>/minutes/", triangulation.minute_challenge, name="minute_challenge"),
    path("reports/challenges/<int:pk>/question/", triangulation.add_challenge_question, name="add_challenge_question"),
    path("surveys/done/", triangulation.survey_done, name="survey_done"),
    path("surveys/<slug:key>/", triangulation.answer_survey, name="answer_survey"),
]
