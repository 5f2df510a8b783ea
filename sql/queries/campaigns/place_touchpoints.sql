-- No rows: these touchpoints have their places, in this order.
insert into touchpoint_place (touchpoint, place)
select touchpoint, place from unnest(%(touchpoints)s::text[]) with ordinality as named (touchpoint, place)
