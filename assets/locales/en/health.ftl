# Checking the store, backups.
health-line = { $area }: { $checked } checked, { $faults ->
        [0] all right
        [one] 1 fault
       *[other] { $faults } faults
    }
health-repaired = Mails that could not be read before: { $repaired } read now, { $unread } still shown as raw text, { $lost } damaged
health-salvaged = The damaged database is kept as { $file }. Everything whole in it was brought into a new one; mail that waited in the outbox waits for you: fumi outbox
health-gone = { $n ->
    [one] Gone, unless a backup has it:
   *[other] { $n } gone, unless a backup has them:
}
health-changed = { $n ->
    [one] Kept, though something in it changed:
   *[other] { $n } kept, though something in them changed:
}
health-sound = Everything stored is there and unchanged.
health-faults = The check found faults
health-faults-hint = Nothing was changed. fumi verify --repair brings everything whole into a new database, fumi restore FILE brings a backup back; both keep the present one beside it.
health-area-database = Database pages
health-area-rows = Rows against their seals
health-area-references = References between rows
health-area-mails = Mails against their hash
health-area-search = Search index
health-area-counters = Counters of mailboxes
health-area-labels = Labels
health-area-addresses = Senders and recipients
health-area-threads = Conversations
health-area-lists = Rows of the lists
health-area-server = Notes on servers
health-backed-up = Backup made: { $file } ({ $messages } mails, { $records } customer records). Settings and passwords are not in it.
health-restored = Restored: { $messages } mails, { $records } customer records.
health-kept = The database that was there before is kept as { $file }
health-doubtful = { $n ->
    [one] One mail of the outbox may have been sent since the backup. It waits for you: fumi outbox
   *[other] { $n } mails of the outbox may have been sent since the backup. They wait for you: fumi outbox
}
health-no-room = No backup was made today: less than twice the size of the database is free
health-no-room-hint = Free some space. Daily backups go to { $folder }; backup.keep = 0 in config.toml switches them off.
health-file-exists = { $file } exists already and was left as it is
health-file-exists-hint = Choose another name.
health-no-file = There is no file { $file }
health-not-a-backup = { $file } is not a fumi backup
health-bad-backup = { $file } is damaged or was tampered with
health-refused-hint = Nothing was changed. Take another backup.
