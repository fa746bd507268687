"""One assembly of definition, clips and settings: what is offered, and said."""
