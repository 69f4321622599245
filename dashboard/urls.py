"""Addresses of the dashboard."""

from django.urls import path

from dashboard.views import capacity, figures, forecasts, imports, spellings, watching

urlpatterns = [
    path("dashboard/", figures.dashboard, name="dashboard"),
    path("dashboard/measures/<slug:code>/", figures.measure, name="measure"),
    path("dashboard/measures/<slug:code>/forecast/", forecasts.forecast, name="forecast"),
    path("dashboard/measures/<slug:code>/forecast/how-wrong/", forecasts.how_wrong, name="how_wrong"),
    path("dashboard/measures/<slug:code>/watches/", watching.watch_actions, name="watch_actions"),
    path("dashboard/measures/<slug:code>.csv", figures.measure_csv, name="measure_csv"),
    path("dashboard/measures/<slug:code>.json", figures.measure_json, name="measure_json"),
    path("dashboard/capacity/", capacity.capacity_against_demand, name="capacity_against_demand"),
    path("dashboard/capacity/desk/", capacity.contact_desk, name="contact_desk"),
    path("dashboard/imports/", imports.imports, name="imports"),
    path("dashboard/imports/<int:pk>/", imports.load, name="load"),
    path("dashboard/imports/<int:pk>/progress/", imports.load_progress, name="load_progress"),
    path("dashboard/imports/<int:pk>/values/", spellings.unknown_values, name="unknown_values"),
    path("dashboard/imports/spellings/", spellings.spellings_list, name="spellings_list"),
    path("dashboard/imports/spellings/<int:pk>/end/", spellings.end_spelling, name="end_spelling"),
    path("dashboard/imports/<int:pk>/undo/", imports.undo_load, name="undo_load"),
]
