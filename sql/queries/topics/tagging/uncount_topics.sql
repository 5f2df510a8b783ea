-- No rows: the counts of the days that are stale are gone.
delete from topic_day using topic_stale
where topic_day.campaign = topic_stale.campaign and topic_day.day = topic_stale.day
