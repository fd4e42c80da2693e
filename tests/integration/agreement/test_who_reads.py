"""The team and those who run the call read the answer; readers, jurors and strangers do not."""

from collections.abc import Callable

from incubator.domain.states import State
from tests import factories as make
from tests.integration.agreement.conftest import SECRET, World

Build = Callable[..., World]


def test_the_team_reads_where_it_stands_beside_its_dossier(world: World) -> None:
    url = f"/projects/{world.project.id}"
    owner = world.sign_in(world.owner)

    assert "Rien n’est encore demandé : vous choisissez le moment." in owner.get(url).text
    link = world.asked()
    assert "En attente de sa réponse" in owner.get(url).text
    world.answer(link, "refuse", reason=SECRET)
    assert "Refusé" in owner.get(url).text
    assert SECRET in owner.get(world.url).text
    assert "Refus du responsable" in owner.get(f"{url}/journal").text


def test_those_who_run_the_call_read_it_at_screening_and_on_the_dossier(world: World) -> None:
    world.answer(world.asked(), "refuse", reason=SECRET)
    staff = world.sign_in(world.staff)

    for page in (f"/projects/{world.project.id}/screening", f"/projects/{world.project.id}"):
        assert "Refusé" in staff.get(page).text
    assert SECRET in staff.get(world.url).text
    assert "Demander l’accord" not in staff.get(world.url).text


def test_readers_jurors_and_strangers_meet_it_nowhere(build: Build) -> None:
    for state in (State.UNDER_REVIEW, State.SHORTLISTED, State.PITCHED):
        world = build(state)
        world.answer(world.asked(), "refuse", reason=SECRET)
        stranger = make.make_person(world.session, world.organisation)
        world.session.commit()
        for person in (world.reader, world.juror, stranger):
            client = world.sign_in(person)
            assert client.get(world.url).status in (403, 404)
            for tab in ("", "/journal", "/read", "/pitch"):
                page = client.get(f"/projects/{world.project.id}{tab}")
                assert SECRET not in page.text
                assert "responsable" not in page.text.replace("Responsable du programme", ""), (state, tab, page.text)


def test_a_visitor_is_asked_to_sign_in(world: World) -> None:
    for path in ("", "/ask", "/cancel"):
        assert world.visitor.get(world.url + path).url.startswith("/sign-in")
