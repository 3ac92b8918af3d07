"""How well the trained model understands the fixed test set: cases, outcomes, tables."""
