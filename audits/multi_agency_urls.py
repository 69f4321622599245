"""Addresses of multi-agency audits."""

from django.urls import path

from audits.views import audit_steps, multi_agency, panels, reports, seal, single_audits, tools

MULTI = "audits/multi-agency/"
AUDIT = f"{MULTI}<slug:slug>/"
TOOL, LOOK = f"{MULTI}tools/<int:pk>/", f"{MULTI}looks/<int:pk>/"

urlpatterns = [
    path(MULTI, multi_agency.multi_agency, name="multi_agency"),
    path(f"{MULTI}plan/", multi_agency.plan_audit, name="plan_audit"),
    path(f"{MULTI}calendar/", single_audits.audit_calendar, name="audit_calendar"),
    path(f"{MULTI}single/", single_audits.single_audits, name="single_audits"),
    path(f"{MULTI}single/report/", single_audits.report_single_audit, name="report_single_audit"),
    path(f"{MULTI}single/<int:pk>/", single_audits.single_audit, name="single_audit"),
    path(f"{MULTI}single/<int:pk>/change/", single_audits.change_single_audit, name="change_single_audit"),
    path(TOOL, tools.audit_tool, name="audit_tool"),
    path(f"{TOOL}auditor/", tools.assign_auditor, name="assign_auditor"),
    path(f"{TOOL}concern/", tools.concern, name="concern"),
    path(f"{TOOL}concern/raise/", tools.raise_concern, name="raise_concern"),
    path(f"{TOOL}hand-in/", tools.hand_in_tool, name="hand_in_tool"),
    path(f"{TOOL}stand-down/", tools.stand_down, name="stand_down"),
    path(f"{TOOL}views/<slug:speaker>/", tools.audit_view, name="audit_view"),
    path(f"{TOOL}sections/<slug:code>/", tools.audit_section, name="audit_section"),
    path(LOOK, panels.second_look, name="second_look"),
    path(f"{LOOK}give-back/", panels.give_back_look, name="give_back_look"),
    path(AUDIT, multi_agency.multi_agency_audit, name="multi_agency_audit"),
    path(f"{AUDIT}change/", multi_agency.change_audit, name="change_audit"),
    path(f"{AUDIT}open/", multi_agency.open_audit, name="open_audit"),
    path(f"{AUDIT}abandon/", audit_steps.abandon_audit, name="abandon_audit"),
    path(f"{AUDIT}cases/draw/", audit_steps.draw_cases, name="draw_cases"),
    path(f"{AUDIT}cases/draw/<int:pk>/", audit_steps.check_sample, name="check_sample"),
    path(f"{AUDIT}cases/<int:number>/", panels.audit_case, name="audit_case"),
    path(f"{AUDIT}cases/<int:number>/dissent/", panels.dissent, name="dissent"),
    path(f"{AUDIT}cases/<int:number>/seal/", seal.break_seal, name="break_seal"),
    path(f"{AUDIT}close/", seal.close_without, name="close_without"),
    path(f"{AUDIT}conclude/", panels.conclude_panel, name="conclude_panel"),
    path(f"{AUDIT}moderate-again/", panels.moderate_again, name="moderate_again"),
    path(f"{AUDIT}looks/", panels.share_second_looks, name="share_second_looks"),
    path(f"{AUDIT}report/", reports.audit_report, name="audit_report"),
    path(f"{AUDIT}report/add/", reports.add_point, name="add_point"),
    path(f"{AUDIT}report/copy/", reports.ask_for_report, name="ask_for_report"),
    path(f"{AUDIT}report/finish/", reports.finish_audit, name="finish_audit"),
    path(f"{AUDIT}report/points/<int:pk>/take-back/", reports.take_point_back, name="take_point_back"),
    path(f"{AUDIT}report/summary/", reports.write_audit_summary, name="write_audit_summary"),
    path(f"{AUDIT}lines/", audit_steps.audit_lines, name="audit_lines"),
    path(f"{AUDIT}participants/", audit_steps.audit_participants, name="audit_participants"),
]
