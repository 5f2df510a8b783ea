-- No rows of interest: makes the evidence's daily partitions ahead and drops those past retention.
select keep_visit_partitions(%(first)s, %(days)s, %(drop_before)s)
