-- How words are stemmed for topics: as in a language, and without a list of stop words. With one, "niet op tijd" would be
-- "tijd", and found in "altijd op tijd".
create text search dictionary topic_nl_stem (template = snowball, language = dutch);
create text search dictionary topic_en_stem (template = snowball, language = english);
create text search dictionary topic_de_stem (template = snowball, language = german);
create text search dictionary topic_fr_stem (template = snowball, language = french);
create text search configuration topic_nl (copy = pg_catalog.dutch);
create text search configuration topic_en (copy = pg_catalog.english);
create text search configuration topic_de (copy = pg_catalog.german);
create text search configuration topic_fr (copy = pg_catalog.french);
alter text search configuration topic_nl alter mapping replace dutch_stem with topic_nl_stem;
alter text search configuration topic_en alter mapping replace english_stem with topic_en_stem;
alter text search configuration topic_de alter mapping replace german_stem with topic_de_stem;
alter text search configuration topic_fr alter mapping replace french_stem with topic_fr_stem;

create function topic_stemming(language text) returns regconfig
language sql immutable parallel safe
return case language
    when 'nl' then 'topic_nl'::regconfig
    when 'en' then 'topic_en'::regconfig
    when 'de' then 'topic_de'::regconfig
    when 'fr' then 'topic_fr'::regconfig
    else 'pg_catalog.simple'::regconfig
end;

-- What topics are found by in a comment: its stems as it was written, and without accents where it has any.
create function topic_words(language text, text text) returns tsvector
language sql immutable parallel safe
return to_tsvector(topic_stemming(language), comment_spelled(text))
    || case when comment_bare(language, text) = comment_spelled(text) then ''::tsvector
            else to_tsvector(topic_stemming(language), comment_bare(language, text)) end;

-- One word of a rule. A prefix is looked for as it is written, since stems are cut otherwise; and its own stem with it.
create function topic_word_query(language text, word text, prefix boolean) returns tsquery
language plpgsql immutable parallel safe as $function$
declare
    spelled text := comment_spelled(word);
    bare    text := comment_bare(language, word);
    stemmed tsquery := phraseto_tsquery(topic_stemming(language), spelled)
                       || phraseto_tsquery(topic_stemming(language), bare);
begin
    if not prefix then
        return stemmed;
    end if;
    return stemmed || (quote_literal(spelled) || ':*')::tsquery || (quote_literal(bare) || ':*')::tsquery;
end
$function$;

-- The rules of a topic in a language, as feedback_buttons/topics/word_rules.py reads them: {"any": [phrase, …], "none":
-- [phrase, …]}, a phrase as [[word, whether it is a prefix], …]. One of "any" must be in a comment, and none of "none".
create function topic_query(language text, rules jsonb) returns tsquery
language plpgsql immutable parallel safe as $function$
declare
    side   text;
    phrase jsonb;
    word   jsonb;
    wanted tsquery;
    parts  tsquery;
    sides  tsquery[] := '{}';
begin
    foreach side in array array['any', 'none'] loop
        parts := ''::tsquery;
        for phrase in select * from jsonb_array_elements(rules -> side) loop
            wanted := ''::tsquery;
            for word in select * from jsonb_array_elements(phrase) loop
                wanted := case when numnode(wanted) = 0 then topic_word_query(language, word ->> 0, (word ->> 1)::boolean)
                    else wanted <-> topic_word_query(language, word ->> 0, (word ->> 1)::boolean) end;
            end loop;
            parts := parts || wanted;
        end loop;
        sides := sides || parts;
    end loop;
    return case when numnode(sides[1]) = 0 or numnode(sides[2]) = 0 then sides[1] else sides[1] && !!sides[2] end;
end
$function$;
do $$
declare
    name text;
begin
    foreach name in array array['topic_word_query', 'topic_query'] loop
        execute format('alter function %I set search_path = pg_catalog, %I, pg_temp', name, current_schema());
    end loop;
end
$$;

-- What people write about, as the team edits it. "tone" is how they write: strong language, praise. "names" are by
-- language; "progress" is how much of all comments (100: all) is tagged by the rules as they stand.
create table topic (
    id       smallint primary key generated always as identity,
    slug     text     not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    kind     text     not null check (kind in ('topic', 'tone')),
    names    jsonb    not null,
    place    smallint not null,
    progress smallint not null
);

