"""import-projects, export and import."""

from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import IntegrityError, NoResultFound

from incubator.core.db import db
from incubator.core.terminal import as_json_option, command, refuse, say
from incubator.transfer import columns, files, imports

PAGE = Path(__file__).parents[2] / "docs" / "export.md"


def init_app(app: Flask) -> None:
    """Add the commands to `flask`."""
    for one in (import_projects, export, import_, export_columns):
        app.cli.add_command(one)


def _pairs(values: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for value in values:
        column, equals, name = value.rpartition("=")
        if not equals:
            raise click.BadParameter(f"« {value} » doit s’écrire COLONNE=champ.")
        pairs[column] = name
    return pairs


def _no_call(code: str) -> click.ClickException:
    return refuse(f"il n’y a pas d’appel « {code} » ; « flask calls » donne leurs codes.")


@command("import-projects")
@click.argument("call")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--map", "maps", multiple=True, metavar="COLUMN=FIELD", help="Which column holds which field.")
@click.option("--dry-run", is_flag=True, help="Say what would be done and write nothing.")
@as_json_option
def import_projects(call: str, file: Path, maps: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Import candidates from any CSV or XLSX into the call CALL; with --map id=…, a second run duplicates nothing."""
    try:
        found = imports.load_call(db.session, call)
        report = imports.import_projects(db.session, call=found, file=file, given=_pairs(maps))
    except NoResultFound:
        raise _no_call(call) from None
    except (ValueError, OSError) as error:
        raise refuse(str(error)) from error
    db.session.rollback() if dry_run else db.session.commit()
    say(as_json, _told(file, report, dry_run), dry_run=dry_run, **report.as_json())


def _told(file: Path, report: imports.Report, dry_run: bool) -> str:
    done = "À importer" if dry_run else "Importés"
    lines = [f"{file.name} : {report.lines} lignes, {', '.join(map(repr, report.understood.values()))}"]
    lines += [f"  {column} → {name}" for column, name in report.mapping.items()]
    lines.append(f"  sans emploi : {', '.join(report.ignored) or 'rien'}")
    lines += [f"  ligne {line} : {message}" for line, message in report.errors]
    counts = f"{done} : {report.created} ; mis à jour : {report.updated} ; déjà là : {report.already_there} ;"
    return "\n".join([*lines, f"{counts} refusés : {len(report.errors)}."])


@command("export")
@click.argument("call")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@as_json_option
def export(call: str, out: Path, as_json: bool) -> None:
    """Write everything about the call CALL to a folder, as CSV and JSON."""
    try:
        counts = files.export_call(db.session, code=call, out=out)
    except NoResultFound:
        raise _no_call(call) from None
    except OSError as error:
        raise refuse(str(error)) from error
    say(as_json, _counted(counts), out=str(out), rows=counts)


@command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@as_json_option
def import_(folder: Path, as_json: bool) -> None:
    """Put an exported call into an empty installation."""
    try:
        counts = files.import_folder(db.session, folder=folder)
        db.session.commit()
    except (ValueError, KeyError, OSError, IntegrityError) as error:
        raise refuse(_why_not(folder, error)) from error
    say(as_json, _counted(counts), rows=counts)


def _why_not(folder: Path, error: Exception) -> str:
    return str(error) if type(error) is ValueError else f"{folder} ne se lit pas comme un export ({error})."


def _counted(counts: dict[str, int]) -> str:
    return "\n".join(f"{name} : {count}" for name, count in counts.items())


@command("export-columns")
@as_json_option
def export_columns(as_json: bool) -> None:
    """Write docs/export.md, the documentation of the files of an export."""
    PAGE.write_text(columns.columns_page())
    name = str(PAGE.relative_to(PAGE.parents[1]))
    say(as_json, f"{name} est écrit.", file=name)
