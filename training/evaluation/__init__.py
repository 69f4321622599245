"""Evaluation of training as a chain: before, directly after, three and six months later, learner and line manager."""
