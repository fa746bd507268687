"""A small sign-in of a municipality by OpenID Connect, which can be told to do wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from flask import Flask, Response, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Response as BaseResponse

CLIENT: Final = "studio"
SECRET: Final = "between the two"


@dataclass
class Identity:
    """``claims`` are whose browser it is; ``wrong`` replaces what a token says, None leaves out.

    ``algorithm`` may be none; ``key`` may be another than the one it publishes; ``named`` is what
    it calls itself.
    """

    url: str
    claims: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    named: str = ""
    listed: tuple[str, ...] = ("RS256",)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    other_key: RSAKey | None = None
    asked: dict[str, str] = field(default_factory=dict)
    tokens: int = 0

    def token(self, nonce: str) -> str:
        now = int(time.time())
        said = {
            "iss": self.named or self.url,
            "sub": "1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **self.claims,
            **self.wrong,
        }
        said = {name: value for name, value in said.items() if value is not None}
        header = {"alg": self.algorithm, "kid": "one"}
        if self.algorithm == "none":
            parts = [json.dumps(one).encode() for one in (header, said)]
            return ".".join(
                [base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in parts] + [""]
            )
        return jwt.encode(header, said, self.other_key or self.key)


def application(there: Identity) -> Flask:
    app = Flask(__name__)

    @app.get("/.well-known/openid-configuration")
    def discovery() -> dict[str, object]:
        return {
            "issuer": there.named or there.url,
            "authorization_endpoint": f"{there.url}/authorize",
            "token_endpoint": f"{there.url}/token",
            "jwks_uri": f"{there.url}/keys",
            "id_token_signing_alg_values_supported": list(there.listed),
            "code_challenge_methods_supported": ["S256"],
        }

    @app.get("/keys")
    def keys() -> dict[str, object]:
        return {"keys": [there.key.as_dict(private=False)]}

    @app.get("/authorize")
    def authorize() -> BaseResponse:
        there.asked = request.args.to_dict() | {"code": secrets.token_hex()}
        back = {"code": there.asked["code"], "state": there.asked["state"]}
        return redirect(f"{there.asked['redirect_uri']}?{urlencode(back)}")

    @app.post("/token")
    def token() -> Response | dict[str, str]:
        verifier = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        known = request.authorization
        is_right = (
            known is not None
            and (known.username, known.password) == (CLIENT, SECRET)
            and request.form["code"] == there.asked["code"]
            and challenge == there.asked["code_challenge"]
            and there.asked["code_challenge_method"] == "S256"
        )
        if not is_right:
            return Response('{"error": "invalid_grant"}', 400, mimetype="application/json")
        there.tokens += 1
        return {
            "access_token": "access",
            "token_type": "Bearer",
            "id_token": there.token(there.asked["nonce"]),
        }

    return app


@contextmanager
def identity() -> Iterator[Identity]:
    """Start one on this machine, for as long as the block lasts."""
    there = Identity("")
    server = make_server("127.0.0.1", 0, application(there), threaded=True)
    there.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
