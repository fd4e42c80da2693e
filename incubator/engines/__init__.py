"""What is computed from numbers alone: who reads what, and how certain a ranking is.

Nothing here knows the database, the pages or who asks: arrays come in, arrays go out. Whoever wants to check a
selection runs the same code on tables of their own (`flask solve`).
"""
