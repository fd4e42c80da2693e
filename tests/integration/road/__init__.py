"""What it takes to walk the whole road as its people do: proposals, browsers, marks, acts."""

import pytest

# So that a step that fails shows what it saw.
ACTS = ("browser", "committee", "decisions", "jury", "mentoring", "people", "screening", "submission")
pytest.register_assert_rewrite(*(f"{__name__}.{act}" for act in ACTS))
