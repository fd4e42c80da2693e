"""Generated pages are those the code would write now."""

from pathlib import Path

from incubator.cli import lifecycle_page
from incubator.transfer.columns import columns_page

DOCS = Path(__file__).parents[2] / "docs"


def test_export_page_matches_the_models() -> None:
    assert (DOCS / "export.md").read_text() == columns_page(), "Run: flask --app run export-columns"


def test_lifecycle_page_matches_the_table_of_steps() -> None:
    assert (DOCS / "lifecycle.md").read_text() == lifecycle_page.page(), "Run: make lifecycle"
