-- No rows: where no comment of a day mentions a topic any more, or each mentions one, there is no sum.
delete from topic_day where topic in (%(topic)s, -1) and comments <= 0
