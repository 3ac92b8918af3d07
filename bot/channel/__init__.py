"""Twilio in and out: one signed webhook for WhatsApp and SMS, one answer for each message."""
