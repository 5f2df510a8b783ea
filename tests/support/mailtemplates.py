"""What mail tools make of our template lines for one person: the few words of their languages that we use."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping

_WORD = re.compile(r"""\s*("[^"]*"|'[^']*'|[@\w]+|[(),])""")


def mac(key: str, text: str) -> str:
    """HMAC-SHA256 in hexadecimal digits."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def sha256(text: str) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def jwt(key: bytes, payload: str, head: str = '{"alg":"HS256","typ":"JWT"}') -> str:
    """A JSON Web Token under HMAC-SHA256."""
    signed = ".".join(_encoded(each.encode()) for each in (head, payload))
    return f"{signed}.{_encoded(hmac.digest(key, signed.encode(), 'sha256'))}"


def braze(template: str, id: str) -> str:
    """Liquid: `assign` with the filters append and hmac_sha256_hex, and what was assigned."""
    names: dict[str, str] = {}
    filters: Mapping[str, Callable[[str, str], str]] = {
        "append": lambda value, said: value + said,
        "hmac_sha256_hex": lambda value, said: mac(said, value),
    }
    for name, first, rest in re.findall(r"{% assign (\w+) = (\S+) \|(.*?) %}", template):
        value = id if first == "{{${user_id}}}" else names[first]
        for each, said in re.findall(r"(\w+): '([^']*)'", rest):
            value = filters[each](value, said)
        names[name] = value
    template = re.sub(r"{%.*?%}\n", "", template)
    return re.sub(r"{{(\w+)}}", lambda found: names[found[1]], template)


def iterable(template: str, id: str) -> str:
    """Handlebars: a field, and the block sha256, also within another."""
    template = template.replace("{{userId}}", id)
    while "{{#sha256}}" in template:
        template = re.sub(
            r"{{#sha256}}([^{}]*){{/sha256}}", lambda found: sha256(found[1]), template
        )
    return template


def salesforce(template: str, id: str, keys: Mapping[str, bytes]) -> str:
    """AMPscript: SET, Concat, SHA256, GetJWTByKeyName and the keys that Key Management has by name."""
    found = re.match(r"%%\[ SET (@\w+) = (.*) \]%%\n", template)
    assert found
    functions: Mapping[str, Callable[..., str]] = {
        "Concat": lambda *parts: "".join(parts),
        "SHA256": sha256,
        "GetJWTByKeyName": lambda name, _, payload: jwt(keys[name], payload),
    }

    def value(words: list[str]) -> str:
        word = words.pop(0)
        if not words or words[0] != "(":
            return id if word == "_subscriberkey" else word[1:-1]
        said = []
        while words.pop(0) != ")":
            said.append(value(words))
        return functions[word](*said)

    token = value(_WORD.findall(found[2]))
    return template[found.end() :].replace(f"%%=v({found[1]})=%%", token)


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def payload(person: str) -> str:
    """What a token of Salesforce's says."""
    return json.dumps({"sub": person})
