-- No rows: somebody has signed in with a browser.
insert into account_session (hash, account, version, way, device, began_at, seen_at)
values (%(hash)s, %(name)s, %(version)s, %(way)s, %(device)s, %(now)s, %(now)s)
