"""Démarches Simplifiées: its GraphQL interface, read page by page into an import like any other."""
