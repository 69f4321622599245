"""Measurements that anyone can rerun: script/bench NAME; each file says what it printed last."""
