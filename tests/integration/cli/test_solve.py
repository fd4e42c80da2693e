"""`flask solve` on files of one's own: what it writes, what it says, where it finds a file wrong."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from incubator.cli.solve import solve

pytestmark = pytest.mark.any_engine

SHARED = Path(__file__).parents[4] / "shared" / "data"
real = pytest.mark.skipif(not SHARED.exists(), reason="the real data are not beside the project")

FILES = {
    "affinity": "proposal,reviewer,affinity\nA,r1,0.9\nA,r2,0.4\nB,r1,0.8\nB,r2,0.1\nB,r3,0.7\n",
    "loads": "reviewer,min_load,max_load,department,senior\nr1,0,1,D1,1\nr2,0,2,D1,0\nr3,0,2,D2,1\n",
    "proposals": "proposal,demand\nA,1\nB,2\n",
    "conflicts": "proposal,reviewer\nB,r2\n",
}


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(solve, arguments)


def assignment(app: Flask, folder: Path, *more: str, **changed: str) -> Result:
    """Write the files, `changed` in the place of those above, and solve them."""
    options = []
    for name, text in (FILES | changed).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        options += [f"--{name}", str(folder / f"{name}.csv")]
    return run(app, "assignment", *options, "--out", str(folder / "out.csv"), *more)


def ranking(app: Flask, folder: Path, text: str, *more: str) -> Result:
    (folder / "scores.csv").write_text(text, encoding="utf-8")
    return run(app, "ranking", str(folder / "scores.csv"), "--out", str(folder / "out.csv"), *more)


def told(done: Result, status: int = 0) -> Any:  # Any: what JSON holds
    assert done.exit_code == status, done.output
    assert done.stdout.count("\n") == 1
    return json.loads(done.stdout)


def rows(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / "out.csv").read_text("utf-8").splitlines()))


def test_best_assignment_is_written_and_told(app: Flask, tmp_path: Path) -> None:
    facts = told(assignment(app, tmp_path))
    assert facts.pop("seconds") >= 0
    assert facts == {"total": 1.9, "feasible": True, "readings": 3, "short": [], "reasons": [], "seed": 0}
    assert [(row["proposal"], row["reviewer"]) for row in rows(tmp_path)] == [("A", "r2"), ("B", "r1"), ("B", "r3")]


@pytest.mark.parametrize(
    ("more", "total"),
    [(("--dept-cap", "1"), 1.9), (("--need-senior",), 1.7), (("--dept-cap", "1", "--need-senior"), 1.7)],
)
def test_rules_are_those_asked(app: Flask, tmp_path: Path, more: tuple[str, ...], total: float) -> None:
    free = {"conflicts": "proposal,reviewer\n", "loads": FILES["loads"].replace("r2,0,2", "r2,1,2")}
    facts = told(assignment(app, tmp_path, *more, **free))
    departments = {"r1": "D1", "r2": "D1", "r3": "D2"}
    found = rows(tmp_path)
    if "--dept-cap" in more:
        ours = [(row["proposal"], departments[row["reviewer"]]) for row in found]
        assert len(ours) == len(set(ours))
    if "--need-senior" in more:
        assert {row["proposal"] for row in found if row["reviewer"] != "r2"} == {"A", "B"}
    assert facts["total"] == total


def test_without_a_file_of_proposals_each_asks_three_readers(app: Flask, tmp_path: Path) -> None:
    for name in ("affinity", "loads"):
        (tmp_path / f"{name}.csv").write_text(FILES[name], encoding="utf-8")
    files = ("--affinity", str(tmp_path / "affinity.csv"), "--loads", str(tmp_path / "loads.csv"))
    facts = told(run(app, "assignment", *files, "--out", str(tmp_path / "out.csv")), 1)
    assert facts["reasons"][0]["reason"] == "too_few_readings"
    assert (facts["reasons"][0]["wanted"], facts["reasons"][0]["possible"]) == (6, 5)


def test_what_cannot_hold_ends_with_status_one_its_reason_and_who_lacks_readers(app: Flask, tmp_path: Path) -> None:
    facts = told(assignment(app, tmp_path, "--unlisted", "forbid", conflicts="proposal,reviewer\nB,r2\nB,r3\n"), 1)
    assert facts["short"] == [{"proposal": "B", "missing": 1}]
    assert [one["sentence"] for one in facts["reasons"]] == ["B demande 2 lecteurs, mais 1 peuvent le lire."]
    assert len(rows(tmp_path)) == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"affinity": "proposal,reviewer\nA,r1\n"}, "affinity.csv, ligne 1 : il manque la colonne « affinity »."),
        ({"affinity": "proposal,reviewer,affinity\nA,r1,1\nA,x,1\n"}, "ligne 3 : « x » n’est pas connu"),
        ({"affinity": "proposal,reviewer,affinity\nZ,r1,1\n"}, "ligne 2 : « Z » n’est pas connu"),
        ({"affinity": "proposal,reviewer,affinity\nA,r1,nan\n"}, "ligne 2 : « nan » n’est pas un nombre"),
        ({"affinity": "proposal,reviewer,affinity\nA,r1,1\nB,r1,1\nA,r1,2\n"}, "ligne 4 : cette paire est déjà dite"),
        ({"affinity": "proposal,reviewer,affinity\nA,r1\n"}, "ligne 2 : 2 cellules au lieu de 3."),
        (
            {"loads": "reviewer,min_load,max_load\nr1,3,2\n"},
            "ligne 2 : le minimum (3) dépasse le maximum (2).",
        ),
        ({"loads": "reviewer,min_load,max_load\nr1,-1,2\n"}, "ligne 2 : « -1 » n’est pas un nombre entier"),
        ({"loads": FILES["loads"] + "r1,0,1,D1,1\n"}, "ligne 5 : « r1 » est vide ou déjà dit"),
        ({"proposals": "proposal,demand\nA,trois\n"}, "proposals.csv, ligne 2 : « trois » n’est pas un nombre entier"),
        ({"conflicts": "proposal,reviewer\nA,r9\n"}, "conflicts.csv, ligne 2 : « r9 » n’est pas connu"),
    ],
)
def test_a_wrong_file_ends_with_status_two_and_names_its_line(
    app: Flask, tmp_path: Path, changed: dict[str, str], sentence: str
) -> None:
    done = assignment(app, tmp_path, **changed)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.startswith("Erreur : ")
    assert not (tmp_path / "out.csv").exists()


def test_ranking_is_written_with_its_chances_and_what_is_missing_is_named(app: Flask, tmp_path: Path) -> None:
    lines = ["proposal;reviewer;criterion;score"]
    for proposal, quality in zip("ABCDEF", (5, 4, 4, 3, 2, 1), strict=True):
        for reader in "xyz":
            lines += [f"{proposal};{reader};use;{quality + (reader == 'x') * 0.25}".replace(".", ",")]
            lines += [f"{proposal};{reader};cost;{(reader == 'y') * 0.5}"]
    lines.append("G;x;use;")
    done = ranking(app, tmp_path, "\n".join(lines), "--places", "2", "--weights", "use=3,cost=1", "--lower-is-better")
    facts = told(done)
    found = rows(tmp_path)
    assert list(found[0]) == ["rank", "proposal", "n", "mean", "adjusted", "se", "p_in", "group"]
    assert [(row["proposal"], row["rank"], row["n"]) for row in found] == [
        ("F", "1", "3"), ("E", "2", "3"), ("D", "3", "3"), ("B", "4", "3"), ("C", "4", "3"), ("A", "6", "3"),
    ]  # fmt: skip
    assert float(found[0]["mean"]) == pytest.approx((3 * (1 + 0.25 / 3) + 0.5 / 3) / 4, abs=1e-6)
    assert (facts["not_ranked"], facts["places"], facts["proposals"], facts["readings"]) == (["G"], 2, 6, 18)


@pytest.mark.parametrize(
    ("text", "more", "sentence"),
    [
        ("proposal,score\nA,1\n", (), "scores.csv, ligne 1 : il manque la colonne « reviewer »."),
        ("proposal,reviewer,score\nA,x,1\nA,x,2\n", (), "scores.csv, ligne 3 : cette note est déjà dite plus haut."),
        ("proposal,reviewer,score\nA,x,bien\n", (), "scores.csv, ligne 2 : « bien » n’est pas un nombre"),
        ("proposal,reviewer,score\n,x,1\n", (), "scores.csv, ligne 2 : il manque le nom du dossier"),
        ("proposal,reviewer,criterion,score\nA,x,use,1\n", ("--weights", "cost=1"), "le critère « cost » n’y est pas."),
        ("proposal,reviewer,score\nA,x,1\n", ("--weights", "use"), "écrivez critère=poids."),
    ],
)
def test_a_wrong_file_of_scores_ends_with_status_two(
    app: Flask, tmp_path: Path, text: str, more: tuple[str, ...], sentence: str
) -> None:
    done = ranking(app, tmp_path, text, "--places", "1", *more)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr


@real
@pytest.mark.parametrize(
    ("more", "total"), [((), 170.3701), (("--dept-cap", "2", "--need-senior"), 166.249), (("--dept-cap", "1"), None)]
)
def test_known_optimum_of_a_hundred_and_twenty_proposals(
    app: Flask, tmp_path: Path, more: tuple[str, ...], total: float | None
) -> None:
    files = [part for name in FILES for part in (f"--{name}", str(SHARED / f"assign_s120x20_{name}.csv"))]
    facts = told(run(app, "assignment", *files, "--out", str(tmp_path / "out.csv"), *more), 0 if total else 1)
    if total:
        assert facts["total"] == pytest.approx(total, abs=1e-4)
    else:
        (reason,) = facts["reasons"]
        assert (reason["department"], reason["wanted"], reason["possible"]) == ("D0", 135, 120)


@real
@pytest.mark.parametrize(
    ("criterion", "corrected", "f", "noise", "severity"),
    [("overall", False, 1.06, 0.63, 0.0), ("investigator", True, 2.37, 0.57, 0.28)],
)
def test_real_readers_differ_on_one_criterion_only(
    app: Flask, tmp_path: Path, criterion: str, corrected: bool, f: float, noise: float, severity: float
) -> None:
    table = list(csv.DictReader((SHARED / "reviews_aibs.csv").read_text("utf-8").splitlines()))
    text = "proposal,reviewer,criterion,score\n" + "".join(
        f"{row['submission_id']},{row['reviewer_id']},{row['criterion']},{row['score']}\n" for row in table
    )
    facts = told(ranking(app, tmp_path, text, "--places", "8", "--weights", f"{criterion}=1", "--lower-is-better"))
    assert facts["corrected"] is corrected
    assert (facts["F"], facts["noise_sd"], facts["severity_sd"]) == pytest.approx((f, noise, severity), abs=0.006)
    found = rows(tmp_path)
    best = min(float(row["mean"]) for row in found)
    assert float(found[0]["mean"]) == best or corrected
    assert len(found) == 72
