"""The words of admissibility: answers to a check, opinions, what deserves attention in the worklist."""

from __future__ import annotations

from incubator.core.i18n import lazy as _
from incubator.domain.labelled import Labelled, Tone, name_all


class CheckAnswer(Labelled):
    """What a person answers to one check."""

    YES = "yes"
    NO = "no"
    TO_CHECK = "to_check"

    @property
    def tone(self) -> Tone:
        return {self.YES: Tone.GOOD, self.NO: Tone.STOP}.get(self, Tone.WARN)

    @property
    def icon(self) -> str:
        """The name of the icon that goes with the word."""
        return {self.YES: "check2", self.NO: "x-lg"}.get(self, "question-circle")


name_all(
    {
        CheckAnswer.YES: _("Oui"),
        CheckAnswer.NO: _("Non"),
        CheckAnswer.TO_CHECK: _("À vérifier"),
    }
)


class Verdict(Labelled):
    """What a person thinks of the admissibility of a dossier."""

    ADMIT = "admit"
    REJECT = "reject"

    @property
    def tone(self) -> Tone:
        return Tone.GOOD if self is Verdict.ADMIT else Tone.STOP

    @property
    def icon(self) -> str:
        """The name of the icon that goes with the word."""
        return "check2" if self is Verdict.ADMIT else "slash-circle"


name_all(
    {
        Verdict.ADMIT: _("Recevable"),
        Verdict.REJECT: _("Non recevable"),
    }
)


class Flag(Labelled):
    """What makes a dossier of the worklist stand out."""

    CALL_BACK = "call_back"
    OVERDUE = "overdue"
    LATE = "late"
    DIVIDED = "divided"
    TWIN = "twin"
    JOINED = "joined"


name_all(
    {
        Flag.CALL_BACK: _("À rappeler"),
        Flag.OVERDUE: _("Précisions en retard"),
        Flag.LATE: _("Déposé hors délai"),
        Flag.DIVIDED: _("Avis partagés"),
        Flag.TWIN: _("Doublon possible"),
        Flag.JOINED: _("Lié ou réuni"),
    }
)


class TagTone(Labelled):
    """The colours a tag may wear; its word is always there too."""

    NEUTRAL = "neutral"
    PROGRESS = "progress"
    GOOD = "good"
    WARN = "warn"
    STOP = "stop"


name_all(
    {
        TagTone.NEUTRAL: _("Gris"),
        TagTone.PROGRESS: _("Bleu"),
        TagTone.GOOD: _("Vert"),
        TagTone.WARN: _("Orange"),
        TagTone.STOP: _("Rouge"),
    }
)
