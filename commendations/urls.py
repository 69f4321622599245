"""Addresses of thanks."""

from django.urls import path

from commendations.views import awards, nominating, office, signed, thanking, wall

ONE = "commendations/nominations/<int:pk>/"
AWARD = "commendations/awards/<int:pk>/"

urlpatterns = [
    path("commendations/", wall.commendations, name="commendations"),
    path("commendations/feed.xml", wall.commendations_feed, name="commendations_feed"),
    path("commendations/good-practice/", wall.good_practice, name="good_practice"),
    path("commendations/<int:pk>/", wall.commended, name="commended"),
    path("commendations/<int:pk>/photo/", wall.award_photo, name="award_photo"),
    path("commendations/certificates/<slug:code>/", wall.certificate_proof, name="certificate_proof"),
    path("commendations/thank/", thanking.thank, name="thank"),
    path("commendations/thank/code/", thanking.thank_code, name="thank_code"),
    path("commendations/thank/sent/", thanking.thanked, name="thanked"),
    path("commendations/nominate/", nominating.nominate, name="nominate"),
    path("commendations/mine/", nominating.my_nominations, name="my_nominations"),
    path("commendations/mine/<int:pk>/certificate/", signed.my_certificate, name="my_certificate"),
    path("commendations/nominations/", office.nominations, name="nominations"),
    path(ONE, office.nomination, name="nomination"),
    path(f"{ONE}award/", office.award_nomination, name="award_nomination"),
    path(f"{ONE}return/", office.return_nomination, name="return_nomination"),
    path(f"{ONE}decline/", office.decline_nomination, name="decline_nomination"),
    path(f"{ONE}join/", office.join_nominations, name="join_nominations"),
    path(f"{ONE}again/", nominating.send_again, name="send_again"),
    path(f"{ONE}take-back/", nominating.withdraw_nomination, name="withdraw_nomination"),
    path(f"{ONE}word/", nominating.add_word, name="add_word"),
    path(f"{AWARD}words/", awards.reword_award, name="reword_award"),
    path(f"{AWARD}down/", awards.take_down, name="take_down"),
    path(f"{AWARD}back/", awards.put_back, name="put_back"),
    path(f"{AWARD}good-practice/", awards.note_good_practice, name="note_good_practice"),
    path(f"{AWARD}photo/", awards.add_photo, name="add_photo"),
    path(f"{AWARD}photo/remove/", awards.remove_photo, name="remove_photo"),
    path(f"{AWARD}certificate/", signed.award_certificate, name="award_certificate"),
    path(f"{AWARD}letter/", signed.award_letter, name="award_letter"),
    path("commendations/consents/<int:pk>/no/", awards.note_refusal, name="note_refusal"),
    path("commendations/consent/<str:token>/", signed.give_consent, name="give_consent"),
    path("commendations/consent/<str:token>/photo/", signed.consent_photo, name="consent_photo"),
    path("commendations/certificate/<str:token>/", signed.certificate, name="certificate"),
]
