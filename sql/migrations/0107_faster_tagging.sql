-- The same words of a comment as before, in a third of the time: its spellings are made once, and what is written in the letters
-- of English alone has but one (in German "ae" may be "ä" as well). What nobody sees in a word that was copied, such as a soft
-- hyphen, parts it no more.
create or replace function topic_words(language text, text text) returns tsvector
language plpgsql immutable parallel safe as $function$
declare
    plain   constant boolean := octet_length(text) = length(text);
    seen    constant text := translate(text, U&'\00AD\200B\200C\200D\200E\200F\2060', '');
    spelled constant text := case when plain then translate(lower(text), '`', '''') else comment_spelled(seen) end;
    bare    constant text := case when plain and language <> 'de' then spelled else comment_bare(language, seen) end;
    words   constant tsvector := to_tsvector(topic_stemming(language), spelled);
begin
    return case when bare = spelled then words else words || to_tsvector(topic_stemming(language), bare) end;
end
$function$;

-- The same query for a word as before, with each form once: a comment is held against half as many. A word is quoted as text
-- search quotes, in which a backslash stands for itself only when it is written twice.
create or replace function topic_word_query(language text, word text, prefix boolean) returns tsquery
language plpgsql immutable parallel safe as $function$
declare
    spelled constant text := comment_spelled(word);
    bare    constant text := comment_bare(language, word);
    forms   tsquery[] := '{}';
    wanted  tsquery   := ''::tsquery;
    form    tsquery;
    written text;
begin
    foreach written in array array[spelled, bare] loop
        forms := forms || phraseto_tsquery(topic_stemming(language), written);
        if prefix then
            forms := forms || ('''' || replace(replace(written, '\', '\\'), '''', '''''') || ''':*')::tsquery;
        end if;
    end loop;
    for form in select distinct on (f::text) f from unnest(forms) as f loop  -- "op" and "op":* are equal to Postgres
        wanted := wanted || form;
    end loop;
    return wanted;
end
$function$;
do $$
declare
    name text;
begin
    foreach name in array array['topic_words', 'topic_word_query'] loop
        execute format('alter function %I set search_path = pg_catalog, %I, pg_temp', name, current_schema());
    end loop;
end
$$;
-- A tsquery fits into no row of more than a page: of some hundred words it is kept as its text.
alter table topic_rule alter query type text
    using case when phrases is null then query::text else topic_query(language, phrases)::text end;

-- Only the worker writes to it, thousands of comments at once: their words are put into the index together.
alter index topic_text_words set (fastupdate = on);
