"""A procedure of Démarches Simplifiées on this machine: real HTTP, the shape of its `ds-query-v2` answers."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "secret-token"


def dossier(number: int, changed: str = "2026-05-01T10:00:00+02:00", **values: Any) -> dict[str, Any]:
    """Return a dossier as the interface gives it."""
    answers = {"Titre du projet": f"Projet {number}", "Quel problème ?": "300 chutes", **values.pop("answers", {})}
    champs = [
        {"id": f"Q-{n}", "__typename": "TextChamp", "label": label, "stringValue": text}
        for n, (label, text) in enumerate(answers.items())
    ]
    return {
        "number": number,
        "state": "en_construction",
        "dateDepot": "2026-04-30T09:00:00+02:00",
        "dateDerniereModification": changed,
        "usager": {"email": f"agent{number}@b.example"},
        "demandeur": {"nom": "Roux", "prenom": "Ana"},
        "champs": [{"id": "H", "__typename": "HeaderSectionChamp", "label": "Partie 1", "stringValue": None}, *champs],
        **values,
    }


class Instance:
    """The instance: what it holds, how it misbehaves, what it was asked."""

    def __init__(self) -> None:
        self.dossiers: list[dict[str, Any]] = []
        self.deleted: list[dict[str, Any]] = []
        self.pending: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []
        self.troubles: list[tuple[int, dict[str, str], bytes]] = []
        self.token = TOKEN
        self.files: dict[str, bytes] = {}
        self.given: list[str] = []
        instance = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, headers, data = instance.answer(self.path, self.headers["Authorization"], body)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(data)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self) -> None:
                instance.given.append(self.path)
                content = instance.files.get(self.path.partition("?")[0])
                self.send_response(404 if content is None else 200)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def file(self, name: str, content: bytes | None, signed: int = 1, **values: Any) -> dict[str, Any]:
        """Return a file as the interface gives it, at an address that holds for a moment; it is served."""
        if content is not None:
            self.files[f"/f/{name}"] = content
        size = len(content or b"")
        return {"filename": name, "url": f"{self.address}/f/{name}?sig={signed}", "byteSizeBigInt": str(size), **values}

    def answer(self, path: str, token: str, body: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        """Return what the instance says to a question."""
        assert path == "/api/v2/graphql"
        assert (body["queryId"], body["operationName"]) == ("ds-query-v2", "getDemarche")
        asked = body["variables"]
        self.asked.append(asked)
        if self.troubles:
            return self.troubles.pop(0)
        if token != f"Bearer {self.token}":
            return 401, {}, b'{"errors": [{"message": "Without a token"}]}'
        found: dict[str, Any] = {"number": asked["demarcheNumber"]}
        if asked.get("includeDossiers"):
            since = asked.get("updatedSince", "")
            changed = [one for one in self.dossiers if one["dateDerniereModification"] >= since]
            found["dossiers"] = _page(changed, asked["first"], asked.get("after"))
        if asked.get("includeDeletedDossiers"):
            found["deletedDossiers"] = _page(self.deleted, asked["deletedFirst"], asked.get("deletedAfter"))
        if asked.get("includePendingDeletedDossiers"):
            first, after = asked["pendingDeletedFirst"], asked.get("pendingDeletedAfter")
            found["pendingDeletedDossiers"] = _page(self.pending, first, after)
        return 200, {}, json.dumps({"data": {"demarche": found}}).encode()


def _page(nodes: list[dict[str, Any]], first: int, after: str | None) -> dict[str, Any]:
    assert first <= 100
    start = int(after or 0)
    end = start + first
    return {"pageInfo": {"hasNextPage": end < len(nodes), "endCursor": str(end)}, "nodes": nodes[start:end]}


def with_files(number: int, changed: str, *given: dict[str, Any]) -> dict[str, Any]:
    found = dossier(number, changed)
    found["champs"].append(
        {"id": "F", "__typename": "PieceJustificativeChamp", "label": "Vos plans", "files": list(given)}
    )
    return found
