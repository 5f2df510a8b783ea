"""The staff's API, under /api/v1: for programs that hold a key, never for a browser's session.

One table, `operations.OPERATIONS`, says what there is: it is what requests are routed and checked by, and
what the OpenAPI document is made of.
"""
