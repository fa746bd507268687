"""TwiML read strictly: grammar, values, URLs, verbs."""
