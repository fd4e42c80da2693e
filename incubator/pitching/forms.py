"""Forms of the jury; limits are counted in characters."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time

from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, StopValidation

from incubator.core import clock
from incubator.core.forms import AtMost, BaseForm, SelectChoice, VersionedForm
from incubator.core.i18n import _ as translate
from incubator.core.i18n import in_language, language
from incubator.core.i18n import lazy as _
from incubator.domain.decisions import Choice
from incubator.domain.kinds import OUTCOMES, Outcome, Round
from incubator.domain.models import Criterion, Decision, Pitch, PitchCard, Project
from incubator.domain.rules import SCALE_MAX
from incubator.pitching.given import Marks

NOTES_LIMIT = 2000
REASON_LIMIT = 600
FEEDBACK_LIMIT = 4000
FIRST_PITCH = time(9)
MARKS = [SelectChoice(str(mark), str(mark)) for mark in range(SCALE_MAX + 1)]
_RANK = _("Écrivez un rang à partir de 1.")
_PLACE = _("Écrivez une place, à partir de 1.")


class StartForm(BaseForm):
    """When the first pitch begins."""

    starts_at = TimeField(
        _("Heure du premier pitch"), validators=[InputRequired(_("Écrivez l’heure du premier pitch."))]
    )

    def start_on(self, day: date) -> datetime:
        """Return the instant of the first pitch, on `day` where the authority is."""
        return datetime.combine(day, self.starts_at.data or FIRST_PITCH, clock.zone())


class OrderForm(StartForm):
    """The order typed by hand: one field `place_<id of the project>` for each."""

    def place(self, project: Project) -> Field:
        """Return the field of a project."""
        field: Field = self[f"place_{project.id.hex}"]
        return field

    def places(self, projects: Sequence[Project]) -> dict[uuid.UUID, int]:
        """Return the place typed for each project."""
        return {project.id: int(self.place(project).data) for project in projects}

    def require_distinct(self, projects: Sequence[Project]) -> bool:
        """Tell whether no two projects have the same place; say so on each field that repeats one."""
        taken: set[int] = set()
        repeated = []
        for project in projects:
            field = self.place(project)
            if field.data in taken:
                repeated.append(field)
            taken.add(field.data)
        for field in repeated:
            field.errors = [translate("La place %(place)s est donnée deux fois.", place=field.data)]
        return not repeated


class MoveForm(BaseForm):
    """One project goes to another place, the others make room."""

    project = SelectField(_("Projet à déplacer"), validators=[InputRequired(_("Choisissez un projet."))])
    place = IntegerField(
        _("Nouvelle place"), validators=[InputRequired(_PLACE), NumberRange(min=1, max=999, message=_PLACE)]
    )

    def project_id(self) -> uuid.UUID:
        """Return the project to move."""
        return uuid.UUID(self.project.data)


def move_form(pitches: Sequence[Pitch], *, filled: bool) -> MoveForm:
    """Return the form that moves one of `pitches`, which come in order; it stands beside others, hence the prefix."""
    more = {} if filled else {"formdata": None}
    form = MoveForm(prefix="move-", **more)
    form.project.choices = [
        SelectChoice(pitch.project_id.hex, f"{pitch.position}. {pitch.project.reference} · {pitch.project.title}")
        for pitch in pitches
    ]
    return form


def first_start(pitches: Sequence[Pitch]) -> time:
    """Return the hour to offer: that of the first pitch, nine o'clock while there is none."""
    return pitches[0].starts_at.astimezone(clock.zone()).time() if pitches else FIRST_PITCH


def draw_form(starts_at: time, *, filled: bool) -> StartForm:
    """Return the form of the lot, `filled` from the request or not: it stands beside another, hence the prefix."""
    more = {} if filled else {"formdata": None}
    return StartForm(prefix="draw-", data={"starts_at": starts_at}, **more)


def order_form(projects: Sequence[Project], starts_at: time, *, filled: bool) -> OrderForm:
    """Return the form of the order typed by hand, `filled` from the request or not; `projects` come in order."""
    places = {
        f"place_{project.id.hex}": IntegerField(
            translate("Place du dossier %(number)s", number=project.reference),
            validators=[InputRequired(_PLACE), NumberRange(min=1, max=999, message=_PLACE)],
        )
        for project in projects
    }
    given: dict[str, object] = {f"place_{project.id.hex}": place for place, project in enumerate(projects, start=1)}
    more = {} if filled else {"formdata": None}
    form: OrderForm = type("CallOrderForm", (OrderForm,), places)(data={"starts_at": starts_at, **given}, **more)
    return form


