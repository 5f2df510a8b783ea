-- Erasures are marked once more, each at its own time, with which goes what hangs on their answers.
update erasure set at = erasure.at
from unnest(%(recipients)s::bigint[], %(campaigns)s::text[], %(occasions)s::bigint[]) as late (recipient, campaign, occasion)
where erasure.recipient = late.recipient and erasure.campaign = late.campaign and erasure.occasion = late.occasion
