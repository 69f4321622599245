"""Addresses of training."""

from django.urls import path

from training.views import catalogue, courses, events

urlpatterns = [
    path("training/", catalogue.training, name="training"),
    path("training/calendar/", catalogue.training_calendar, name="training_calendar"),
    path("training/calendar.ics", catalogue.training_feed, name="training_feed"),
    path("training/courses/<slug:slug>/", catalogue.course, name="course"),
    path("training/courses/<slug:slug>/interest/", catalogue.show_interest, name="show_interest"),
    path("training/events/<int:pk>/", catalogue.event, name="event"),
    # What the office keeps
    path("training/office/courses/", courses.courses, name="courses"),
    path("training/office/courses/new/", courses.draw_up_course, name="draw_up_course"),
    path("training/office/courses/<slug:slug>/change/", courses.change_course, name="change_course"),
    path("training/office/courses/<slug:slug>/publish/", courses.publish_course, name="publish_course"),
    path("training/office/courses/<slug:slug>/withdraw/", courses.withdraw_course, name="withdraw_course"),
    path("training/office/courses/<slug:slug>/events/new/", events.schedule_event, name="schedule_event"),
    path("training/office/events/", events.training_events, name="training_events"),
    path("training/office/events/clone/", events.clone_events, name="clone_events"),
    path("training/office/events/<int:pk>/change/", events.change_event, name="change_event"),
    path("training/office/events/<int:pk>/open/", events.open_event, name="open_event"),
    path("training/office/venues/", courses.venues, name="venues"),
    path("training/office/venues/new/", courses.add_venue, name="add_venue"),
    path("training/office/venues/<int:pk>/", courses.change_venue, name="change_venue"),
    path("training/office/policy/", courses.booking_policies, name="booking_policies"),
]
