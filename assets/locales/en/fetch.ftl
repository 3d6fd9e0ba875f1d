# Bringing mail in.
fetch-too-large = The mail has { $size } bytes; the limit is { $limit }.
fetch-larger-than-listed = The mail is larger than the limit of { $limit } bytes.
fetch-hint-too-large = It stays on the server. Raise fetch.max_size to fetch it.
fetch-message-unavailable = The server would not hand out this mail; perhaps another program has deleted it.
fetch-message-breaks = The connection breaks at this mail.
fetch-message-cut = This mail seems not to have come whole: the server listed another size, and its answer did not end where it should.
fetch-not-deleted = The server would not delete this mail.
fetch-hint-message-cut = What came is stored and marked. Nothing deletes it on the server, and it is fetched again once a day.
fetch-hint-left = It stays on the server and is tried again with the next fetch.
fetch-deletes-held =
    { $deletes ->
        [one] 1 of { $of } mails on the server would be deleted.
       *[other] { $deletes } of { $of } mails on the server would be deleted.
    }
fetch-hint-deletes-held = Nothing was deleted there. If you want it, run fumi sync with the account's name and --confirm-deletes.
fetch-no-uidl = The server gives its mails no lasting names (UIDL), so nothing is deleted there.
fetch-hint-no-uidl = Set on-server to leave, or ask the provider for a server with UIDL.
fetch-auth-waits = The last login was refused, so no other is tried.
fetch-hint-auth-waits = Set a new password, or ask for another try with --retry.
fetch-login-waits = The server refused a password that worked before.
fetch-hint-login-waits = fumi logs in once more after five minutes. If the password was changed, set the new one.
fetch-store-missing = This account was fetched before, but the store has no mail of it: it is missing, empty or another one.
fetch-hint-store-missing = Nothing was fetched or deleted. Bring back a backup with fumi restore, or fetch everything anew with fumi sync, the account's name and --new-store.
fetch-by-process = fumi { $process } fetches and sends
fetch-by-another = another fumi fetches and sends
certificate-exception = ! unverified certificate: { $names }
certificate-exception-short = ! certificate
fetch-by-nobody = nobody fetches or sends
fetch-waits-for-process = fumi { $process } fetches and sends for this home; this one takes over when it ends.
fetch-waits-for-another = Another fumi fetches and sends for this home; this one takes over when it ends.
fetch-taken-over = This fumi fetches and sends now.
retention-unused = Fetching is paused: for a long time nothing was sent from this account, and none of its mail was opened, answered or sorted.
retention-unused-hint = Open, answer or sort one of its mails, or run fumi account enable { $name }; then fetching goes on.
retention-member = Fetching is paused, because the membership of this account has ended.
retention-trial = Fetching is paused, because the trial of this account has ended.
retention-ended-hint = If it goes on, say until when: fumi account edit { $name } --ends-on DATE.
retention-deletes-hint = { $hint } Otherwise its servers and its password are deleted here on { $on }; the mail stays.
retention-unused-deleted = This account was not used for a long time: its servers and its password were deleted here. Its mail is still here.
retention-ended-deleted = The time of this account was over: its servers and its password were deleted here. Its mail is still here.
retention-deleted-hint = Add an account of the same address, and it goes on with this mail; what the server still has is fetched.
imap-gone-held = { $mails ->
    [one] One mail is no longer on the server. It was left here until you say so.
   *[other] { $mails } mails are no longer on the server. They were left here until you say so.
}
imap-hint-gone-held = Look at the mailbox in your provider's web mail. If it is meant: fumi sync --confirm-deletes moves them to the trash here.
imap-removals-held = { $mails } mails were removed here for good. They stay on the server until you say so.
imap-change-refused = The server refused a change that was made here ({ $command }).
imap-hint-change-refused = The change stands here and is tried again with the next fetch.
