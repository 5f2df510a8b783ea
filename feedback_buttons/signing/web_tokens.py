"""JSON Web Tokens under HMAC-SHA256."""

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey


def subject(token: str, key: bytes) -> str | None:
    """Whom a token is about, its `sub` as text; None if this key did not sign it."""
    try:
        claims = jwt.decode(token, OctKey.import_key(key), algorithms=["HS256"]).claims
    except (JoseError, ValueError):
        return None
    return str(claims.get("sub"))
