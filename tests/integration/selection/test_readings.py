"""The tab « Lectures »: what each reader gave."""

from incubator.domain.kinds import ReviewStatus, Role
from incubator.domain.states import State
from tests.factories import assign_reader, declare_conflict, grant, make_person, make_staff
from tests.integration.selection.builders import finish, make_dossier, make_member, open_committee


def test_readings_shows_each_mark_the_mean_and_the_spread(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call)
    finish(session, project, make_member(session, call, name="Ada"), 5, 3, committee_comment="Très bien")
    finish(session, project, make_member(session, call, name="Lou"), 2, 2, candidate_comment="À préciser")
    session.commit()
    page = sign_in(staff).get(f"/projects/{project.id}/readings")
    rows = [[cell.get_text() for cell in row.select("td.num")] for row in page.soup.select("tbody tr")]
    assert rows == [["5", "2", "3,50"], ["3", "2", "2,50"], ["4,20", "2,00", "3,10"]]
    assert len(page.soup.select("svg.spread")) == 3
    assert "Très bien" in page.text
    assert "À préciser" in page.text


def test_readings_counts_only_what_is_finished(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call)
    draft = assign_reader(session, project, make_member(session, call, name="Ada"), ReviewStatus.DRAFT)
    draft.committee_comment = "Pas encore sûr"
    assign_reader(session, project, make_member(session, call, name="Lou"), ReviewStatus.ABSTAINED)
    session.commit()
    page = sign_in(staff).get(f"/projects/{project.id}/readings")
    assert "Pas encore de lecture terminée" in page.text
    assert "Pas encore sûr" not in page.text
    assert "Ada Commencé" in page.text
    assert "Lou Déport" in page.text


def test_readings_is_closed_to_all_but_those_who_run_the_call(session, sign_in):
    call = open_committee(session)
    reader, away = make_member(session, call), make_staff(session, call)
    juror = grant(session, make_person(session), Role.JUROR, call)
    project = make_dossier(session, call, State.SHORTLISTED)
    finish(session, project, reader, 4, 4)
    declare_conflict(session, away, project)
    owner = session.get_one(type(reader), project.owner_id)
    session.commit()
    url = f"/projects/{project.id}/readings"
    assert [sign_in(person).get(url).status for person in (reader, juror, owner, away)] == [403, 403, 403, 404]


def test_readings_costs_the_same_with_more_readers(session, sign_in, count_queries):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call)
    counts = []
    for size in (3, 30):
        for _ in range(size):
            finish(session, project, make_member(session, call), 4, 4)
        session.commit()
        client = sign_in(staff)
        with count_queries() as queries:
            assert client.get(f"/projects/{project.id}/readings").status == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
