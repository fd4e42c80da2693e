"""Which pages of a long list are named."""

import pytest

from incubator.core.paging import Page


@pytest.mark.parametrize(
    ("number", "total", "links"),
    [
        (1, 0, [1]),
        (1, 25, [1]),
        (1, 26, [1, 2]),
        (2, 75, [1, 2, 3]),
        (1, 100, [1, 2, None, 4]),
        (4, 100, [1, None, 3, 4]),
        (20, 1000, [1, None, 19, 20, 21, None, 40]),
    ],
)
def test_links_name_the_ends_and_the_neighbours(number: int, total: int, links: list[int | None]) -> None:
    assert Page((), number, 25, total).links == links
