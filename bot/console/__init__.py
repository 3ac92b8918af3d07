"""The console: a small web app with which the ops team labels messages and looks after the models."""
