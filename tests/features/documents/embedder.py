"""A server that speaks OpenAI's embeddings protocol, with a model that knows a few words which mean the same."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MEANINGS = (
    {"leave", "vacation", "holiday", "holidays"},
    {"honey", "nectar", "sweet"},
    {"salary", "pay", "wages"},
    {"robot", "machine", "arm"},
)


def vector(text: str) -> list[float]:
    """One number for each meaning, and one so that nothing is empty."""
    words = [word.strip(".,?#").lower() for word in text.split()]
    return [float(sum(word in meaning for word in words)) for meaning in MEANINGS] + [0.01]


class Embedder:
    """`asked` are the texts of each request; with `broken` every request fails."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.broken = False
        self.url = ""


@contextmanager
def embedder() -> Iterator[Embedder]:
    told = Embedder()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.asked.append(asked["input"])
            data = [{"object": "embedding", "index": n, "embedding": vector(t)} for n, t in enumerate(asked["input"])]
            usage = {"prompt_tokens": len(data), "total_tokens": len(data)}
            answer = {"object": "list", "model": asked["model"], "data": data, "usage": usage}
            body = json.dumps({"error": {"message": "broken"}} if told.broken else answer).encode()
            self.send_response(500 if told.broken else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
