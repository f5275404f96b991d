"""Receives webhooks: verifies each message, answers at once, and handles it afterwards from a queue, once.

OPENTRACK_WEBHOOK_SECRET=whsec_... python3 receive_webhook.py [port]    (two secrets during a rotation, separated by a blank)
"""
import base64
import hmac
import http.server
import json
import os
import queue
import sys
import threading
import time

SECRETS = [base64.b64decode(secret[len("whsec_"):]) for secret in os.environ["OPENTRACK_WEBHOOK_SECRET"].split()]
MESSAGES = queue.Queue(1000)


def is_genuine(headers, body):
    number, sent, signatures = (headers.get("webhook-" + name, "") for name in ("id", "timestamp", "signature"))
    if not sent.isdigit() or abs(time.time() - int(sent)) > 300:
        return False
    content = f"{number}.{sent}.".encode() + body
    expected = ["v1," + base64.b64encode(hmac.digest(secret, content, "sha256")).decode() for secret in SECRETS]
    return any(hmac.compare_digest(one.encode(), signature.encode()) for one in expected for signature in signatures.split())


class Receiver(http.server.BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self):
        length = min(int(self.headers.get("Content-Length", 0)), 1 << 20)
        body = self.rfile.read(length)
        status = 400
        if is_genuine(self.headers, body):
            try:
                MESSAGES.put_nowait((self.headers["webhook-id"], json.loads(body)))
                status = 204
            except queue.Full:
                status = 503  # It is sent again later.
        self.send_response(status)
        self.end_headers()

    def log_message(self, *args):
        pass


def handle_messages():
    seen = set()  # A program that must not forget them stores the ids with what it does.
    while True:
        number, message = MESSAGES.get()
        if number not in seen:
            seen.add(number)
            data = message["data"]
            print(message["type"], data.get("competition", data).get("id", ""), *data.get("changed", []), flush=True)


if __name__ == "__main__":
    threading.Thread(target=handle_messages, daemon=True).start()
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Receiver).serve_forever()
