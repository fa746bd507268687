"""config/alarms.yaml: who is told, over which channels, when the hotline is not well."""
