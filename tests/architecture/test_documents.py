"""Generated pages are those the code would write now."""

from pathlib import Path

from incubator.transfer.columns import columns_page

DOCS = Path(__file__).parents[2] / "docs"


def test_export_page_matches_the_models() -> None:
    assert (DOCS / "export.md").read_text() == columns_page(), "Run: flask --app run export-columns"
