"""A telephone hotline that helps anyone find the right door in the Norwegian health service."""
