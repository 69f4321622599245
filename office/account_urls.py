"""Addresses about oneself, below /accounts/ beside allauth's."""

from django.urls import path

from office.views import accounts, joining

urlpatterns = [
    path("join/", joining.join, name="join"),
    path("join/code/", joining.join_code, name="join_code"),
    path("join/about-you/", joining.join_about_you, name="join_about_you"),
    path("move/", joining.move, name="move"),
    path("move/<int:pk>/withdraw/", joining.withdraw, name="withdraw"),
    path("leave/<int:pk>/", joining.leave, name="leave"),
    path("profile/", accounts.profile, name="profile"),
    path("second-factor/", accounts.second_factor, name="second_factor"),
    path("drafts/<slug:form>/<slug:record>/", accounts.save_draft, name="save_draft"),
    path("drafts/<slug:form>/<slug:record>/discard/", accounts.discard_draft, name="discard_draft"),
]
