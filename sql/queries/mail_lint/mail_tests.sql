-- A mail each that came since then, newest first.
select id, at, label, campaign, size, buttons, checked, findings, token_hash from mail_test
where at > %(since)s
order by id desc
