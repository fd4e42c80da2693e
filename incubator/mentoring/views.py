"""Follow-up of a project, a coach's projects, the cohort of a call."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core import clock
from incubator.core.db import db
from incubator.core.errors import NotReady, StaleVersion
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import agreements, policy
from incubator.domain.dossier_kinds import AgreementMoment
from incubator.domain.models import Call, Person, Project
from incubator.domain.queries import find_call
from incubator.domain.states import ENDINGS, State
from incubator.mentoring import cohort as cohort_queries
from incubator.mentoring import operations, queries
from incubator.mentoring.forms import (
    CheckInForm,
    CoachForm,
    EndForm,
    LaunchForm,
    MoveBackForm,
    MovePhaseForm,
    ResumeForm,
    plan_form,
)
from incubator.mentoring.words import ENDING_WORDS, MOODS

bp = Blueprint("mentoring", __name__)
find_followed = queries.find_followed


def _back(project: Project, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for(".follow_up", project_id=project.id))


# --- one project -----------------------------------------------------------------------------------------------------


@bp.get("/projects/<uuid:project_id>/follow-up")
@guard(policy.view_follow_up, load=find_followed)
def follow_up(project: Project) -> ResponseReturnValue:
    check_ins = queries.check_ins_of(
        db.session,
        project,
        number=request.args.get("page", 1, type=int),
        make_url=lambda number: url_for(".follow_up", project_id=project.id, page=number),
    )
    return render_template(
        "mentoring/follow_up.html",
        project=project,
        follow_up=queries.follow_up_of(db.session, project),
        check_ins=check_ins,
        ending=queries.ending_of(db.session, project),
        ending_words=ENDING_WORDS,
        moods=MOODS,
        today=clock.today(),
    )


@bp.route("/projects/<uuid:project_id>/check-in", methods=["GET", "POST"])
@guard(policy.check_in, load=find_followed)
def check_in(project: Project) -> ResponseReturnValue:
    queries.must_be(project, State.MENTORING)
    last = queries.last_check_in(db.session, project)
    form = CheckInForm(data={"days_planned": last.days_planned if last else None})
    if form.validate_on_submit():
        operations.check_in(db.session, actor=current_actor(), project=project, news=operations.News(**form.news()))
        return _back(project, _("Merci : votre point est enregistré. Le prochain est dans deux semaines."))
    page = render_template("mentoring/check_in.html", project=project, form=form, last=last)
    return page, 422 if form.errors else 200


# --- coaches ---------------------------------------------------------------------------------------------------------


@bp.route("/projects/<uuid:project_id>/launch", methods=["GET", "POST"])
@guard(policy.assign_coach, load=find_followed)
def launch(project: Project) -> ResponseReturnValue:
    queries.must_be(project, State.SELECTED)
    people = queries.possible_coaches(db.session, project)
    form = LaunchForm(data={"starts_on": max(project.call.mentoring_from, clock.today())})
    form.offer(people)
    if form.validate_on_submit():
        coach = db.session.get_one(Person, form.coach_id)
        operations.launch(db.session, actor=current_actor(), project=project, coach=coach, starts_on=form.first_day)
        return _back(project, _("L’accompagnement commence : l’équipe et son coach viennent d’en être informés."))
    no_agreement = agreements.missing(db.session, project, AgreementMoment.MENTORING)
    page = render_template(
        "mentoring/launch.html", project=project, form=form, people=people, no_agreement=no_agreement
    )
    return page, 422 if form.errors else 200


@bp.route("/projects/<uuid:project_id>/coach", methods=["GET", "POST"])
@guard(policy.assign_coach, load=find_followed)
def change_coach(project: Project) -> ResponseReturnValue:
    queries.must_be(project, State.MENTORING, State.DORMANT)
    people = queries.possible_coaches(db.session, project)
    form = CoachForm()
    form.offer(people)
    if form.validate_on_submit():
        coach = db.session.get_one(Person, form.coach_id)
        operations.change_coach(db.session, actor=current_actor(), project=project, coach=coach)
        return _back(project, _("Le projet a un nouveau coach : l’équipe et lui viennent d’en être informés."))
    current = queries.open_coachings(db.session, project)
    page = render_template("mentoring/change_coach.html", project=project, form=form, people=people, current=current)
    return page, 422 if form.errors else 200


@bp.get("/coaching")
@guard(policy.view_coached)
def coached() -> ResponseReturnValue:
    follow_ups = queries.coached_by(db.session, current_actor())
    return render_template("mentoring/coached.html", follow_ups=follow_ups, moods=MOODS)


# --- phases ----------------------------------------------------------------------------------------------------------


@bp.route("/projects/<uuid:project_id>/phases", methods=["GET", "POST"])
@guard(policy.plan_phases, load=find_followed)
def phases(project: Project) -> ResponseReturnValue:
    queries.must_be(project, State.MENTORING)
    planned = queries.phases_of(db.session, project)
    version = queries.plan_version(planned)
    form = plan_form(planned)(data={"version": version})
    status = 200
    if form.validate_on_submit():
        try:
            operations.plan_phases(
                db.session, actor=current_actor(), project=project, dates=form.dates(), version=form.version.data or ""
            )
        except StaleVersion as error:
            status = form.keep_after(error, version)
        else:
            return _back(project, _("Les dates prévues sont enregistrées."))
    page = render_template("mentoring/phases.html", project=project, form=form, phases=planned)
    return page, 422 if form.errors and status == 200 else status


@bp.route("/projects/<uuid:project_id>/phases/move", methods=["GET", "POST"])
@guard(policy.plan_phases, load=find_followed)
def move_phase(project: Project) -> ResponseReturnValue:
    queries.must_be(project, State.MENTORING)
    follow_up = queries.follow_up_of(db.session, project)
    form = MovePhaseForm(data={"on": clock.today(), "go_on": True, "position": follow_up.position})
    if form.validate_on_submit():
        try:
            operations.move_phase(db.session, actor=current_actor(), project=project, **form.move())
        except NotReady as error:
            form.on.errors = error.reasons
        else:
            return _back(project, _("La phase est à jour."))
    page = render_template("mentoring/move_phase.html", project=project, form=form, follow_up=follow_up)
    return page, 422 if form.errors else 200


@bp.route("/projects/<uuid:project_id>/phases/back", methods=["GET", "POST"])
@guard(policy.plan_phases, load=find_followed)
def move_back(project: Project) -> ResponseReturnValue:
    queries.must_be(project, State.MENTORING)
    follow_up = queries.follow_up_of(db.session, project)
    form = MoveBackForm(data={"position": follow_up.previous.position if follow_up.previous else None})
    if form.validate_on_submit():
        phase = operations.move_back(
            db.session,
            actor=current_actor(),
            project=project,
            position=form.position.data,
            comment=form.comment.data or "",
        )
        return _back(project, _("La phase « %(phase)s » est de nouveau en cours.", phase=phase.kind.label))
    page = render_template("mentoring/move_back.html", project=project, form=form, follow_up=follow_up)
    return page, 422 if form.errors else 200


# --- end and resumption ----------------------------------------------------------------------------------------------


@bp.route("/projects/<uuid:project_id>/end", methods=["GET", "POST"])
@guard(policy.end_project, load=find_followed)
def end(project: Project) -> ResponseReturnValue:
    queries.must_be(project, State.MENTORING)
    form = EndForm()
    if form.validate_on_submit():
        operations.end_project(
            db.session,
            actor=current_actor(),
            project=project,
            ending=State(form.ending.data),
            reason=form.reason.data or "",
        )
        return _back(project, _("L’accompagnement est terminé : l’équipe vient d’en être informée."))
    hints = {state.value: ENDING_WORDS[state] for state in ENDINGS}
    page = render_template("mentoring/end.html", project=project, form=form, hints=hints)
    return page, 422 if form.errors else 200


@bp.route("/projects/<uuid:project_id>/resume", methods=["GET", "POST"])
@guard(policy.end_project, load=find_followed)
def resume(project: Project) -> ResponseReturnValue:
    queries.must_be(project, State.DORMANT)
    form = ResumeForm()
    if form.validate_on_submit():
        operations.resume_project(db.session, actor=current_actor(), project=project, note=form.note.data or "")
        return _back(project, _("L’accompagnement reprend."))
    follow_up = queries.follow_up_of(db.session, project)
    page = render_template("mentoring/resume.html", project=project, form=form, follow_up=follow_up)
    return page, 422 if form.errors else 200


# --- the cohort ------------------------------------------------------------------------------------------------------


@bp.get("/calls/<code>/cohort")
@guard(policy.view_cohort, load=find_call)
def cohort(call: Call) -> ResponseReturnValue:
    actor = current_actor()
    found = cohort_queries.cohort_of(db.session, actor=actor, call=call)
    page = found.page(
        request.args.get("page", 1, type=int), lambda number: url_for(".cohort", code=call.code, page=number)
    )
    return render_template(
        "mentoring/cohort.html",
        call=call,
        cohort=found,
        page=page,
        stages=cohort_queries.funnel_of(db.session, actor=actor, call=call),
        today=clock.today(),
    )
