"""Addresses of reports."""

from django.urls import path

from reports.views import annual, equity, finishing, triangulation, writing

urlpatterns = [
    path("reports/equity/", equity.equity, name="equity"),
    path("reports/triangulation/<slug:slug>/", triangulation.triangulation, name="triangulation"),
    path("reports/triangulation/<slug:slug>/challenge/", triangulation.plan_challenge, name="plan_challenge"),
    path("reports/triangulation/<slug:slug>/survey/", triangulation.open_survey, name="open_survey"),
    path("reports/challenges/<int:pk>/", triangulation.challenge_event, name="challenge_event"),
    path("reports/challenges/<int:pk>/minutes/", triangulation.minute_challenge, name="minute_challenge"),
    path("reports/challenges/<int:pk>/question/", triangulation.add_challenge_question, name="add_challenge_question"),
    path("reports/", annual.reports, name="reports"),
    path("reports/new/", writing.start_report, name="start_report"),
    path("reports/costs/", finishing.costs, name="costs"),
    path("reports/costs/given/<int:pk>/strike/", finishing.strike_contribution, name="strike_contribution"),
    path("reports/costs/spent/<int:pk>/strike/", finishing.strike_cost, name="strike_cost"),
    path("reports/costs/<slug:year>/given/", finishing.note_contribution, name="note_contribution"),
    path("reports/costs/<slug:year>/spent/", finishing.note_cost, name="note_cost"),
    path("reports/<slug:slug>.pdf", annual.report_pdf, name="report_pdf"),
    path("reports/<slug:slug>.docx", annual.report_word, name="report_word"),
    path("reports/<slug:slug>.xlsx", annual.report_figures, name="report_figures"),
    path("reports/<slug:slug>/", annual.report_of_year, name="report_of_year"),
    path("reports/<slug:slug>/desk/", writing.report_at_work, name="report_at_work"),
    path("reports/<slug:slug>/freeze/", finishing.freeze_report, name="freeze_report"),
    path("reports/<slug:slug>/sign/", finishing.sign_report, name="sign_report"),
    path("reports/<slug:slug>/open-again/", finishing.open_report_again, name="open_report_again"),
    path("reports/<slug:slug>/publish/", finishing.publish_report, name="publish_report"),
    path("reports/<slug:slug>/sent/", finishing.note_report_sent, name="note_report_sent"),
    path("reports/<slug:slug>/comments/<int:pk>/settle/", writing.settle_comment, name="settle_comment"),
    path("reports/<slug:slug>/wordings/<int:pk>/", writing.take_back_wording, name="take_back_wording"),
    path("reports/<slug:slug>/papers/<int:pk>/", writing.paper, name="paper"),
    path("reports/<slug:slug>/papers/<int:pk>/file/", writing.paper_file, name="paper_file"),
    path("reports/<slug:slug>/papers/<int:pk>/cancel/", writing.cancel_paper, name="cancel_paper"),
    path("reports/<slug:slug>/papers/<slug:kind>/ask/", writing.ask_paper, name="ask_paper"),
    path("reports/<slug:slug>/<slug:key>/", writing.report_section, name="report_section"),
    path("reports/<slug:slug>/<slug:key>/write/", writing.write_section, name="write_section"),
    path("reports/<slug:slug>/<slug:key>/writer/", writing.ask_writer, name="ask_writer"),
    path("reports/<slug:slug>/<slug:key>/comment/", writing.comment_on_section, name="comment_on_section"),
    path("surveys/done/", triangulation.survey_done, name="survey_done"),
    path("surveys/<slug:key>/", triangulation.answer_survey, name="answer_survey"),
]
