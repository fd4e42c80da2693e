"""Full-text search in dossiers: the documents, their index, what is found in it, which dossiers look alike."""
