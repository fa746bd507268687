"""From texts to telephone sound: engines, recordings, clips, and their making."""
