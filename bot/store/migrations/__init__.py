"""The steps from one form of the tables to the next (alembic); bot/store/schema.py takes them."""
