"""The recipients' endpoint: routes, requests, recorder, spool."""
