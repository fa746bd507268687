"""What editing programs know of the YAML files."""
