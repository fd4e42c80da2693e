"""What an agent is told of near their own project: see `policy.kin_projects` for what may be said, and of whom."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from incubator.core.stems import stems
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.models import Call, HelpWanted, Project
from incubator.domain.search import likeness
from incubator.domain.search.documents import readable_answers
from incubator.domain.states import State
from incubator.similar.queries import as_written

CONSIDERED = 300
PROPOSED = 5


@dataclass(frozen=True, slots=True)
class Kin:
    """A project near one's own: `text` is its mission, or the notice of a team that looks for teammates."""

    project: Project
    text: str
    words: Sequence[str]

    @property
    def looks_for_help(self) -> bool:
        """Whether its team looks for teammates; otherwise it is or was accompanied."""
        return self.project.state is State.DRAFT


def kin_of(session: Session, actor: Actor, project: Project) -> list[Kin]:
    """Return what is near `project`, by its title and its first answer against what others let everybody read."""
    rows = session.execute(
        select(Project, HelpWanted.sentence)
        .join(Call, Call.id == Project.call_id)
        .outerjoin(HelpWanted, HelpWanted.project_id == Project.id)
        .where(policy.kin_projects(actor), Project.id != project.id)
        .order_by(Call.opens_at.desc(), Project.id)
        .limit(CONSIDERED)
        .options(joinedload(Project.call))
    ).all()
    if not rows:
        return []
    texts = {one.id: (sentence or "") if one.state is State.DRAFT else one.mission for one, sentence in rows}
    projects: dict[uuid.UUID, Project] = {one.id: one for one, _sentence in rows}
    own = [project.title, *readable_answers(session, [project.id])[project.id][:1]]
    mine = likeness.said(stems(own[0]), stems(" ".join(own[1:])))
    others = {key: likeness.said(stems(one.title), stems(texts[key])) for key, one in projects.items()}
    rare = likeness.rarity([mine, *others.values()])
    near = likeness.alike(mine, others, rare, threshold=likeness.SHORT_TEXTS, limit=PROPOSED)
    written = as_written(own)
    return [Kin(projects[one.key], texts[one.key], [written[stem] for stem in one.stems]) for one in near]
