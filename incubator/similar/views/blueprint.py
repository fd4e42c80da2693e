"""The blueprint, and what its views share."""

from flask import Blueprint

bp = Blueprint("similar", __name__)
ONE_PROJECT = "/projects/<uuid:project_id>"