class CardForm(VersionedForm):
    """A juror's card in the grid of a call. Marks are fields `mark_<key of the criterion>`."""

    favourite = BooleanField(
        _("Coup de cœur"),
        description=_("Il n’entre pas dans la note : le jury en parle quand il délibère."),
    )
    notes = TextAreaField(_("Vos remarques"), validators=[AtMost(NOTES_LIMIT)])

    def mark(self, criterion: Criterion) -> Field:
        """Return the field of a criterion."""
        field: Field = self[f"mark_{criterion.key}"]
        return field

    def anchors(self, criterion: Criterion) -> dict[str, str]:
        """Return the words of the points of the scale, in the language of the page."""
        words = sorted(criterion.anchors.items())
        return {mark: str(texts.get(language()) or texts.get("fr", "")) for mark, texts in words}

    def given(self, criteria: Sequence[Criterion]) -> Marks:
        """Return what the juror gives."""
        marks = {criterion.key: self.mark(criterion).data for criterion in criteria}
        return Marks(
            marks={key: int(mark) for key, mark in marks.items() if mark},
            favourite=bool(self.favourite.data),
            notes=self.notes.data or "",
            version=self.version.data or 0,
        )

    def require_marks(self, criteria: Sequence[Criterion]) -> bool:
        """Tell whether every criterion has its mark; say so on each field that has none."""
        without = [self.mark(criterion) for criterion in criteria if not self.mark(criterion).data]
        for field in without:
            field.errors = [translate("Choisissez une note de 0 à %(max)s.", max=SCALE_MAX)]
        return not without


def card_form(criteria: Sequence[Criterion], card: PitchCard | None) -> CardForm:
    """Return the form of a card in the grid of its call, filled with what was saved."""
    fields = {
        f"mark_{criterion.key}": RadioField(in_language(criterion, "label"), choices=MARKS, validators=[Optional()])
        for criterion in criteria
    }
    keys = {criterion.id: criterion.key for criterion in criteria}
    scores = card.scores if card else []
    saved = {f"mark_{keys[score.criterion_id]}": str(score.value) for score in scores}
    form: CardForm = type("CallCardForm", (CardForm,), fields)(obj=card, data=saved)
    for criterion in criteria:
        form.mark(criterion).flags.required = True  # to send; a card kept for later may wait
    return form


def _reserve_has_a_rank(form: BaseForm, field: Field) -> None:
    """A place on the reserve list has a number; said before `Optional` lets an empty field through."""
    if form["outcome"].data == Outcome.RESERVE.value and not "".join(field.raw_data or ()).strip():
        field.errors = []
        raise StopValidation(translate("Indiquez le rang de ce dossier sur la liste complémentaire."))


def _reason() -> TextAreaField:
    return TextAreaField(
        _("Motif"),
        validators=[
            DataRequired(_("Écrivez le motif : l’équipe du projet le lira.")),
            AtMost(REASON_LIMIT),
        ],
        description=_("Une ou deux phrases, dans la lettre."),
    )


def _feedback() -> TextAreaField:
    return TextAreaField(
        _("Retour à l’équipe"),
        validators=[AtMost(FEEDBACK_LIMIT)],
        description=_("Ce qui était bien, ce qui peut progresser, ce qu’elle peut faire maintenant."),
    )


class DecisionForm(VersionedForm):
    """What the jury decides for one dossier, and what its team will read."""

    outcome = RadioField(
        _("Décision"),
        choices=[SelectChoice(outcome.value, outcome.label) for outcome in OUTCOMES[Round.JURY]],
        validators=[InputRequired(_("Choisissez une décision."))],
    )
    rank = IntegerField(
        _("Rang sur la liste complémentaire"),
        validators=[_reserve_has_a_rank, Optional(), NumberRange(min=1, max=999, message=_RANK)],
    )
    reason = _reason()
    feedback = _feedback()

    def choice(self) -> Choice:
        """Return what is prepared."""
        return Choice(
            outcome=Outcome(self.outcome.data),
            rank=self.rank.data,
            reason=self.reason.data or "",
            feedback=self.feedback.data or "",
            version=self.version.data or 0,
        )


def decision_form(decision: Decision | None) -> DecisionForm:
    """Return the form of a decision, filled with what was prepared."""
    return DecisionForm(obj=decision, data={"outcome": decision.outcome.value if decision else None})


class ReserveForm(VersionedForm):
    """A place is free, or none will be: what is decided for a project of the reserve list, who hears of it at once."""

    outcome = RadioField(
        _("Décision"),
        choices=[SelectChoice(outcome.value, outcome.label) for outcome in (Outcome.SELECTED, Outcome.NOT_SELECTED)],
        validators=[InputRequired(_("Choisissez une décision."))],
    )
    reason = _reason()
    feedback = _feedback()

    def choice(self) -> Choice:
        """Return what is decided."""
        return Choice(
            outcome=Outcome(self.outcome.data),
            rank=None,
            reason=self.reason.data or "",
            feedback=self.feedback.data or "",
            version=self.version.data or 0,
        )
