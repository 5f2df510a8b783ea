-- A session of an account each, the one that was seen last first.
select encode(hash, 'hex') as id, way, device, began_at, seen_at
from account_session join account on name = account and version = session_version
where account = %(name)s
  and began_at > %(now)s::timestamptz
                 - case way when 'sso' then %(sso_life)s::interval else %(life)s::interval end
order by seen_at desc, began_at desc
