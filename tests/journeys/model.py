"""A vendor of language models for the product under test: speaks OpenAI's protocol, says what a journey puts into its mouth."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Model:
    """`answer` is told word by word, `pause` seconds apart. `asked` are the bodies of the requests."""

    def __init__(self) -> None:
        self.answer, self.pause = "", 0.0
        self.asked: list[dict[str, Any]] = []
        self.abandoned = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    @contextmanager
    def serving(self) -> Iterator[None]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._server.shutdown()
            self._server.server_close()

    def says(self, answer: str, *, pause: float = 0.0) -> None:
        self.answer, self.pause = answer, pause
        self.asked.clear()
        self.abandoned.clear()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                model.asked.append(body)
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                try:
                    for event in model._events(body["model"]):
                        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
                        self.wfile.flush()
                        time.sleep(model.pause)
                    self.wfile.write(b"data: [DONE]\n\n")
                except ConnectionError:
                    model.abandoned.set()

            def log_message(self, *_: object) -> None:
                """Quietly."""

        return Handler

    def _events(self, name: str) -> Iterator[dict[str, Any]]:
        frame = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": name}
        words = self.answer.split(" ")
        for number, word in enumerate(words):
            delta = {"role": "assistant", "content": word if number == 0 else f" {word}"}
            yield {**frame, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        yield {**frame, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
        usage = {"prompt_tokens": 100, "completion_tokens": len(words), "total_tokens": 100 + len(words)}
        yield {**frame, "choices": [], "usage": usage}
