-- Words that stand more often in the latest unhappy comments of a language than in the happy ones: each with how many of either it
-- stands in ([{"word", "low", "high"}]), of how many. The worker counts them now and then, so that a page only reads.
create table ranked_words (
    language   text        primary key,
    words      jsonb       not null check (jsonb_typeof(words) = 'array'),
    all_low    integer     not null,
    all_high   integer     not null,
    newest_at  timestamptz,
    counted_at timestamptz not null
);
