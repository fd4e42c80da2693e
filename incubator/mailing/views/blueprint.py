"""The blueprint of e-mails."""

from flask import Blueprint

bp = Blueprint("mailing", __name__)
