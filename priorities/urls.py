"""Addresses of the backbone."""

from django.urls import path

from priorities.views import actions, dates, findings, moves, parts, recommendations, uploads

urlpatterns = [
    path("priorities/findings/", findings.findings, name="findings"),
    path("priorities/findings/new/", findings.record_finding, name="record_finding"),
    path("priorities/findings/<int:pk>/", findings.finding, name="finding"),
    path("priorities/recommendations/", recommendations.recommendations, name="recommendations"),
    path("priorities/recommendations/new/", recommendations.make_recommendation, name="make_recommendation"),
    path("priorities/recommendations/<int:pk>/", recommendations.recommendation, name="recommendation"),
    path(
        "priorities/recommendations/answers/<int:pk>/",
        recommendations.answer_recommendation,
        name="answer_recommendation",
    ),
    path("priorities/actions/", actions.actions, name="actions"),
    path("priorities/actions/new/", actions.propose_action, name="propose_action"),
    path("priorities/actions/upload/", uploads.upload_actions, name="upload_actions"),
    path("priorities/actions/<int:pk>/", actions.action, name="action"),
    path("priorities/actions/<int:pk>/change/", actions.change_action, name="change_action"),
    path("priorities/actions/<int:pk>/owner/", actions.name_owner, name="name_owner"),
    path("priorities/actions/<int:pk>/move/<slug:key>/", moves.move_action, name="move_action"),
    path("priorities/actions/<int:pk>/evidence/", moves.give_evidence, name="give_evidence"),
    path("priorities/actions/evidence/<int:pk>/", moves.evidence_file, name="evidence_file"),
    path("priorities/actions/<int:pk>/date/", dates.ask_for_date, name="ask_for_date"),
    path("priorities/actions/dates/<int:pk>/", dates.decide_on_date, name="decide_on_date"),
    path("priorities/actions/<int:pk>/parts/add/", parts.add_part, name="add_part"),
    path("priorities/actions/parts/<int:pk>/take-off/", parts.take_off_part, name="take_off_part"),
    path("priorities/actions/parts/<int:pk>/", parts.finish_part, name="finish_part"),
]
