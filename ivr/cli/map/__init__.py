"""`ivr map`: the whole menu as a drawing, for documents, walls and programs."""
