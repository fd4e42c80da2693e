"""What it takes to walk every route as somebody who must not see a dossier."""
