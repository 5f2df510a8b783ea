-- Up to where a channel was told of cases.
update ticket_feed set changed = %(changed)s, case_event = %(case_event)s where channel = %(channel)s
