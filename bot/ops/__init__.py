"""Commands for those who run the assistant: python -m bot.ops <verb>."""
