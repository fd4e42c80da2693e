"""The blueprint of submission, and what its pages share."""

from flask import Blueprint

bp = Blueprint("submission", __name__)
ONE_PROJECT = "/projects/<uuid:project_id>"
