-- One row if anybody has clicked on a button of this campaign.
select 1 from rating where campaign = %(slug)s limit 1
