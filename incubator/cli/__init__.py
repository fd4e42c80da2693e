"""What one does at the terminal: `flask --app run <command>`."""

from flask import Flask

from incubator.cli import (
    calls,
    database,
    demonstration,
    entrance,
    files,
    lifecycle_page,
    messages,
    partners,
    post,
    search,
    serve,
    solve,
    work,
)


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (
        serve.serve,
        post.deliver_mail,
        work.work,
        database.migrate,
        database.init,
        entrance.administrator,
        entrance.sign_in_link,
        calls.calls,
        partners.share_call,
        demonstration.demo,
        files.files,
        lifecycle_page.write_lifecycle,
        messages.messages,
        search.search,
        solve.solve,
    ):
        app.cli.add_command(command)
