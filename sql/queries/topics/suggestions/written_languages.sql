-- The languages in which somebody writes, of those in which words are counted: that of most of the latest comments first.
select language from ranked_words where newest_at is not null order by all_low + all_high desc, language
