"""What is kept, in one SQL database: conversations, the inbox of messages, counters, delivery reports, reviews."""
