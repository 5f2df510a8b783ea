-- No rows: events of this age are not counted any more, however often they are told.
delete from delivery_event where at < %(before)s
