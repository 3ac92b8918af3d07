"""A storm of messages from a simulated Twilio, while servers and database are killed; and hostile requests."""
