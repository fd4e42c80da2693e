"""`flask solve`: the computations of a selection on tables of one's own, so that anyone may check them."""

import json
import time
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

solve = AppGroup("solve", help="Compute an assignment or a ranking from CSV files, as the pages do.")

FILE: Any = click.Path(exists=False, dir_okay=False, path_type=Path)


@solve.command("assignment", with_appcontext=False)
@click.option("--affinity", required=True, type=FILE, help="proposal,reviewer,affinity")
@click.option("--conflicts", type=FILE, help="proposal,reviewer")
@click.option("--loads", required=True, type=FILE, help="reviewer,min_load,max_load[,department,senior]")
@click.option("--proposals", type=FILE, help="proposal,demand; without it, three readers each.")
@click.option("--unlisted", type=click.Choice(["allow", "forbid"]), default="allow", show_default=True,
              help="May a pair that is not listed be used, at affinity 0?")  # fmt: skip
@click.option("--dept-cap", type=click.IntRange(1), help="At most so many readers of one department a proposal.")
@click.option("--need-senior", is_flag=True, help="At least one senior reader a proposal.")
@click.option("--expert-from", type=float, help="The first reader of each proposal has this affinity, if one is free.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Decides between equal optima.")
@click.option("--out", required=True, type=FILE, help="Where to write proposal,reviewer.")
def assignment(**options: Any) -> None:
    """Assign readers to proposals: the exact optimum of total affinity under the rules.

    Prints one JSON object. Status 1 when the rules cannot all hold (OUT then holds the best that can be done, and the
    reasons are printed), 2 when a file is wrong.
    """
    from incubator.cli.solve_assignment import Files, run
    from incubator.engines.assignment import Rules

    began, out = time.perf_counter(), options.pop("out")
    rules = Rules(*(options.pop(name) for name in ("dept_cap", "need_senior", "expert_from", "seed")))
    facts = run(Files(**options | {"unlisted": options["unlisted"] == "allow"}), rules, out)
    facts["seconds"] = round(time.perf_counter() - began, 3)
    click.echo(json.dumps(facts, ensure_ascii=False))
    if not facts["feasible"]:
        raise SystemExit(1)


@solve.command("ranking", with_appcontext=False)
@click.argument("scores", type=FILE)
@click.option("--places", required=True, type=click.IntRange(1), help="How many are taken: where the line is.")
@click.option("--weights", default="", help="criterion=weight,…; the others are left aside.")
@click.option("--lower-is-better", is_flag=True, help="The best score is the lowest.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Replays the draws of chances.")
@click.option("--out", required=True, type=FILE, help="Where to write rank,proposal,n,mean,adjusted,se,p_in,group.")
def ranking(scores: Path, out: Path, **options: Any) -> None:
    """Rank proposals from SCORES: proposal,reviewer,score or proposal,reviewer,criterion,score.

    Scores are corrected for the severity of readers when an F test says that it differs. Prints one JSON object.
    Status 2 when the file is wrong.
    """
    from incubator.cli import solve_ranking

    began = time.perf_counter()
    facts = solve_ranking.run(scores, out=out, **options)
    facts["seconds"] = round(time.perf_counter() - began, 3)
    click.echo(json.dumps(facts, ensure_ascii=False))
