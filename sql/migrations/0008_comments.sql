-- Small letters, typographic signs as plain ones; letters keep their accents. Taking them apart first makes
-- capitals with accents small under any locale of the database.
create function comment_spelled(text text) returns text
language sql immutable strict parallel safe
return translate(normalize(lower(normalize(text, NFKD)), NFC), '’‘´`“”„«»–—…،؛؟', '''''''''"""""-- ,,?');

-- The same without accents, as people type who have no time for them; in German ae, oe, ue are umlauts.
create function comment_bare(language text, text text) returns text
language sql immutable parallel safe
return regexp_replace(
    replace(replace(replace(replace(replace(
        regexp_replace(normalize(comment_spelled(text), NFKD), '[\u0300-\u036f\u064b-\u065f]', '', 'g'),
        'ß', 'ss'), 'œ', 'oe'), 'æ', 'ae'), 'ø', 'o'), 'ł', 'l'),
    case when language = 'de' then '([ao]|(?<!q)u)e' else '(?!)' end, '\1', 'g');

-- How words are stemmed: as in the language of the page that they were written on, or not at all.
create function comment_stemming(language text) returns regconfig
language sql immutable parallel safe
return case language
    when 'nl' then 'pg_catalog.dutch'::regconfig
    when 'en' then 'pg_catalog.english'::regconfig
    when 'de' then 'pg_catalog.german'::regconfig
    when 'fr' then 'pg_catalog.french'::regconfig
    else 'pg_catalog.simple'::regconfig
end;

-- What of a comment is found: its stems as it was written, and without accents.
create function comment_words(language text, text text) returns tsvector
language sql immutable parallel safe
return to_tsvector(comment_stemming(language), comment_spelled(text))
    || to_tsvector(comment_stemming(language), comment_bare(language, text));

-- What somebody searches for, as comment_words() in that language has it. Either spelling will do; but what
-- is excluded must be missing in both.
create function comment_query(language text, search text) returns tsquery
language sql immutable parallel safe
return case
    when comment_spelled(search) ~ '(^|\s)-' then
        websearch_to_tsquery(comment_stemming(language), comment_spelled(search))
        && websearch_to_tsquery(comment_stemming(language), comment_bare(language, search))
    else
        websearch_to_tsquery(comment_stemming(language), comment_spelled(search))
        || websearch_to_tsquery(comment_stemming(language), comment_bare(language, search))
end;

-- One row per rating that has, or had, a comment: what it is found by, and what the team did with it. The
-- words themselves stand in the rating. A table of its own, since comments are rare against clicks: an index
-- on rating that knows the score would make every click write to every index. "at" is null while
-- the recipient has taken the comment back, "score" while the rating doesn't count; neither is listed then.
create table comment (
    campaign   text        not null,
    recipient  bigint      not null,
    occasion   bigint      not null,
    bucket     smallint    not null,
    at         timestamptz,
    score      smallint    check (score between 1 and 10),
    language   text        not null,
    words      tsvector    not null,
    status     text        not null default 'open' check (status in ('open', 'closed')),
    starred    boolean     not null default false,
    tags       text[]      not null default '{}' check (cardinality(tags) <= 20),
    note       text        not null default '' check (length(note) <= 2000),
    handler    text,
    handled_at timestamptz,
    primary key (campaign, recipient, occasion, bucket)
);

-- The orders in which comments are read: by time over all campaigns and in one, the unhappiest first; and the
-- same of those that are still open, which must be found at once however many are closed.
create index comment_latest on comment (at, campaign, recipient, occasion)
    where at is not null and score is not null;
create index comment_of_campaign on comment (campaign, at, recipient, occasion)
    where at is not null and score is not null;
create index comment_unhappiest on comment (score, at, campaign, recipient, occasion)
    where at is not null and score is not null;
create index comment_open on comment (at, campaign, recipient, occasion)
    where at is not null and score is not null and status = 'open';
create index comment_open_unhappiest on comment (score, at, campaign, recipient, occasion)
    where at is not null and score is not null and status = 'open';
create index comment_handler on comment (handler, at, campaign, recipient, occasion)
    where at is not null and score is not null;
-- No list of pending entries: with one, every so many comments a recipient would wait for it to be worked off.
create index comment_words_index on comment using gin (words) with (fastupdate = off);
create index comment_tags on comment using gin (tags) with (fastupdate = off) where tags <> '{}';
create index comment_starred on comment (at) where starred;
create index comment_handled on comment (handled_at) where handled_at is not null;

-- One row per change that somebody of the team made to a comment: which field, to which value.
create table comment_change (
    campaign  text        not null,
    recipient bigint      not null,
    occasion  bigint      not null,
    bucket    smallint    not null,
    id        bigint      not null,
    at        timestamptz not null,
    account   text        not null,
    field     text        not null check (field in ('status', 'starred', 'tag', 'untag', 'note', 'handler')),
    value     text        not null,
    primary key (campaign, recipient, occasion, id, bucket)
);

-- The tags that were given, to be offered again; small and changed by people.
create table tag (
    name text primary key check (name <> '' and length(name) <= 40)
);

-- It records comments and what becomes of their score, and erases; it cannot read what they are about.
grant insert, update, delete on comment to feedback_collector;
grant select (campaign, recipient, occasion, bucket, at, score, handled_at) on comment to feedback_collector;
grant delete on comment_change to feedback_collector;
grant select (campaign, recipient, occasion, bucket, id, at) on comment_change to feedback_collector;

insert into comment (campaign, recipient, occasion, bucket, at, score, language, words)
select campaign, recipient, occasion, bucket, commented_at, score, coalesce(language, ''),
       comment_words(language, comment)
from rating
where comment is not null;
