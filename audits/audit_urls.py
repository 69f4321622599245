"""Addresses of multi-agency audits."""

from django.urls import path

from audits.views import audit_steps, multi_agency

MULTI = "audits/multi-agency/"
AUDIT = f"{MULTI}<slug:slug>/"

urlpatterns = [
    path(MULTI, multi_agency.multi_agency, name="multi_agency"),
    path(f"{MULTI}plan/", multi_agency.plan_audit, name="plan_audit"),
    path(AUDIT, multi_agency.multi_agency_audit, name="multi_agency_audit"),
    path(f"{AUDIT}change/", multi_agency.change_audit, name="change_audit"),
    path(f"{AUDIT}open/", multi_agency.open_audit, name="open_audit"),
    path(f"{AUDIT}abandon/", audit_steps.abandon_audit, name="abandon_audit"),
    path(f"{AUDIT}cases/draw/", audit_steps.draw_cases, name="draw_cases"),
    path(f"{AUDIT}cases/draw/<int:pk>/", audit_steps.check_sample, name="check_sample"),
    path(f"{AUDIT}lines/", audit_steps.audit_lines, name="audit_lines"),
    path(f"{AUDIT}participants/", audit_steps.audit_participants, name="audit_participants"),
]
