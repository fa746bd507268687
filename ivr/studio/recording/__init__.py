"""Recording in the browser: one sentence at a time, judged at once, heard in the next call."""
