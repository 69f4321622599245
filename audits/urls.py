"""Addresses of audits."""

from django.urls import path

from audits import multi_agency_urls
from audits.views import answers, assessments, copies, cycles, evidence, files, judging, leads, overview, shares

SELF = "audits/self-assessments/"
ONE = f"{SELF}<int:pk>/"
QUESTION = f"{ONE}questions/<slug:code>/"

urlpatterns = [
    path("audits/", cycles.audits, name="audits"),
    path("audits/evidence/", evidence.exhibits, name="exhibits"),
    path("audits/evidence/add/", evidence.add_exhibit, name="add_exhibit"),
    path("audits/evidence/files/<int:pk>/", evidence.exhibit_file, name="exhibit_file"),
    path("audits/evidence/<int:pk>/", evidence.exhibit, name="exhibit"),
    path("audits/evidence/<int:pk>/hand-over/", evidence.hand_over_exhibit, name="hand_over_exhibit"),
    path("audits/evidence/<int:pk>/revise/", evidence.revise_exhibit, name="revise_exhibit"),
    path("audits/evidence/<int:pk>/withdraw/", evidence.withdraw_exhibit, name="withdraw_exhibit"),
    path("audits/agencies/<int:pk>/pack/", copies.agency_pack, name="agency_pack"),
    path("audits/copies/<int:pk>/", copies.copy, name="copy"),
    path("audits/copies/<int:pk>/file/", copies.copy_file, name="copy_file"),
    path("audits/copies/<int:pk>/progress/", copies.copy_progress, name="copy_progress"),
    path("audits/leads/", leads.designated_leads, name="designated_leads"),
    path(SELF, cycles.self_assessments, name="self_assessments"),
    path(f"{SELF}open/", cycles.open_cycle, name="open_cycle"),
    path(f"{SELF}cycles/<slug:slug>/", cycles.cycle, name="cycle"),
    path(f"{SELF}cycles/<slug:slug>/close/", cycles.close_cycle, name="close_cycle"),
    path(f"{SELF}cycles/<slug:slug>/overview/", overview.cycle_overview, name="cycle_overview"),
    path(f"{SELF}cycles/<slug:slug>/schools/", cycles.add_schools, name="add_schools"),
    path(f"{SELF}more-time/<int:pk>/", assessments.decide_on_time, name="decide_on_time"),
    path(f"{SELF}queries/<int:pk>/", answers.reply_to_query, name="reply_to_query"),
    path(f"{SELF}sets/<int:pk>/change/", shares.change_share, name="change_share"),
    path(f"{SELF}sets/<int:pk>/close/", shares.close_share, name="close_share"),
    path(f"{SELF}sets/<int:pk>/hand-back/", shares.hand_back_share, name="hand_back_share"),
    path(ONE, assessments.self_assessment, name="self_assessment"),
    path(f"{ONE}copy.docx", files.self_assessment_word, name="self_assessment_word"),
    path(f"{ONE}offline/", files.upload_offline, name="upload_offline"),
    path(f"{ONE}offline/check/", files.check_offline, name="check_offline"),
    path(f"{ONE}offline/workbook.xlsx", files.self_assessment_workbook, name="self_assessment_workbook"),
    path(f"{ONE}copies/<slug:kind>/", copies.ask_for_copy, name="ask_for_copy"),
    path(f"{ONE}carry-forward/", answers.carry_all_forward, name="carry_all_forward"),
    path(f"{ONE}final/", judging.finalise_assessment, name="finalise_assessment"),
    path(f"{ONE}findings/", judging.make_findings, name="make_findings"),
    path(f"{ONE}finish/", assessments.finish_assessment, name="finish_assessment"),
    path(f"{ONE}judge/", judging.judge_assessment, name="judge_assessment"),
    path(f"{ONE}judge/<slug:code>/", judging.judge_answer, name="judge_answer"),
    path(f"{ONE}more-time/", assessments.ask_for_time, name="ask_for_time"),
    path(f"{ONE}reopen/", assessments.reopen_assessment, name="reopen_assessment"),
    path(f"{ONE}reopen-result/", assessments.reopen_result, name="reopen_result"),
    path(f"{ONE}say/", assessments.say_of_result, name="say_of_result"),
    path(f"{ONE}seats/", judging.give_seat, name="give_seat"),
    path(f"{ONE}send-back/", assessments.send_back_assessment, name="send_back_assessment"),
    path(f"{ONE}share/", shares.share_questions, name="share_questions"),
    path(f"{ONE}sign/", assessments.sign_assessment, name="sign_assessment"),
    path(f"{ONE}signers/", assessments.name_signer, name="name_signer"),
    path(QUESTION, answers.answer_question, name="answer_question"),
    path(f"{QUESTION}attach/", answers.attach_evidence, name="attach_evidence"),
    path(f"{QUESTION}carry-forward/", answers.carry_answer_forward, name="carry_answer_forward"),
    path(f"{QUESTION}detach/<int:exhibit>/", answers.detach_evidence, name="detach_evidence"),
    path(f"{QUESTION}remark/", answers.remark_on_question, name="remark_on_question"),
    *multi_agency_urls.urlpatterns,
]
