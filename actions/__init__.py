"""Custom actions: each reads the turn, asks bot/, replies, and keeps what matters in slots."""
