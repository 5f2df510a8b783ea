-- A recipient of whom this attribute is kept, or of whose message in the campaign; no more than "most", and some may come twice.
(select recipient from recipient where attributes @> %(attribute)s limit %(most)s)
union all
(select recipient from occasion_attribute where campaign = %(campaign)s and attributes @> %(attribute)s limit %(most)s)
limit %(most)s
