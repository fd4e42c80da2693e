"""The two grids a new call starts with, in French and in English; the programme changes them in its settings."""

from incubator.domain.kinds import Round
from incubator.domain.models import Call, Criterion

# key, weight in per cent, label, label in English, answers it judges, then (French, English) for points 1, 3 and 5.
_Line = tuple[str, int, str, str, tuple[str, ...], tuple[str, str], tuple[str, str], tuple[str, str]]

_COMMITTEE: tuple[_Line, ...] = (
    (
        "problem", 25, "Ampleur et gravité du problème", "Size and severity of the problem",
        ("problem", "evidence"),
        ("Affirmé, sans indice", "Stated, without any sign"),
        ("Des cas concrets et un ordre de grandeur", "Real cases and an order of magnitude"),
        ("Compté, fréquent, aux conséquences établies", "Counted, frequent, with known consequences"),
    ),
    (
        "field", 15, "Connaissance du terrain et des usagers", "Knowledge of the field and of users",
        ("audience", "evidence", "existing"),
        ("Vu du bureau", "Seen from the office"),
        ("Des contacts réguliers avec les personnes concernées", "Regular contact with the people concerned"),
        ("Vécu, et des usagers déjà écoutés", "Lived, and users already listened to"),
    ),
    (
        "impact", 20, "Effet attendu pour le service public", "Expected effect on public service",
        ("impact",),
        ("Du confort pour le service", "Comfort for the department"),
        ("Un effet clair, sans mesure", "A clear effect, without a measure"),
        ("Un effet mesurable pour les usagers", "A measurable effect for users"),
    ),
    (
        "drive", 15, "Envie et capacité de porter le projet", "Drive and ability to carry the project",
        ("motivation",),
        ("Prêt à suggérer", "Ready to suggest"),
        ("Prêt à s’engager", "Ready to commit"),
        ("Tenace, à l’écoute, avec une équipe", "Persistent, listening, with a team"),
    ),
    (
        "scope", 15, "Premier pas réaliste en six mois", "Realistic first step in six months",
        ("first_users", "idea"),
        ("Trop large pour commencer", "Too wide to start"),
        ("Un lieu ou un public est nommé", "A place or a group is named"),
        ("Les premiers utilisateurs attendent", "The first users are waiting"),
    ),
    (
        "conditions", 10, "Conditions réunies : temps, hiérarchie, faisabilité",
        "Conditions: time, management, feasibility",
        ("days", "manager"),
        ("Rien n’est engagé", "Nothing has begun"),
        ("La discussion est ouverte", "Discussion has started"),
        ("Le temps est accordé par écrit", "Time is granted in writing"),
    ),
)  # fmt: skip

_JURY: tuple[_Line, ...] = (
    (
        "problem", 30, "Le problème : sa force et le nombre de personnes",
        "The problem: its strength and how many it touches",
        ("problem", "audience"),
        ("Je ne vois pas qui en souffre", "I do not see who suffers from it"),
        ("Je comprends la gêne et son étendue", "I understand the trouble and its extent"),
        ("Grave, répandu, on ne peut pas le laisser ainsi", "Serious, widespread, it cannot be left so"),
    ),
    (
        "person", 30, "La personne ou l’équipe qui le porte", "The person or team behind it",
        ("motivation",),
        ("Attachée à sa solution", "Attached to their solution"),
        ("Sincère et disponible", "Sincere and available"),
        ("Écoute, doute, avance malgré les obstacles", "Listens, doubts, moves on despite obstacles"),
    ),
    (
        "strategy", 25, "Le chemin des six prochains mois", "The way through the next six months",
        ("first_users", "idea", "impact"),
        ("Aucune première étape", "No first step"),
        ("Une première étape est nommée", "A first step is named"),
        ("On peut commencer lundi, avec des gens précis", "It can start on Monday, with known people"),
    ),
    (
        "legitimacy", 15, "Pourquoi nous : le rôle de la collectivité", "Why us: the role of the authority",
        ("existing", "problem"),
        ("Un autre le ferait mieux", "Somebody else would do better"),
        ("Nous avons une part à jouer", "We have a part to play"),
        ("C’est notre mission, personne ne le fera sans nous", "It is our duty, nobody will do it without us"),
    ),
)  # fmt: skip


def default_criteria(call: Call) -> list[Criterion]:
    """Return the lines of both grids for `call` (which has its id): on file, then on pitch; the caller adds them."""
    grids = ((Round.COMMITTEE, _COMMITTEE), (Round.JURY, _JURY))
    return [_criterion(call, round_, n, line) for round_, lines in grids for n, line in enumerate(lines, start=1)]


def _criterion(call: Call, round_: Round, position: int, line: _Line) -> Criterion:
    key, weight, label, label_en, questions, *anchors = line
    return Criterion(
        call_id=call.id,
        round=round_,
        key=key,
        position=position,
        label=label,
        label_en=label_en,
        weight=weight,
        question_keys=list(questions),
        anchors={point: {"fr": fr, "en": en} for point, (fr, en) in zip("135", anchors, strict=True)},
    )
