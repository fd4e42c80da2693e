"""What attached files hold goes out with a call and comes back."""

import io
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.db import make_engine
from incubator.core.files import FileStore, new_name
from incubator.core.migrations import upgrade
from incubator.domain.import_kinds import ImportSource
from incubator.domain.models import Attachment, ImportFile, ImportRun
from incubator.transfer import files
from tests import factories as make


def test_files_travel_with_their_call_but_those_taken_away(app: Flask, session: Session, tmp_path: Path) -> None:
    call = make.make_call(session, make.make_organisation(session))
    project, leaver = make.make_project(session, call), make.make_person(session)
    here, elsewhere = FileStore((tmp_path / "here").as_uri()), FileStore((tmp_path / "elsewhere").as_uri())
    kept = make.make_attachment(session, project, preview_name=new_name(), uploaded_by_id=leaver.id)
    gone = make.make_attachment(session, project, removed_at=clock.now())
    lost = make.make_attachment(session, project)
    taken = make.make_attachment(session, project, removed_at=clock.now())  # by an import that may be taken back
    run = ImportRun(call_id=call.id, source=ImportSource.DEMARCHES)
    session.add(run)
    session.flush()
    session.add(ImportFile(import_id=run.id, attachment_id=taken.id, came=False))
    for name, content in ((kept.storage_name, b"whole"), (kept.preview_name, b"small"), (gone.storage_name, b"gone")):
        here.put(str(name), io.BytesIO(content))
    session.commit()
    before = app.extensions["files"]
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    upgrade(engine)

    app.extensions["files"] = here
    files.export_call(session, code=call.code, out=tmp_path / "out")
    app.extensions["files"] = elsewhere
    with Session(engine.execution_options(writing=True)) as empty:
        files.import_folder(empty, folder=tmp_path / "out")
        empty.commit()
        found = set(empty.scalars(select(Attachment.id)))
        assert empty.scalars(select(ImportFile.attachment_id)).all() == [taken.id]
    app.extensions["files"] = before
    engine.dispose()

    assert found == {kept.id, lost.id, taken.id}
    assert b"".join(elsewhere.get(kept.storage_name)) == b"whole"
    assert b"".join(elsewhere.get(str(kept.preview_name))) == b"small"
    assert len(list(elsewhere.names())) == 2
