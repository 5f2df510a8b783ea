-- A row for each network and each way to fill in headers that has scanned, the latest first.
select kind, hash, at, mails, scans, alike from learned_scanner order by at desc limit 20000
