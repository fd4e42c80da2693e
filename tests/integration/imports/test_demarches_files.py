"""The files of a procedure follow their source, and are given back when their import is taken back."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from incubator.core import clock, files
from incubator.domain import attachments, file_care
from incubator.domain.events import Event
from incubator.domain.import_kinds import KEPT, ImportStatus
from incubator.domain.models import Attachment, DemarcheLink, JournalEntry, Project, Question, Revision
from incubator.domain.states import State
from incubator.imports.demarches import addresses, fetching, syncing
from tests import factories as make
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
    others = make.make_project(desk.session, make.make_call(desk.session, desk.organisation), import_key="1")
    make.make_attachment(desk.session, others, name="z.pdf", source_mark=fetching._mark("F", first[0]))
    desk.session.commit()

    first_import(desk, instance)

    [project] = desk.projects()
    page = plain(desk.client.get(f"/imports/{desk.run().id}").text)
    assert attached(desk) == ["plan.pdf", "z.pdf"]
    for name, why in (("virus.pdf", "programme"), ("lourd.pdf", "plus de 1 Mo"), ("perdu.pdf", "(réponse 404)")):
        assert f"« {name} » : " in page and why in page, page
    assert desk.answer(project, "plans") == "plan.pdf\nvirus.pdf\nlourd.pdf\nperdu.pdf"
    key = desk.session.scalars(select(Attachment.id).where(Attachment.project_id == project.id)).one()
    assert desk.client.get(f"/attachments/{key}").raw == plan

    instance.given.clear()
    again = {**first[0], "url": f"{instance.address}/elsewhere/plan.pdf?sig=2"}
    photo = instance.file("photo.png", papers.image())
    instance.dossiers = [with_files(1, "2026-05-02T10:00:00+02:00", again, photo)]
    synchronise(desk)

    assert attached(desk) == ["photo.png", "plan.pdf", "z.pdf"]
    assert instance.given == ["/f/photo.png?sig=1"]  # the other is known, at another address
    assert [one.event for one in revisions_of(desk, project)] == ["submit", "update_by_import"]

    other = instance.file("plan.pdf", papers.pdf("Autre"), checksum="B")
    question = desk.session.scalars(select(Question).where(Question.key == "plans")).one()
    make.make_attachment(desk.session, project, question, name="y.pdf")  # the source knows nothing of it
    desk.session.commit()
    instance.dossiers = [with_files(1, "2026-05-03T10:00:00+02:00", other)]
    synchronise(desk)
    assert attached(desk) == ["plan.pdf", "y.pdf", "z.pdf"]
    instance.dossiers = [with_files(1, "2026-05-04T10:00:00+02:00", other, photo)]  # it is back
    synchronise(desk)

    assert (desk.run().updated, attached(desk)) == (1, ["photo.png", "plan.pdf", "y.pdf", "z.pdf"])
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
    file = instance.file("plan.pdf", papers.pdf())
    monkeypatch.setattr(addresses, "may_be_local", lambda: False)
    with app.app_context():
        insecure = fetching._fetch(file, "plan.pdf", attachments.limits_of(Question(file_kinds=[])), lambda: None)
        https = {**file, "url": file["url"].replace("http://", "https://")}
        private = fetching._fetch(https, "plan.pdf", attachments.limits_of(Question(file_kinds=[])), lambda: None)

    assert "https" in insecure["refusal"] and "réseau privé" in private["refusal"]
    assert instance.given == []


def test_file_that_never_ends_is_given_up(app: Flask, instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    file = instance.file("plan.pdf", papers.pdf())
    monkeypatch.setattr(fetching, "LONGEST", -1.0)
    with app.app_context():
        found = fetching._fetch(file, "plan.pdf", attachments.limits_of(Question(file_kinds=[])), lambda: None)

    assert "plus de cinq minutes" in found["refusal"]


@pytest.mark.usefixtures("_store")
@pytest.mark.parametrize("trouble", ["its file is lost", "it is stopped"])
def test_what_was_not_written_is_asked_for_again(app: Flask, desk: Desk, instance: Instance, trouble: str) -> None:
    desk.session.add(Question(call_id=desk.call.id, key="plans", kind="file", label="Vos plans", position=90))
    desk.session.commit()
    noted = with_files(1, "2026-05-01T10:00:00+02:00", instance.file("plan.pdf", papers.pdf()))
    noted["annotations"] = [noted["champs"].pop()]  # what who looks into it adds is a part of it
    instance.dossiers = [noted, dossier(2, "2026-05-03T10:00:00+02:00")]
    link(desk, instance)
    synchronise(desk)
    url = f"/imports/{desk.run().id}"
    desk.choose(desk.client.get(url))
    if trouble == "it is stopped":
        desk.client.post(f"{url}/start")
        desk.client.post(f"{url}/stop")
        work()
    else:
        for name, _written in list(files.store().names()):
            files.store().delete(name)
        assert "il n’est plus gardé : relancez la synchronisation" in desk.start().text
    assert attached(desk) == []

    synchronise(desk)

    assert [one.title for one in desk.projects()] == ["Projet 1", "Projet 2"]
    assert attached(desk) == ["plan.pdf"]


@pytest.mark.usefixtures("_store")
def test_state_follows_its_source_where_files_were_changed_here(desk: Desk, instance: Instance) -> None:
    desk.session.add(Question(call_id=desk.call.id, key="plans", kind="file", label="Vos plans", position=90))
    desk.session.commit()
    plan = instance.file("plan.pdf", papers.pdf(), checksum="A")
    instance.dossiers = [with_files(1, "2026-05-01T10:00:00+02:00", plan)]
    link(desk, instance)
    synchronise(desk)
    desk.choose(desk.client.get(f"/imports/{desk.run().id}"), state="source")
    desk.start()
    [project] = desk.projects()
    [removed] = desk.session.scalars(select(Attachment))
    removed.removed_at = clock.now()
    desk.session.add(JournalEntry(event=Event.REMOVE_FILE, project_id=project.id, call_id=desk.call.id))
    desk.session.commit()
    instance.dossiers = [{**with_files(1, "2026-05-02T10:00:00+02:00", plan), "state": "accepte"}]

    synchronise(desk)

    assert [one.state for one in desk.projects()] == [State.ADMISSIBLE]
    assert attached(desk) == []


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
    url = f"/imports/{desk.run().id}"
    if not late:  # another comes and is taken back first: its own files alone
        instance.dossiers = [with_files(1, "2026-05-03T10:00:00+02:00", *second, instance.file("x.png", photo))]
        synchronise(desk)
        assert "x.png" in contents(desk)
        desk.client.post(f"/imports/{desk.run().id}/undo")
        work()
        assert sorted(contents(desk)) == ["garde.png", "photo.png", "plan.pdf"]
    clock.freeze(clock.now() + (KEPT if late else timedelta(0)) + timedelta(days=2))
    file_care.clean(desk.session)

    page = plain(desk.client.get(url).text)
    desk.client.post(f"{url}/undo")
    work()

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