-- The words of a topic in a language: as they were typed, and as they are looked for.
create table topic_rule (
    topic    smallint not null references topic on delete cascade,
    language text     not null,
    rules    text     not null,
    query    tsquery  not null,
    primary key (topic, language)
);

-- One row per comment of an answer that counts: on which day of its campaign's time zone it was written, its score, and
-- the words by which topics are found. The worker makes it, no click does.
create table topic_text (
    campaign  text     not null,
    recipient bigint   not null,
    occasion  bigint   not null,
    bucket    smallint not null,
    day       date     not null,
    score     smallint not null,
    language  text     not null,
    words     tsvector not null,
    primary key (campaign, recipient, occasion, bucket)
);
create index topic_text_words on topic_text using gin (words) with (fastupdate = off);
create index topic_text_day on topic_text (campaign, day);
alter table topic_text alter words set statistics 0;

-- One row per comment and topic that it mentions, with the comment's day and score.
create table topic_tag (
    campaign  text     not null,
    recipient bigint   not null,
    occasion  bigint   not null,
    bucket    smallint not null,
    topic     smallint not null,
    day       date     not null,
    score     smallint not null,
    primary key (campaign, recipient, occasion, topic, bucket)
);
create index topic_tag_day on topic_tag (topic, campaign, day, score);

-- What somebody of the team knows better than the words: a comment is about a topic, or is not. It stands when the
-- recipient edits the comment or the team the words, and goes when the answer is erased.
create table topic_correction (
    campaign  text        not null,
    recipient bigint      not null,
    occasion  bigint      not null,
    bucket    smallint    not null,
    topic     smallint    not null references topic on delete cascade,
    verdict   text        not null check (verdict in ('about', 'not about')),
    account   text        not null,
    at        timestamptz not null,
    primary key (campaign, recipient, occasion, topic, bucket)
);
create index topic_correction_topic on topic_correction (topic);

-- How many comments of a day mention a topic, by score. Topic 0 is all comments, -1 those that mention none.
create table topic_day (
    campaign text     not null references campaign (slug) on delete cascade,
    day      date     not null,
    topic    smallint not null,
    score    smallint not null,
    comments integer  not null,
    primary key (campaign, day, topic, score)
);

-- Days that are to be counted anew. Nothing is ever subtracted from a count.
create table topic_stale (
    campaign text not null references campaign (slug) on delete cascade,
    day      date not null,
    primary key (campaign, day)
);

-- How far a campaign's changes (rating_change) are tagged, and by the clock of which zone.
create table topic_seen (
    campaign  text   primary key references campaign (slug) on delete cascade,
    changed   bigint not null,
    recipient bigint not null,
    occasion  bigint not null,
    zone      text   not null
);

-- Whatever takes a comment away or rewrites it takes its words and tags along, at once; its day is counted anew. It
-- fires where a comment is deleted or edited, which is seldom, and never for a click.
create function forget_topics() returns trigger
language plpgsql security definer as $function$
begin
    delete from topic_tag as t
    where t.campaign = old.campaign and t.recipient = old.recipient and t.occasion = old.occasion and t.bucket = old.bucket;
    with gone as (
        delete from topic_text as t
        where t.campaign = old.campaign and t.recipient = old.recipient and t.occasion = old.occasion and t.bucket = old.bucket
        returning t.campaign, t.day
    )
    insert into topic_stale (campaign, day)
    select gone.campaign, gone.day from gone join campaign on slug = gone.campaign
    on conflict do nothing;
    if tg_op = 'DELETE' then
        delete from topic_correction as c
        where c.campaign = old.campaign and c.recipient = old.recipient and c.occasion = old.occasion and c.bucket = old.bucket;
    end if;
    return null;
end
$function$;
do $$
begin
    execute format('alter function forget_topics set search_path = pg_catalog, %I, pg_temp', current_schema());
end
$$;
revoke all on function forget_topics from public;
create trigger comment_deleted after delete on comment for each row execute function forget_topics();
create trigger comment_edited after update of words on comment for each row
    when (old.words is distinct from new.words) execute function forget_topics();
