-- Events that nobody is told of any more.
delete from alert_event where batch is not null and last_at < %(before)s
