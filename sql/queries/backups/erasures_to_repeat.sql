-- A row is an erasure that this front knows of and the server of a part does not, such as one that was restored from before it:
-- of one answer, or of a recipient in all campaigns where "campaign" is empty.
select recipient, campaign, occasion, at
from only erasure as own
where (recipient & 31) %% bucket_parts() = %(part)s
  and not exists (select 1 from erased_elsewhere as other
                  where (other.recipient, other.campaign, other.occasion) = (own.recipient, own.campaign, own.occasion)
                    and other.at >= own.at)
order by at
