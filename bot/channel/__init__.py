"""Messages in and replies out: signed webhooks for Twilio and for an SMS aggregator, one answer for each message."""
