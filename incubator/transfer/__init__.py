"""Getting projects in from any CSV, and a whole call out and in again."""
