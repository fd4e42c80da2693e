"""What a new call starts with: a form of thirteen questions and the two grids, in French and in English.

The programme changes any of it afterwards in its settings; title, department and theme are fields of every dossier.
"""

from typing import Any

from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.kinds import Round
from incubator.domain.models import Call, Criterion, Question

_LONG, _CHOICE, _YES_NO, _SHORT = QuestionKind.LONG, QuestionKind.CHOICE, QuestionKind.YES_NO, QuestionKind.SHORT

# key, kind, limit in characters, label and help in French, label and help in English, and what else is true of it.
# Any: the last item holds options (a list) and flags (booleans).
_QUESTIONS: tuple[tuple[str, QuestionKind, int | None, str, str, str, str, dict[str, Any]], ...] = (
    (
        "problem", _LONG, 1500,
        "Quel problème voulez-vous résoudre ?",
        "Comptez ce que vous pouvez : combien de personnes, d’heures, d’euros, de démarches abandonnées en un an ? "
        "C’est la réponse qui pèse le plus dans la lecture de votre dossier.",
        "Which problem do you want to solve?",
        "Count what you can: how many people, hours, euros or abandoned applications in a year? "
        "This answer weighs most when your application is read.",
        {"required": True},
    ),
    (
        "audience", _LONG, 1000,
        "Qui rencontre ce problème ?",
        "Habitants, agents, partenaires : racontez une situation que vous avez vue, sans nommer personne.",
        "Who meets this problem?",
        "Residents, staff, partners: tell one situation you saw, without naming anyone.",
        {"required": True},
    ),
    (
        "evidence", _LONG, 800,
        "À quoi voyez-vous que ce problème est réel ?",
        "Réclamations, comptages, paroles d’usagers : même modestes, vos indices comptent.",
        "How do you know that this problem is real?",
        "Complaints, counts, words of users: even small signs count.",
        {},
    ),
    (
        "existing", _LONG, 800,
        "Comment fait-on aujourd’hui ?",
        "Dites ce qui existe déjà, et pourquoi cela ne suffit pas.",
        "How do people manage today?",
        "Say what exists already, and why it is not enough.",
        {},
    ),
    (
        "idea", _LONG, 1000,
        "Avez-vous une piste de solution ?",
        "Numérique ou non. Vous pouvez laisser vide : une piste change souvent en chemin.",
        "Do you have an idea of a solution?",
        "Digital or not. You may leave this empty: ideas often change on the way.",
        {},
    ),
    (
        "first_users", _LONG, 800,
        "Avec qui commenceriez-vous ?",
        "Vos dix premiers utilisateurs, et les partenaires dont vous avez besoin.",
        "Whom would you start with?",
        "Your first ten users, and the partners you need.",
        {"required": True},
    ),
    (
        "impact", _LONG, 800,
        "Qu’est-ce qui aura changé dans un an ?",
        "Un effet que l’on pourra constater, pour les usagers ou pour le service.",
        "What will have changed in a year?",
        "An effect that can be observed, for users or for the service.",
        {"required": True},
    ),
    (
        "motivation", _LONG, 800,
        "Pourquoi vous, et votre équipe ?",
        "Ce que vous connaissez du terrain et ce qui vous donne envie d’y consacrer du temps.",
        "Why you and your team?",
        "What you know of the field and what makes you want to spend time on it.",
        {"required": True},
    ),
    (
        "days", _CHOICE, None,
        "Combien de temps pourriez-vous y consacrer ?",
        "En jours par semaine. Rien n’est définitif : le temps se règle ensuite avec votre responsable.",
        "How much time could you give to it?",
        "In days a week. Nothing is final: time is settled later with your manager.",
        {
            "required": True,
            "options": [
                {"value": "0.5", "label": "Une demi-journée par semaine", "label_en": "Half a day a week"},
                {"value": "1", "label": "Un jour par semaine", "label_en": "One day a week"},
                {"value": "2", "label": "Deux jours par semaine", "label_en": "Two days a week"},
                {"value": "3", "label": "Trois jours par semaine", "label_en": "Three days a week"},
                {"value": "discuss", "label": "À discuter", "label_en": "To be discussed"},
            ],
        },
    ),
    (
        "manager", _CHOICE, None,
        "Votre responsable est-il au courant ?",
        "Vous choisissez le moment d’en parler : aucun message ne part vers votre responsable sans vous.",
        "Does your manager know?",
        "You choose when to talk about it: nothing is sent to your manager without you.",
        {
            "required": True,
            "options": [
                {"value": "informed", "label": "Oui", "label_en": "Yes"},
                {"value": "not_yet", "label": "Pas encore", "label_en": "Not yet"},
                {
                    "value": "talk_first",
                    "label": "Je voudrais d’abord en parler avec l’équipe du programme",
                    "label_en": "I would like to talk with the programme team first",
                },
            ],
        },
    ),
    (
        "call_back", _YES_NO, None,
        "Voulez-vous être rappelé avant de déposer ?",
        "Un quart d’heure au téléphone avec l’équipe du programme, sans effet sur la lecture de votre dossier.",
        "Would you like a call before you submit?",
        "Fifteen minutes on the phone with the programme team, with no effect on how your application is read.",
        {"team_only": True},
    ),
    (
        "phone", _SHORT, 40,
        "À quel numéro vous joindre ?",
        "Lu par l’équipe du programme seulement.",
        "On which number can we reach you?",
        "Read by the programme team only.",
        {"team_only": True, "identifying": True},
    ),
    (
        "rules_read", _YES_NO, None,
        "Avez-vous lu le règlement de l’appel ?",
        "Il dit qui peut proposer, comment les dossiers sont lus et ce que deviennent vos réponses.",
        "Have you read the rules of the call?",
        "They say who may apply, how applications are read and what becomes of your answers.",
        {"required": True},
    ),
)  # fmt: skip

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


def default_questions(call: Call) -> list[Question]:
    """Return the questions of a new form for `call` (which has its id), in order; the caller adds them."""
    return [
        Question(
            call_id=call.id,
            key=key,
            position=position,
            kind=kind,
            max_length=limit,
            label=label,
            help=hint,
            label_en=label_en,
            help_en=hint_en,
            **more,
        )
        for position, (key, kind, limit, label, hint, label_en, hint_en, more) in enumerate(_QUESTIONS, start=1)
    ]


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
