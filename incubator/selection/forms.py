"""Forms of the selection; limits are counted in characters."""

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import Field, HiddenField, IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from incubator.core.forms import AtMost, BaseForm, SelectChoice, VersionedForm
from incubator.core.i18n import _ as translate
from incubator.core.i18n import in_language
from incubator.core.i18n import lazy as _
from incubator.domain import waiting
from incubator.domain.decisions import Choice
from incubator.domain.kinds import OUTCOMES, ConflictKind, Opinion, Outcome, Round
from incubator.domain.models import Call, Criterion, Decision, Review
from incubator.domain.rules import SCALE_MAX
from incubator.selection.assignment import Candidate
from incubator.selection.given import Reading

COMMENT_LIMIT = 2000
REASON_LIMIT = 600
FEEDBACK_LIMIT = 4000
MARKS = [SelectChoice(str(mark)) for mark in range(SCALE_MAX + 1)]


def _uuid_or_none(value: Any) -> uuid.UUID | None:  # Any: what a browser sends, or a key
    try:
        return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
    except ValueError:
        return None


class AddReadersForm(BaseForm):
    """Who else will read one dossier."""

    reader_ids = SelectMultipleField(
        _("Qui lira ce dossier ?"),
        coerce=_uuid_or_none,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=[InputRequired(_("Cochez au moins une personne."))],
        validate_choice=False,
    )

    def offer(self, candidates: Sequence[Candidate]) -> None:
        """List the members who may read it."""
        self.reader_ids.choices = [SelectChoice(one.person.id, one.person.name) for one in candidates if not one.bar]

    def chosen(self) -> list[uuid.UUID]:
        """Return the keys of those ticked; anything that is not a key is dropped."""
        return [key for key in self.reader_ids.data or [] if key is not None]


class ReaderForm(BaseForm):
    """One reader of one dossier."""

    reader_id = HiddenField(validators=[InputRequired()])

    def key(self) -> uuid.UUID | None:
        """Return the reader's key; None when the browser sent anything else."""
        return _uuid_or_none(self.reader_id.data)


class PublishProposalForm(BaseForm):
    """The draft that was shown."""

    fingerprint = HiddenField(validators=[InputRequired()])


class ConflictForm(BaseForm):
    """The link that keeps a person away."""

    kind = RadioField(
        _("Quel est ce lien ?"),
        choices=[SelectChoice(kind.value, kind.label) for kind in ConflictKind if kind is not ConflictKind.TEAM],
        validators=[InputRequired(_("Choisissez le lien qui convient le mieux."))],
    )
    reason = TextAreaField(_("En quelques mots"), validators=[AtMost(REASON_LIMIT)])


class ReadingForm(VersionedForm):
    """The grid of a call, an opinion, two comments. Marks are fields `mark_<key of the criterion>`."""

    opinion = RadioField(
        _("Votre avis d’ensemble"),
        choices=[SelectChoice(opinion.value, opinion.label) for opinion in Opinion],
        validators=[Optional()],
    )
    committee_comment = TextAreaField(
        _("Pour le comité"),
        validators=[AtMost(COMMENT_LIMIT)],
        description=_("Lu par le comité."),
    )
    candidate_comment = TextAreaField(
        _("Pour l’équipe du projet"),
        validators=[AtMost(COMMENT_LIMIT)],
        description=_("Peut être communiqué à la personne concernée. Restez factuel."),
    )

    def mark(self, criterion: Criterion) -> Field:
        """Return the field of a criterion."""
        field: Field = self[f"mark_{criterion.key}"]
        return field

    def reading(self, criteria: Sequence[Criterion]) -> Reading:
        """Return what the reader gives."""
        given = {criterion.key: self.mark(criterion).data for criterion in criteria}
        return Reading(
            marks={key: int(mark) for key, mark in given.items() if mark},
            opinion=Opinion(self.opinion.data) if self.opinion.data else None,
            committee_comment=self.committee_comment.data or "",
            candidate_comment=self.candidate_comment.data or "",
            version=self.version.data or 0,
        )

    def require_marks(self, criteria: Sequence[Criterion]) -> bool:
        """Tell whether every criterion has its mark; say so on each field that has none."""
        without = [self.mark(criterion) for criterion in criteria if not self.mark(criterion).data]
        for field in without:
            field.errors = [translate("Choisissez une note de 0 à %(max)s.", max=SCALE_MAX)]
        return not without


