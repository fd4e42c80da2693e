"""The blueprint of the jury."""

from flask import Blueprint

bp = Blueprint("pitching", __name__)
