"""What the portal does by itself and when, one plain line each; times are Europe/London."""

from datetime import timedelta

from celery.schedules import crontab

TIMETABLE = {
    "say that the worker is alive": {"task": "oscb_portal.tasks.heartbeat", "schedule": timedelta(seconds=20)},
    "clear sessions that ran out": {"task": "oscb_portal.tasks.clear_sessions", "schedule": crontab(hour=3, minute=10)},
    "pick up loads left lying": {"task": "dashboard.tasks.pick_up_loads", "schedule": timedelta(minutes=1)},
    "decide afresh which figures are hidden": {
        "task": "dashboard.tasks.decide_what_is_hidden",
        "schedule": timedelta(minutes=5),
    },
    "make the overviews of the figures ready": {
        "task": "dashboard.tasks.make_overviews_ready",
        "schedule": timedelta(minutes=2),
    },
    "count what the portal itself knows": {
        "task": "reports.tasks.record_own_figures",
        "schedule": crontab(hour=0, minute=30),
    },
    "make copies of reports": {"task": "reports.tasks.make_papers", "schedule": timedelta(seconds=30)},
    "look ahead": {"task": "dashboard.tasks.look_ahead_everywhere", "schedule": crontab(hour=4, minute=30)},
    "pick up returns left lying": {"task": "dashboard.tasks.pick_up_returns", "schedule": timedelta(minutes=5)},
    "ask for returns": {"task": "dashboard.tasks.ask_for_returns", "schedule": crontab(hour=4, minute=0)},
    "chase returns": {"task": "dashboard.tasks.chase_returns", "schedule": crontab(hour=6, minute=10)},
    "note what is out of the ordinary": {
        "task": "dashboard.tasks.note_special_causes",
        "schedule": crontab(hour=6, minute=15),
    },
    "tell what changed in the figures": {
        "task": "dashboard.tasks.tell_what_changed",
        "schedule": crontab(hour=6, minute=45),
    },
    "forget raw uploads": {"task": "dashboard.tasks.forget_raw_uploads", "schedule": timedelta(minutes=30)},
    "post letters that wait": {"task": "office.tasks.post_letters", "schedule": timedelta(minutes=1)},
    "gather what need not come at once": {
        "task": "office.tasks.gather_digests",
        "schedule": crontab(hour=7, minute=30),
    },
    "let search know of pages whose hour has come": {
        "task": "office.tasks.show_pages",
        "schedule": timedelta(minutes=10),
    },
    "go on with newsletters left lying": {
        "task": "office.tasks.send_newsletters",
        "schedule": timedelta(minutes=10),
    },
    "remind of what is due": {"task": "office.tasks.remind", "schedule": crontab(hour=7, minute=0)},
    "forget the words of old letters": {"task": "office.tasks.forget_letters", "schedule": crontab(hour=3, minute=20)},
    "scan files that wait": {"task": "office.tasks.scan_what_waits", "schedule": timedelta(minutes=10)},
    "tidy the desk": {"task": "office.tasks.tidy_desk", "schedule": crontab(hour=3, minute=30)},
    "write the search anew": {"task": "oscb_portal.tasks.reindex", "schedule": crontab(hour=3, minute=40)},
    "announce awards at their hour": {
        "task": "commendations.tasks.announce_awards",
        "schedule": timedelta(minutes=5),
    },
    "remind judges of what waits for their marks": {
        "task": "commendations.tasks.remind_judges",
        "schedule": crontab(hour=6, minute=25),
    },
    "forget what thanks need no more": {"task": "commendations.tasks.forget_thanks", "schedule": timedelta(minutes=30)},
    "bring back actions not pursued until today": {
        "task": "priorities.tasks.bring_back_actions",
        "schedule": crontab(hour=5, minute=0),
    },
    "remind of case reviews": {
        "task": "reviews.tasks.remind_of_reviews",
        "schedule": crontab(hour=6, minute=20),
    },
    "lock self-assessments whose day has passed": {
        "task": "audits.tasks.lock_self_assessments",
        "schedule": crontab(hour=0, minute=10),
    },
    "remind of self-assessments and evidence": {
        "task": "audits.tasks.remind_of_self_assessments",
        "schedule": crontab(hour=6, minute=10),
    },
    "pick up copies left lying": {"task": "audits.tasks.pick_up_copies", "schedule": timedelta(minutes=2)},
    "remind of multi-agency audits": {
        "task": "audits.tasks.remind_of_audits",
        "schedule": crontab(hour=6, minute=25),
    },
    "delete tools of audits whose time is over": {
        "task": "audits.tasks.forget_audit_tools",
        "schedule": crontab(hour=2, minute=50),
    },
    "move waiting lists of training": {
        "task": "training.tasks.move_waiting_lists",
        "schedule": timedelta(minutes=5),
    },
    "remind of training": {"task": "training.tasks.remind_of_training", "schedule": crontab(hour=6, minute=15)},
    "pick up batches of certificates": {
        "task": "training.tasks.pick_up_certificates",
        "schedule": timedelta(minutes=5),
    },
    "ask how training went": {"task": "training.tasks.evaluate_training", "schedule": crontab(hour=6, minute=35)},
    "remind of actions and answers": {
        "task": "priorities.tasks.remind_of_actions",
        "schedule": crontab(hour=6, minute=0),
    },
}