def reading_form(criteria: Sequence[Criterion], review: Review) -> ReadingForm:
    """Return the form of a reading in the grid of its call, filled with what was saved."""
    marks = {
        f"mark_{criterion.key}": RadioField(in_language(criterion, "label"), choices=MARKS, validators=[Optional()])
        for criterion in criteria
    }
    keys = {criterion.id: criterion.key for criterion in criteria}
    saved = {f"mark_{keys[score.criterion_id]}": str(score.value) for score in review.scores}
    form_class = type("CallReadingForm", (ReadingForm,), marks)
    form: ReadingForm = form_class(obj=review, data=saved)
    for criterion in criteria:
        form.mark(criterion).flags.required = True  # to finish; a draft may wait
    return form


class _VerdictForm(VersionedForm):
    """What a form of decision gives; the decision itself and its reason are the fields of each."""

    def choice(self) -> Choice:
        """Return what is decided."""
        return Choice(
            outcome=Outcome(self["outcome"].data),
            rank=self["rank"].data if "rank" in self else None,
            reason=self["reason"].data or "",
            feedback=self["feedback"].data or "",
            version=self.version.data or 0,
        )


def _outcome(outcomes: Sequence[Outcome]) -> RadioField:
    return RadioField(
        _("Décision"),
        choices=[SelectChoice(outcome.value, outcome.label) for outcome in outcomes],
        validators=[InputRequired(_("Choisissez une décision."))],
    )


def _feedback() -> TextAreaField:
    return TextAreaField(
        _("Retour à l’équipe"),
        validators=[AtMost(FEEDBACK_LIMIT)],
        description=_("Ce qui était bien, ce qui peut progresser, ce qu’elle peut faire maintenant."),
    )


class DecisionForm(_VerdictForm):
    """What the committee decides for one dossier, and what its team will read."""

    outcome = _outcome(OUTCOMES[Round.COMMITTEE])
    rank = IntegerField(
        _("Rang sur la liste d’attente"),
        validators=[Optional(), NumberRange(min=1, max=999, message=_("Écrivez un rang à partir de 1."))],
    )
    reason = TextAreaField(
        _("Motif"),
        validators=[AtMost(REASON_LIMIT)],
        description=_("Une ou deux phrases, dans la lettre. Nécessaire avant la publication."),
    )
    feedback = _feedback()

    def validate(self, extra_validators: Any = None) -> bool:  # Any: the signature of WTForms
        """A place on the waiting list has a number."""
        valid = bool(super().validate(extra_validators))
        if self.outcome.data == Outcome.WAITING_LIST.value and self.rank.data is None and not self.rank.errors:
            self.rank.errors = [translate("Indiquez le rang de ce dossier sur la liste d’attente.")]
            return False
        return valid


def decision_form(decision: Decision | None, suggestion: str) -> DecisionForm:
    """Return the form of a decision; `suggestion` is offered as feedback as long as none was written."""
    offered = suggestion if len(suggestion) <= FEEDBACK_LIMIT else ""
    if decision is None:
        return DecisionForm(data={"feedback": offered})
    kept = {name: getattr(decision, name) for name in ("rank", "reason", "version")}
    return DecisionForm(data={**kept, "outcome": decision.outcome.value, "feedback": decision.feedback or offered})


class WaitingForm(_VerdictForm):
    """A place is free, or none will be: what is decided for a project of the waiting list, who hears of it at once."""

    outcome = _outcome(waiting.LISTS[Round.COMMITTEE].outcomes)
    reason = TextAreaField(
        _("Motif"),
        validators=[
            DataRequired(_("Écrivez le motif : l’équipe du projet le lira.")),
            AtMost(REASON_LIMIT),
        ],
        description=_("Une ou deux phrases, dans la lettre."),
    )
    feedback = _feedback()


def waiting_form(decision: Decision | None, call: Call) -> WaitingForm:
    """Return the form of a project of the waiting list; the way to the pitch ends with the jury day."""
    kept = {"version": decision.version, "feedback": decision.feedback} if decision else {}
    form = WaitingForm(data=kept)
    if call.jury_closed_at is not None:
        _in, out = waiting.LISTS[Round.COMMITTEE].outcomes
        form.outcome.choices = [SelectChoice(out.value, out.label)]
    return form


class LineForm(BaseForm):
    """Where the line is drawn in the ranking."""

    place = IntegerField(
        _("Inviter au pitch jusqu’à la place"),
        validators=[
            InputRequired(_("Écrivez la dernière place invitée au pitch.")),
            NumberRange(min=0, max=10_000, message=_("Écrivez un nombre de places, à partir de 0.")),
        ],
    )
    waiting = IntegerField(
        _("Puis mettre en liste d’attente"),
        default=0,
        validators=[Optional(), NumberRange(min=0, max=10_000, message=_("Écrivez un nombre, à partir de 0."))],
    )
