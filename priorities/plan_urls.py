"""Addresses of plans, priorities and the board's page; the slug of a priority comes last, after all words."""

from django.urls import path

from priorities.views import board, plan_keeping, plans

urlpatterns = [
    path("priorities/", plans.our_priorities, name="our_priorities"),
    path("priorities/board/", board.board_view, name="board_view"),
    path("priorities/new/plan/", plan_keeping.draw_up_plan, name="draw_up_plan"),
    path("priorities/plans/<slug:slug>/", plans.plan, name="plan"),
    path("priorities/plans/<slug:slug>/change/", plan_keeping.change_plan, name="change_plan"),
    path("priorities/plans/<slug:slug>/aims/add/", plan_keeping.add_aim, name="add_aim"),
    path("priorities/plans/<slug:slug>/publish/", plan_keeping.publish_plan, name="publish_plan"),
    path("priorities/plans/<slug:slug>/add/", plan_keeping.add_priority, name="add_priority"),
    path("priorities/plans/places/<int:pk>/", plan_keeping.change_priority, name="change_priority"),
    path("priorities/<slug:slug>/", plans.priority, name="priority"),
]
