"""What one file says about another, held against it.

What had to be left out of a file is no mistake of another: it is not judged, and neither is
what depends on it (`ivr.definition.project.Project.is_whole`, `ivr.definition.yaml.file.Names`).
"""
