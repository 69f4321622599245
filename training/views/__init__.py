"""The pages of training: the public catalogue, booking, the agency desk, the day, the office."""
