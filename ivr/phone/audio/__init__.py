"""What is heard, as samples: clips, tones and the recording of a call."""
