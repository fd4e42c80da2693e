"""The files of a procedure follow their source, and are given back when their import is taken back."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from incubator.core import clock, files
from incubator.domain import attachments, file_care
from incubator.domain.import_kinds import KEPT, ImportStatus
from incubator.domain.models import Attachment, DemarcheLink, Project, Question, Revision
from incubator.domain.states import State
from incubator.imports.demarches import addresses, syncing
from tests import papers
from tests.integration.imports.conftest import Desk, work
from tests.integration.imports.demarches import Instance, dossier, with_files
from tests.integration.imports.procedure import first_import, link, synchronise
from tests.texts import plain


def attached(desk: Desk) -> list[str]:
    there = select(Attachment.name).where(Attachment.removed_at.is_(None)).order_by(Attachment.name)
    return list(desk.session.scalars(there))


@pytest.mark.usefixtures("_store")
def test_files_follow_their_source_each_fetched_once(app: Flask, desk: Desk, instance: Instance) -> None:
    desk.session.add(
        Question(call_id=desk.call.id, key="plans", kind="file", label="Vos plans", position=90, file_megabytes=1)
    )
    desk.session.commit()
    plan, program = papers.pdf(), papers.PROGRAM
    first = [
        instance.file("plan.pdf", plan, checksum="A"),
        instance.file("virus.pdf", program),
        instance.file("lourd.pdf", plan + b" " * 1_000_001),
        instance.file("perdu.pdf", None),
    ]
    instance.dossiers = [with_files(1, "2026-05-01T10:00:00+02:00", *first)]

    first_import(desk, instance)

    [project] = desk.projects()
    page = plain(desk.client.get(f"/imports/{desk.run().id}").text)
    assert attached(desk) == ["plan.pdf"]
    for name, why in (("virus.pdf", "programme"), ("lourd.pdf", "plus de 1 Mo"), ("perdu.pdf", "(réponse 404)")):
        assert f"« {name} » : " in page and why in page, page
    assert desk.answer(project, "plans") == "plan.pdf\nvirus.pdf\nlourd.pdf\nperdu.pdf"
    key = desk.session.scalars(select(Attachment.id)).one()
    assert desk.client.get(f"/attachments/{key}").raw == plan

    instance.given.clear()
    again = instance.file("plan.pdf", plan, signed=2, checksum="A")
    instance.dossiers = [with_files(1, "2026-05-02T10:00:00+02:00", again, instance.file("photo.png", papers.image()))]
    synchronise(desk)

    assert attached(desk) == ["photo.png", "plan.pdf"]
    assert instance.given == ["/f/photo.png?sig=1"]  # the other is known, at another address
    assert [one.event for one in revisions_of(desk, project)] == ["submit", "update_by_import"]

    other = instance.file("plan.pdf", papers.pdf("Autre"), checksum="B")
    instance.dossiers = [with_files(1, "2026-05-03T10:00:00+02:00", other, instance.file("photo.png", papers.image()))]
    synchronise(desk)

    assert (desk.run().updated, attached(desk)) == (1, ["photo.png", "plan.pdf"])
    by_name = {one.name: one for one in desk.session.scalars(select(Attachment).where(Attachment.removed_at.is_(None)))}
    assert desk.client.get(f"/attachments/{by_name['plan.pdf'].id}").raw == papers.pdf("Autre")
    old = f"/projects/{project.id}/versions/file?version=2&file={key}"
    assert desk.client.get(old).raw == plan  # the version before still holds it


def revisions_of(desk: Desk, project: Project) -> list[Revision]:
    return list(
        desk.session.scalars(select(Revision).where(Revision.project_id == project.id).order_by(Revision.number))
    )


def test_file_at_a_private_or_plain_address_is_not_fetched(
    app: Flask, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    from incubator.imports.demarches import fetching

    file = instance.file("plan.pdf", papers.pdf())
    monkeypatch.setattr(addresses, "may_be_local", lambda: False)
    with app.app_context():
        insecure = fetching._fetch(file, "plan.pdf", attachments.limits_of(Question(file_kinds=[])), lambda: None)
        https = {**file, "url": file["url"].replace("http://", "https://")}
        private = fetching._fetch(https, "plan.pdf", attachments.limits_of(Question(file_kinds=[])), lambda: None)

    assert "https" in insecure["refusal"] and "réseau privé" in private["refusal"]
    assert instance.given == []


def contents(desk: Desk) -> dict[str, bytes]:
    """Return the files of the dossiers, as they are in the store."""
    there = desk.session.scalars(select(Attachment).where(Attachment.removed_at.is_(None))).all()
    return {one.name: b"".join(files.store().get(one.storage_name)) for one in there}


@pytest.mark.usefixtures("_store")
@pytest.mark.parametrize("late", [False, True])
def test_undo_gives_files_back(desk: Desk, instance: Instance, late: bool) -> None:
    desk.session.add(Question(call_id=desk.call.id, key="plans", kind="file", label="Vos plans", position=90))
    desk.session.commit()
    plan, other, photo = papers.pdf(), papers.pdf("Autre"), papers.image()
    kept = instance.file("garde.png", photo, checksum="K")
    first = [instance.file("plan.pdf", plan, checksum="A"), instance.file("note.pdf", plan, checksum="N"), kept]
    instance.dossiers = [with_files(1, "2026-05-01T10:00:00+02:00", *first)]
    first_import(desk, instance)
    # A draft has no version that would hold what is taken out of it.
    desk.session.execute(update(Project).values(state=State.DRAFT, submitted_at=None))
    desk.session.execute(delete(Revision))
    desk.session.commit()
    before = contents(desk)
    second = [instance.file("plan.pdf", other, checksum="B"), instance.file("photo.png", photo), kept]
    instance.dossiers = [with_files(1, "2026-05-02T10:00:00+02:00", *second)]
    desk.session.execute(update(DemarcheLink).values(options={"state": "draft"}))
    desk.session.commit()
    synchronise(desk)
    assert sorted(contents(desk)) == ["garde.png", "photo.png", "plan.pdf"] != sorted(before)
    clock.freeze(clock.now() + (KEPT if late else timedelta(0)) + timedelta(days=2))
    file_care.clean(desk.session)
    url = f"/imports/{desk.run().id}"

    page = plain(desk.client.get(url).text)
    desk.client.post(f"{url}/undo")
    work()

    assert desk.run().status is ImportStatus.UNDONE
    assert "2 fichiers ajoutés par l’import à des dossiers qui existaient s’en vont" in page
    if late:
        assert "2 fichiers que l’import a retirés ne sont plus gardés" in page
        assert sorted(contents(desk)) == ["garde.png"]
    else:
        assert "2 fichiers remplacés ou retirés par l’import reviennent" in page
        assert contents(desk) == before
        assert desk.answer(desk.projects()[0], "plans") == "plan.pdf\nnote.pdf\ngarde.png"


def test_after_an_undo_the_procedure_is_asked_again_and_its_columns_seen(desk: Desk, instance: Instance) -> None:
    instance.dossiers = [dossier(1)]
    first_import(desk, instance)
    link(desk, instance, daily="y")
    desk.client.post(f"/imports/{desk.run().id}/undo")
    work()
    assert desk.projects() == []
    desk.session.execute(update(DemarcheLink).values(asked_at=None))
    desk.session.commit()
    syncing.queue_daily(desk.session)
    assert desk.run().status is ImportStatus.UNDONE  # nothing comes back by itself

    synchronise(desk)

    assert desk.run().status is ImportStatus.TO_MAP
    desk.choose(desk.client.get(f"/imports/{desk.run().id}"))
    desk.start()
    assert [project.title for project in desk.projects()] == ["Projet 1"]
    assert desk.session.scalars(select(DemarcheLink)).one().options.get("review") is None
