"""Two Rasa servers and two action servers behind nginx, PostgreSQL and Redis, on this machine, in a storm."""
