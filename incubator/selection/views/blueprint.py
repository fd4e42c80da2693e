"""The blueprint of the selection, and what its pages share."""

from collections.abc import Callable

from flask import Blueprint, request, url_for

bp = Blueprint("selection", __name__)


def page_number() -> int:
    """Return the page of a list that the address asks for."""
    return request.args.get("page", 1, type=int)


def pages_of(endpoint: str, **values: object) -> Callable[[int], str]:
    """Return how to make the address of each page of a list."""
    return lambda number: url_for(endpoint, **values, page=number)  # type: ignore[arg-type]  # values of any type
