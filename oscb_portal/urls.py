"""The table of contents of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from oscb_portal import api, views

# The hatch has no sign-in of its own: it would pass by the second factor.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", views.front, name="front"),
    path("act-for/", views.choose_hat, name="choose_hat"),
    path("accounts/notifications/", views.notifications, name="notifications"),
    path("accounts/", include("office.account_urls")),
    path("accounts/", include("allauth.urls")),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("health/live/", views.live, name="live"),
    path("health/ready/", views.ready, name="ready"),
    path("house/components/", views.components, name="components"),
    path("", include("reports.urls")),
    path("", include("dashboard.urls")),
    path("", include("audits.urls")),
    path("", include("training.urls")),
    path("", include("commendations.urls")),
    path("", include("reviews.urls")),
    path("", include("office.urls")),
    path("", include("priorities.campaign_urls")),
    path("", include("priorities.urls")),
    # Last of its words: the slug of a priority takes whatever is left.
    path("", include("priorities.plan_urls")),
    path("api/v1/docs/", views.api_docs, name="api_docs"),
    path("api/v1/openapi.json", views.api_document, name="api_document"),
    path("api/v1/", api.urls()),
    path("house/hatch/", admin.site.urls),
]
handler400 = "oscb_portal.views.bad_request"
handler403 = "oscb_portal.views.forbidden"
handler404 = "oscb_portal.views.not_found"
handler500 = "oscb_portal.views.broken"
