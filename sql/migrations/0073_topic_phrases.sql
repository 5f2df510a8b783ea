-- A topic's rules as feedback_buttons/topics/word_rules.py reads them, of which its query is made: so that it can be told which
-- of them are in a comment. Null: not read since.
alter table topic_rule add column phrases jsonb;

-- Those of a topic's phrases that are in a comment, as they stand in it, each between two control characters; null without any.
-- A phrase of several words is told as it was typed: its words alone stand elsewhere too.
create function topic_phrases_in(language text, text text, phrases jsonb) returns text
language sql stable parallel safe
return (
    select string_agg(
        case when jsonb_array_length(phrase) = 1
             then ts_headline(topic_stemming(language), text, wanted, 'HighlightAll=true, StartSel=' || chr(1) || ', StopSel=' || chr(2))
             else chr(1) || (select string_agg(word ->> 0, ' ') from jsonb_array_elements(phrase) as word) || chr(2) end, ' ')
    from jsonb_array_elements(phrases -> 'any') as phrase
    cross join lateral (select topic_query(language, jsonb_build_object('any', jsonb_build_array(phrase), 'none', '[]'::jsonb)) as wanted) as q
    where topic_words(language, text) @@ wanted
);
