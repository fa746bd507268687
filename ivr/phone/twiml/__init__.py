"""TwiML read strictly: grammar, values, verbs."""
