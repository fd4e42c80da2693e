"""import-projects, export and import."""

import json
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import NoResultFound

from incubator.core.db import db
from incubator.transfer import columns, csv_files, files, imports


def init_app(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in (import_projects, export, import_, export_columns):
        app.cli.add_command(command)


def _pairs(values: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for value in values:
        column, equals, name = value.rpartition("=")
        if not equals:
            raise click.BadParameter(f"« {value} » must read COLUMN=field.")
        pairs[column] = name
    return pairs


def _say(as_json: bool, data: dict[str, Any], lines: list[str]) -> None:
    click.echo(json.dumps(data, ensure_ascii=False) if as_json else "\n".join(lines))


@click.command("import-projects")
@click.argument("call")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--map", "maps", multiple=True, metavar="COLUMN=FIELD", help="Which column holds which field.")
@click.option("--dry-run", is_flag=True, help="Say what would be done and write nothing.")
@click.option("--json", "as_json", is_flag=True)
def import_projects(call: str, file: Path, maps: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Import candidates from any CSV into the call CALL."""
    try:
        found = imports.load_call(db.session, call)
        read = csv_files.read_csv(file)
        given = _pairs(maps)
        mapping, ignored = imports.map_columns(read.headers, found.questions, given)
        if not as_json:
            click.echo(f"{file.name}: {len(read.rows)} rows, {read.encoding}, delimiter {read.delimiter!r}")
            for column, name in mapping.items():
                click.echo(f"  {column} → {name}")
            click.echo(f"  ignored: {', '.join(ignored) or 'nothing'}")
        report = imports.import_projects(db.session, call=found, file=read, given=given, dry_run=dry_run)
    except NoResultFound as error:
        raise click.ClickException(f"There is no call « {call} »: see `flask calls`.") from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    db.session.rollback() if dry_run else db.session.commit()
    lines = [f"  line {line}: {message}" for line, message in report.errors]
    lines.append(
        f"{'Would import' if dry_run else 'Imported'} {report.created}, already there {report.already_there},"
        f" refused {len(report.errors)}."
    )
    _say(as_json, {"dry_run": dry_run, **report.as_json()}, lines)


@click.command("export")
@click.argument("call")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def export(call: str, out: Path, as_json: bool) -> None:
    """Write everything about the call CALL to a folder, as CSV and JSON."""
    try:
        counts = files.export_call(db.session, code=call, out=out)
    except NoResultFound as error:
        raise click.ClickException(f"There is no call « {call} »: see `flask calls`.") from error
    except OSError as error:
        raise click.ClickException(str(error)) from error
    _say(as_json, {"out": str(out), "rows": counts}, [f"{name}: {count}" for name, count in counts.items()])


@click.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def import_(folder: Path, as_json: bool) -> None:
    """Put an exported call into an empty installation."""
    try:
        counts = files.import_folder(db.session, folder=folder)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    _say(as_json, {"rows": counts}, [f"{name}: {count}" for name, count in counts.items()])


@click.command("export-columns")
def export_columns() -> None:
    """Write docs/export.md, the documentation of the files of an export."""
    path = Path(__file__).parents[2] / "docs" / "export.md"
    path.write_text(columns.columns_page())
    click.echo(f"{path} is written.")
