-- No rows: keeps what was found in a mail, and no more than the newest ones of these.
with too_many as (
    delete from mail_test where id <= (select id from mail_test order by id desc offset %(most)s - 1 limit 1)
)
insert into mail_test (id, at, label, campaign, size, buttons, checked, findings, token_hash)
values (%(id)s, %(at)s, %(label)s, %(campaign)s, %(size)s, %(buttons)s, %(checked)s, %(findings)s, %(token_hash)s)
