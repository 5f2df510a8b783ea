-- No rows: a campaign has no tags and no counts any more, and all its changes are to be looked at again.
with seen as (
    delete from topic_seen where campaign = %(campaign)s
), untagged as (
    delete from topic_tag where campaign = %(campaign)s
), unread as (
    delete from topic_text where campaign = %(campaign)s
), stale as (
    delete from topic_stale where campaign = %(campaign)s
)
delete from topic_day where campaign = %(campaign)s
