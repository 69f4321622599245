"""Addresses of the dashboard."""

from django.urls import path

from dashboard.views import imports

urlpatterns = [
    path("dashboard/imports/", imports.imports, name="imports"),
    path("dashboard/imports/<int:pk>/", imports.load, name="load"),
    path("dashboard/imports/<int:pk>/progress/", imports.load_progress, name="load_progress"),
    path("dashboard/imports/<int:pk>/undo/", imports.undo_load, name="undo_load"),
]
