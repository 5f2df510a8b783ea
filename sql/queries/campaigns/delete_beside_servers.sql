-- The one row is how many unsigned answers of a campaign are deleted on a front, with what it keeps itself of answers that are on
-- other servers, see delete_answers.sql for these.
with tagged as (
    delete from topic_tag where campaign = %(slug)s
), worded as (
    delete from topic_text where campaign = %(slug)s
), corrected as (
    delete from topic_correction where campaign = %(slug)s
), due as (
    delete from case_due where campaign = %(slug)s
), broken as (
    delete from broken_click where campaign = %(slug)s
), unsigned as (
    delete from unsigned_answer where campaign = %(slug)s returning 1
), tombstoned as (
    delete from erasure where campaign = %(slug)s
), delivered as (
    delete from delivery where campaign = %(slug)s
), tested as (
    delete from mail_test where campaign = %(slug)s
)
select (select count(*) from unsigned)::int as ratings, 0 as comments, 0 as visits
