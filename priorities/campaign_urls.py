"""Addresses of campaigns and of the voice log."""

from django.urls import path

from priorities.views import campaign_work, campaigns, pledges, voices

ONE = "priorities/campaigns/<slug:slug>/"

urlpatterns = [
    path("priorities/campaigns/", campaigns.campaigns, name="campaigns"),
    path("priorities/campaigns/calendar/", campaigns.campaign_calendar, name="campaign_calendar"),
    path("priorities/campaigns/new/", campaign_work.start_campaign, name="start_campaign"),
    path(ONE, campaigns.campaign, name="campaign"),
    path(f"{ONE}change/", campaign_work.change_campaign, name="change_campaign"),
    path(f"{ONE}publish/", campaign_work.publish_campaign, name="publish_campaign"),
    path(f"{ONE}withdraw/", campaign_work.withdraw_campaign, name="withdraw_campaign"),
    path(f"{ONE}measure/", campaign_work.measure_campaign, name="measure_campaign"),
    path(f"{ONE}ask/", pledges.ask_for_pledges, name="ask_for_pledges"),
    path(f"{ONE}pledge/", pledges.make_pledge, name="make_pledge"),
    path(f"{ONE}decline/<int:pk>/", pledges.decline_pledge, name="decline_pledge"),
    path(f"{ONE}pledges/<int:pk>/", pledges.keep_pledge, name="keep_pledge"),
    path(f"{ONE}reach/", pledges.report_reach, name="report_reach"),
    path(f"{ONE}reach/<int:pk>/take-back/", pledges.take_back_reach, name="take_back_reach"),
    path(f"{ONE}files/add/", campaign_work.add_campaign_file, name="add_campaign_file"),
    path(f"{ONE}files/<int:pk>/", campaigns.campaign_file, name="campaign_file"),
    path(f"{ONE}files/<int:pk>/remove/", campaign_work.remove_campaign_file, name="remove_campaign_file"),
    path("priorities/voice/", voices.voices, name="voices"),
    path("priorities/voice/new/", voices.record_voice, name="record_voice"),
    path("priorities/voice/<int:pk>/", voices.voice, name="voice"),
    path("priorities/voice/<int:pk>/change/", voices.change_voice, name="change_voice"),
    path("priorities/voice/<int:pk>/changed/", voices.answer_voice, name="answer_voice"),
    path("priorities/voice/<int:pk>/publish/", voices.publish_voice, name="publish_voice"),
    path("priorities/voice/<int:pk>/withdraw/", voices.withdraw_voice, name="withdraw_voice"),
]
