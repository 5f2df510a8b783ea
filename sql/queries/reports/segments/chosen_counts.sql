-- How often a campaign's recipients chose what, by score and day, from those of its answers that count and are on this one of several
-- servers.
{chosen_counting}
