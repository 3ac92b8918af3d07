"""Two phones on a page, for whoever develops: they talk to the real webhook of this machine with signed requests."""
