"""Addresses of training."""

from django.urls import path

from training.views import booking, calling_off, catalogue, courses, events, my_booking, signed

urlpatterns = [
    path("training/", catalogue.training, name="training"),
    path("training/calendar/", catalogue.training_calendar, name="training_calendar"),
    path("training/calendar.ics", catalogue.training_feed, name="training_feed"),
    path("training/courses/<slug:slug>/", catalogue.course, name="course"),
    path("training/courses/<slug:slug>/interest/", catalogue.show_interest, name="show_interest"),
    path("training/events/<int:pk>/", catalogue.event, name="event"),
    path("training/events/<int:pk>/book/", booking.book, name="book"),
    path("training/mine/", booking.my_training, name="my_training"),
    path("training/bookings/<int:pk>/", my_booking.booking, name="booking"),
    path("training/bookings/<int:pk>/cancel/", my_booking.cancel_booking, name="cancel_booking"),
    path("training/bookings/<int:pk>/give/", my_booking.give_booking, name="give_booking"),
    path("training/bookings/<int:pk>/move/", my_booking.move_booking, name="move_booking"),
    path("training/bookings/<int:pk>/needs/", my_booking.change_needs, name="change_needs"),
    path("training/bookings/<int:pk>/offer/", my_booking.take_offer, name="take_offer"),
    path("training/bookings/<int:pk>/approve/", my_booking.approve_here, name="approve_here"),
    path("training/bookings/<int:pk>/calendar.ics", my_booking.booking_calendar, name="booking_calendar"),
    path("training/approve/<str:token>/", signed.approve_booking, name="approve_booking"),
    path("training/offer/<str:token>/", signed.answer_offer, name="answer_offer"),
    path("training/charge/<str:token>/", signed.dispute_charge, name="dispute_charge"),
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
    path("training/office/events/<int:pk>/cancel/", calling_off.call_off_event, name="call_off_event"),
    path("training/office/events/<int:pk>/open/", events.open_event, name="open_event"),
    path("training/office/venues/", courses.venues, name="venues"),
    path("training/office/venues/new/", courses.add_venue, name="add_venue"),
    path("training/office/venues/<int:pk>/", courses.change_venue, name="change_venue"),
    path("training/office/policy/", courses.booking_policies, name="booking_policies"),
]
