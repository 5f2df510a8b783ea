-- No rows: adds to what is known of scanners' networks and headers; what was known fades by half in seven days.
insert into learned_scanner as l (kind, hash, at, mails, scans, alike)
select kind, hash, at, mails, scans, alike
from unnest(%(kinds)s::text[], %(hashes)s::bigint[], %(times)s::timestamptz[], %(mails)s::double precision[],
            %(scans)s::double precision[], %(alike)s::double precision[]) as news (kind, hash, at, mails, scans, alike)
order by kind, hash  -- all sessions lock in one order
on conflict (kind, hash) do update set
    at = greatest(l.at, excluded.at),
    mails = l.mails * 0.5 ^ (greatest(extract(epoch from excluded.at - l.at), 0)::double precision / 604800) + excluded.mails,
    scans = l.scans * 0.5 ^ (greatest(extract(epoch from excluded.at - l.at), 0)::double precision / 604800) + excluded.scans,
    alike = l.alike * 0.5 ^ (greatest(extract(epoch from excluded.at - l.at), 0)::double precision / 604800) + excluded.alike
