"""The sentences as texts: their approval, and their way to translators and speakers and back."""
