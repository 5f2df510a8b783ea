-- Where nothing of topics is kept of who is erased, as of most, their comments are not asked for: on a front these are on other
-- servers, and to plan that question asks all of them. Else it does what it did, see 0101_topics_without_triggers.sql.
create or replace function erase_topics() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    part constant smallint := new.recipient & 31;
    gone record;
begin
    if not exists (select 1 from topic_text as t where t.recipient = new.recipient and t.bucket = part
                   and t.campaign in (select slug from campaign where new.campaign in ('', slug)))
       and not exists (select 1 from topic_correction as t where t.recipient = new.recipient and t.bucket = part
                       and t.campaign in (select slug from campaign where new.campaign in ('', slug))) then
        return null;
    end if;
    delete from topic_correction as t
    where t.recipient = new.recipient and t.bucket = part
      and t.campaign in (select slug from campaign where new.campaign in ('', slug))
      and (new.campaign = '' or t.occasion = new.occasion)
      and not exists (select 1 from comment as c where c.campaign = t.campaign and c.recipient = t.recipient
                      and c.occasion = t.occasion and c.bucket = t.bucket);
    for gone in
        select t.campaign, t.occasion
        from topic_text as t
        where t.recipient = new.recipient and t.bucket = part
          and t.campaign in (select slug from campaign where new.campaign in ('', slug))
          and (new.campaign = '' or t.occasion = new.occasion)
          and not exists (select 1 from comment as c where c.campaign = t.campaign and c.recipient = t.recipient
                          and c.occasion = t.occasion and c.bucket = t.bucket)
    loop
        perform forget_comment_topics(gone.campaign, new.recipient, gone.occasion, part);
    end loop;
    return null;
end
$$;
