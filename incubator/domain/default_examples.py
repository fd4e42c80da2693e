"""Answers to imitate, by key of question of the default form, in French and in English; the project is invented."""

EXAMPLES: dict[str, tuple[str, str]] = {
    "problem": (
        "L’an dernier, le standard de la direction a reçu 4 200 appels de familles qui voulaient savoir où en est leur "
        "dossier d’aide. Répondre prend six minutes : 420 heures de travail, et une famille sur trois rappelle. "
        "Pendant ce temps, les dossiers eux-mêmes attendent.",
        "Last year the department’s switchboard took 4,200 calls from families asking how far their application for "
        "help had got. An answer takes six minutes: 420 hours of work, and one family in three calls again. Meanwhile "
        "the applications themselves wait.",
    ),
    "audience": (
        "Une mère de deux enfants a appelé quatre fois en mars : elle devait décider de reprendre ou non un emploi et "
        "ne savait pas si l’aide serait accordée. Chaque agent lui a fait redire toute son histoire.",
        "A mother of two called four times in March: she had to decide whether to take a job and did not know if the "
        "help would be granted. Each member of staff made her tell her whole story again.",
    ),
    "evidence": (
        "Deux semaines de comptage au standard, 31 courriers de réclamation en six mois, et les notes de l’accueil de "
        "trois maisons de quartier.",
        "Two weeks of counting at the switchboard, 31 letters of complaint in six months, and the notes taken at the "
        "desks of three local centres.",
    ),
    "existing": (
        "Une adresse électronique existe, relevée deux fois par semaine. Un tableau partagé dit l’état des dossiers, "
        "mais l’accueil n’y a pas accès.",
        "There is an e-mail address, read twice a week. A shared table says how far each application is, but the desk "
        "cannot open it.",
    ),
    "idea": (
        "Prévenir la famille à chaque étape par un message court, avec la date de la suivante. Nous commencerions à la "
        "main, pour vingt familles, avant de rien développer.",
        "Telling the family at each step in a short message, with the date of the next one. We would start by hand, "
        "for twenty families, before anything is developed.",
    ),
    "first_users": (
        "Vingt familles suivies par deux maisons de quartier, les trois agents de leur accueil, et une association de "
        "parents qui accepte de relire les messages.",
        "Twenty families known to two local centres, the three people at their desks, and a parents’ association that "
        "agrees to read the messages beforehand.",
    ),
    "impact": (
        "Deux fois moins d’appels « où en est mon dossier ? » dans ces deux maisons, et des familles qui disent savoir "
        "quand elles auront une réponse.",
        "Half as many calls asking “how far is my application?” in these two centres, and families who say they know "
        "when they will have an answer.",
    ),
    "motivation": (
        "Je réponds à ces appels depuis trois ans ; ma collègue instruit les dossiers. À nous deux, nous voyons les "
        "deux bouts du problème, et nos équipes nous le demandent.",
        "I have answered these calls for three years; my colleague decides on the applications. Between us we see both "
        "ends of the problem, and our teams are asking for it.",
    ),
    "obstacles": (
        "Le logiciel d’instruction ne laisse sortir aucune donnée sans une demande à l’éditeur, et le règlement ne dit "
        "pas si l’on peut écrire à une famille par message.",
        "The software lets no data out without a request to its publisher, and the rules do not say whether a family "
        "may be written to by text message.",
    ),
    "needs_more": (
        "Environ 3 000 € pour l’envoi de messages pendant six mois, et deux jours d’une personne qui connaît le "
        "logiciel.",
        "About €3,000 for sending messages over six months, and two days of someone who knows the software.",
    ),
}
