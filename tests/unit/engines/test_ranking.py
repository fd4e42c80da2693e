"""The ranking, beside least squares written here anew, and committees of which the truth is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from incubator.engines.ranking import Group, Ranking, Readings, rank, weighted

DOSSIERS, READERS, EACH, PLACES = 120, 20, 3, 15


def readings(rows: list[tuple[int, int, float]], *, dossiers: int = 0) -> Readings:
    dossier, reader, total = (np.array(column) for column in zip(*rows, strict=True))
    size = max(int(dossier.max()) + 1, dossiers)
    return Readings(dossier.astype(np.int32), reader.astype(np.int32), total.astype(float), size, int(reader.max()) + 1)


def committee(seed: int, *, severity: float, noise: float = 0.8) -> tuple[Readings, NDArray[np.float64]]:
    """Return what a committee says of dossiers of which the true quality is known, and that quality."""
    die = np.random.default_rng(seed)
    quality, harsh = die.normal(size=DOSSIERS), die.normal(0, severity, READERS)
    turns = np.concatenate([die.permutation(READERS) for _ in range(DOSSIERS * EACH // READERS)])
    dossier, reader = np.repeat(np.arange(DOSSIERS), EACH), turns
    total = quality[dossier] + harsh[reader] + die.normal(0, noise, dossier.size)
    return Readings(dossier.astype(np.int32), reader.astype(np.int32), total, DOSSIERS, READERS), quality


def first(found: Ranking, count: int) -> set[int]:
    return {line.dossier for line in found.lines[:count]}


def test_severity_test_and_corrected_means_are_those_of_least_squares() -> None:
    given, _quality = committee(4, severity=0.7)
    found = rank(given, places=PLACES)
    severity = found.severity
    assert severity is not None
    assert severity.corrected

    # y = dossier + reader + noise, by dummy variables; then the same with readers held back by lambda.
    rows = np.arange(given.total.size)
    by_dossier, by_reader = np.zeros((rows.size, DOSSIERS)), np.zeros((rows.size, READERS))
    by_dossier[rows, given.dossier] = by_reader[rows, given.reader] = 1
    both = np.hstack((by_dossier, by_reader))
    left = [float(((given.total - x @ np.linalg.lstsq(x, given.total)[0]) ** 2).sum()) for x in (by_dossier, both)]
    freedom = rows.size - np.linalg.matrix_rank(both)
    noise = left[1] / freedom
    assert severity.noise == pytest.approx(noise)
    assert severity.f == pytest.approx((left[0] - left[1]) / (READERS - 1) / noise)
    held = np.sqrt(noise / severity.spread) * np.eye(READERS)
    wider = np.vstack((both, np.hstack((np.zeros((READERS, DOSSIERS)), held))))
    quality = np.linalg.lstsq(wider, np.concatenate((given.total, np.zeros(READERS))))[0][:DOSSIERS]
    for line in found.lines:
        assert line.adjusted == pytest.approx(quality[line.dossier])
        assert line.mean == pytest.approx(given.total[given.dossier == line.dossier].mean())
    # What is not known of a mean: its readings, and the severities taken off, (S + λI)⁻¹ × noise.
    s = by_reader.T @ by_reader - by_reader.T @ by_dossier @ np.diag(1 / by_dossier.sum(0)) @ by_dossier.T @ by_reader
    inverse = np.linalg.inv(s + noise / severity.spread * np.eye(READERS))
    for line in found.lines:
        z = by_reader[given.dossier == line.dossier].sum(0) / EACH
        assert line.error == pytest.approx(np.sqrt(noise / EACH + noise * z @ inverse @ z))


@pytest.mark.parametrize(("severity", "gain"), [(0.0, -0.005), (0.7, 0.04)])
def test_true_best_are_found_as_often_as_by_the_mean_and_more_often_when_readers_differ(
    severity: float, gain: float
) -> None:
    found = []
    for seed in range(150):
        given, quality = committee(seed, severity=severity)
        best = set(np.argsort(-quality)[:PLACES].tolist())
        means = np.bincount(given.dossier, given.total)
        by_mean = set(np.argsort(-means)[:PLACES].tolist())
        ranked = rank(given, places=0)  # without the draws: they change no rank
        found.append((len(first(ranked, PLACES) & best) - len(by_mean & best)) / PLACES)
    assert np.mean(found) >= gain


def test_chances_announced_are_those_observed() -> None:
    announced, observed = [], []
    for seed in range(24):
        given, quality = committee(seed, severity=0.7)
        best = set(np.argsort(-quality)[:PLACES].tolist())
        for line in rank(given, places=PLACES, seed=seed).lines:
            announced.append(line.chance)
            observed.append(line.dossier in best)
    said, seen = np.array(announced), np.array(observed)
    tenths = np.minimum((said * 10).astype(int), 9)
    gaps = [abs(said[tenths == one].mean() - seen[tenths == one].mean()) * (tenths == one).mean() for one in range(10)]
    assert sum(gaps) <= 0.02


def test_draws_are_replayed_by_their_seed_and_equal_dossiers_have_one_chance() -> None:
    given, _quality = committee(1, severity=0.0)
    chances = [[line.chance for line in rank(given, places=PLACES, seed=seed).lines] for seed in (5, 5, 6)]
    assert chances[0] == chances[1] != chances[2]
    same = readings([(d, r, [5, 5, 3, 1][d] + [0.5, -0.5][r]) for d in range(4) for r in range(2)])
    lines = rank(Readings(same.dossier, same.reader, same.total + [0, 0.1, 0, 0.1, 0.3, 0, 0, 0], 4, 2), places=1).lines
    assert [line.rank for line in lines] == [1, 1, 3, 4]
    assert lines[0].chance == lines[1].chance


def test_few_readings_leave_the_noise_itself_in_doubt() -> None:
    marks = [(4.6, 3.6, 4.6), (3.9, 4.4, 3.2), (3.0, 3.8, 3.1), (2.6, 2.2, 3.4)]
    found = rank(readings([(d, r, mark) for d, row in enumerate(marks) for r, mark in enumerate(row)]), places=1)
    severity = found.severity
    assert severity is not None
    assert (severity.corrected, severity.freedom, found.rough) == (False, 6, True)
    assert severity.noise is not None
    die, means = np.random.default_rng(9), np.array(marks).mean(axis=1)
    quality = means.var(ddof=1) - severity.noise / 3
    won = np.zeros(4)
    for _ in range(40_000):
        noise = severity.noise * 6 / die.chisquare(6)
        held = 3 / (3 + noise / quality)
        truth = means.mean() + held * (means - means.mean()) + die.normal(0, np.sqrt(noise / (3 + noise / quality)), 4)
        won[truth.argmax()] += 1
    assert [line.chance for line in found.lines] == pytest.approx(sorted(won / 40_000, reverse=True), abs=0.012)


def test_groups_are_said_at_nine_chances_in_ten_and_what_is_expected_is_their_sum() -> None:
    given, _quality = committee(2, severity=0.7)
    found = rank(given, places=PLACES)
    for line in found.lines:
        assert line.chance is not None
        expected = Group.IN if line.chance >= 0.9 else Group.OUT if line.chance <= 0.1 else Group.BAND
        assert line.group is expected
    assert found.expected == pytest.approx(sum(line.chance or 0 for line in found.lines[:PLACES]))
    assert {line.group for line in found.lines} == set(Group)


def test_a_missing_mark_is_missing_and_never_a_zero() -> None:
    dossier, reader, criterion = (np.array(one, dtype=np.int32) for one in ([0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 0, 1]))
    found = weighted(
        dossier, reader, criterion, np.array([4.0, 1.0, 5.0, 3.0]), weights={0: 2.0, 1: 1.0}, dossiers=2, readers=2
    )
    assert [found.dossier.tolist(), found.reader.tolist(), found.total.tolist()] == [[0], [0], [3.0]]
    alone = weighted(dossier, reader, criterion, np.array([4.0, 1.0, 5.0, 3.0]), weights={0: 1.0, 1: 0.0}, dossiers=2,
                     readers=2)  # fmt: skip
    assert dict(zip(alone.dossier.tolist(), alone.total.tolist(), strict=True)) == {0: 4.0, 1: 5.0}


def test_without_enough_readings_there_are_means_and_no_chances() -> None:
    found = rank(readings([(0, 0, 4), (1, 1, 5), (2, 0, 3)], dossiers=5), places=1)
    assert [(line.dossier, line.rank, line.mean, line.error, line.chance) for line in found.lines] == [
        (1, 1, 5.0, None, None), (0, 2, 4.0, None, None), (2, 3, 3.0, None, None),
    ]  # fmt: skip
    assert (found.unread, found.expected) == ([3, 4], None)


def test_parts_that_share_no_reader_are_counted_and_severities_are_measured_inside_each() -> None:
    die = np.random.default_rng(3)
    rows = [(d, r, d % 5 + (3.0 if r % 4 == 0 else 0.0) + die.normal(0, 0.1))
            for d in range(20) for r in ((0, 1, 2, 3) if d < 10 else (4, 5, 6, 7))]  # fmt: skip
    severity = rank(readings(rows), places=3).severity
    assert severity is not None
    assert (severity.parts, severity.corrected) == (2, True)
    assert severity.by_reader[:4].sum() == pytest.approx(0, abs=1e-9)
    assert severity.by_reader[4:].sum() == pytest.approx(0, abs=1e-9)


def test_all_equal_dossiers_are_all_first_tied_at_the_line_with_the_same_chance() -> None:
    found = rank(readings([(d, r, 4.0) for d in range(6) for r in range(3)]), places=2)
    assert {line.rank for line in found.lines} == {1}
    assert {line.chance for line in found.lines} == {2 / 6}
    assert sorted(found.tied_at_the_line) == [0, 1, 2, 3, 4, 5]


def test_readings_without_noise_leave_no_doubt_but_at_the_line() -> None:
    found = rank(readings([(d, r, [5, 3, 3, 1][d] + r) for d in range(4) for r in range(3)]), places=2)
    assert [line.chance for line in found.lines] == [1.0, 0.5, 0.5, 0.0]
    assert sorted(found.tied_at_the_line) == [1, 2]


def test_nobody_read_anything() -> None:
    nothing = np.empty(0, dtype=np.int32)
    found = rank(Readings(nothing, nothing, np.empty(0), 3, 0), places=1)
    assert (found.lines, found.unread, found.severity) == ([], [0, 1, 2], None)
