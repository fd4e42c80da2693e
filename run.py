"""The WSGI object, and nothing else."""

from incubator import create_app

app = create_app()
