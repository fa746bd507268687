"""Taking changes over: on demand where calls are served, by itself under `ivr run`."""
