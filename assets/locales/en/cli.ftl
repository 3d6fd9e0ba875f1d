# What the command line says.
cli-usage = The command line cannot be understood.
cli-usage-hint = fumi --help shows what can be said.
cli-no-account-hint = Add one: fumi account add NAME --email ADDRESS --password-stdin
cli-accounts-are = The accounts are: { $names }
keys-no-such-command = config.toml, line { $line }, [keys]: there is no command “{ $name }”.
keys-no-such-key = config.toml, line { $line }, [keys]: “{ $keys }” for “{ $name }” names no key.
keys-taken = config.toml, line { $line }, [keys]: “{ $name }” and “{ $other }” share the keys { $keys }.
keys-hint = fumi keys lists the names; keys are written like e, gg, +l, Ctrl-d, Shift-Tab, F5.
cli-yes = yes
cli-no = no
cli-placeholder = (a mail that is not here)
cli-no-html = This mail has no HTML.
cli-no-html-hint = fumi message ID --text shows its text.
cli-changed = { $n ->
    [one] { $n } changed
   *[other] { $n } changed
 }
cli-bad-name = “{ $name }” cannot be a name.
cli-several-mailboxes = Several accounts have a mailbox “{ $name }”; say ACCOUNT/NAME.
account-stdin-empty = No password came on stdin.
account-label-name = Name
account-label-email = Email
account-label-display-name = Display name
account-label-incoming = Incoming
account-label-outgoing = Outgoing
account-label-on-server = On the server
account-label-certificate = Exception
account-label-state = State
account-label-sharing = Sharing
account-label-magnet = Mail magnet
account-label-enabled = Fetched
account-label-default = Default
account-state-new = not fetched yet
account-state-ok = ok
account-state-waiting = tried again later
account-state-auth-failed = login refused
account-state-fetching = being fetched
account-state-unreachable = cannot be reached
account-state-paused = paused
account-state-off = switched off
account-deletes-held = Many mails would be deleted at once; nothing is removed until you confirm it.
account-state-until = { $state }: { $until }
account-state-warned = { $state }; { $warned }
account-warned = { $name }: { $warned }.
account-warned-until = { $cause }, fetching pauses on { $on }
account-warned-unused = not used for a long time
account-warned-member = the membership has ended
account-warned-trial = the trial has ended
account-state-mail-only = removed; its mail stays
cli-no-accounts = There is no mail account yet: fumi account add NAME --email ADDRESS --password-stdin
cli-fetched = { $account }: { $fetched ->
    [one] { $fetched } mail
   *[other] { $fetched } mails
 } ({ $size }, { $seconds } s)
cli-deleted-on-server = { $n } deleted on the server
doctor-config = The config is good (version { $schema }): { $path }
doctor-features = This fumi has { $on }; not yet { $off }.
doctor-policy-hint = Ask the administrator, or fumi stays with what shares least.
doctor-mismatch = New mail starts from “{ $default }”, which is not active: fumi account default { $right } puts it right.
doctor-keys = No two commands share a key.
doctor-backup = The last daily backup is of { $day }: { $path }
doctor-no-backup = There is no daily backup yet; the open app makes one when it has nothing else to do.
doctor-backups-off = Daily backups are switched off (backup.keep = 0).
doctor-store = The store opens: { $path }
doctor-keyring = Passwords go to the keyring ({ $name }).
doctor-secrets-file = No keyring answers; passwords are in the encrypted file.
doctor-no-keyring = No keyring answers; passwords come from commands, so none is needed.
doctor-account-failed = The last fetch of “{ $name }” failed.
doctor-gmail-rule = “{ $name }” says { $rule }, but Gmail has a setting of its own for mail fetched over POP: check that both agree.
cli-blank-query-hint = For everything in a mailbox say --all --mailbox M.
cli-go-on = { $what } Go on? [y/N]
cli-yes-letters = y yes
cli-stayed = { $n ->
    [one] One copy stayed where it was: its account has no such mailbox.
   *[other] { $n } copies stayed where they were: their accounts have no such mailbox.
}
