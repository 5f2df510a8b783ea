"""Requests that never become whole, or whose answer nobody takes, each kind in another way."""

HEAD = b"POST /slow HTTP/1.1\r\nHost: here\r\nContent-Length: 40000\r\n\r\n"
_CHUNKED = HEAD.replace(b"Content-Length: 40000", b"Transfer-Encoding: chunked")

# What of such a request is sent at once, by its kind. Some are refused then; others wait for more.
BEGUN = {
    "nothing": b"",
    "half a line": HEAD[:9],
    "half a head": HEAD[:30],
    "a head": HEAD,
    "a head without end": HEAD[:30] + b"x" * 33_000,
    "a line without end": b"GET /" + b"x" * 33_000,
    "many headers": b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 6_000,
    "most of a body": HEAD + b"x" * 33_000,
    "a body too large": HEAD.replace(b"40000", b"9999999999999") + b"x" * 33_000,
    "asks first": HEAD.replace(b"Host", b"Expect: 100-continue\r\nHost"),
    "chunks without any": _CHUNKED,
    "half a chunk": _CHUNKED + b"ffff\r\nx",
    "another before": b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n" + HEAD[:30],
    "does not close": b"GET /healthz HTTP/1.1\r\nConnection: close\r\nHost: here\r\n\r\n",
    "reads nothing": b"GET /quick?many HTTP/1.1\r\nHost: here\r\n\r\n" * 50,
    "no HTTP": bytes(range(256)) * 4,
}
