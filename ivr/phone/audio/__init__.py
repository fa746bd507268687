"""What is heard, as samples: clips and tones."""
