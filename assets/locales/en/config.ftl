# What is wrong with the home, the config, an account as it was typed, or the place of secrets.
config-no-home = This system names no home folder; say --home DIR or set FUMI_HOME.
config-io = { $path } cannot be used.
config-not-private = Other users can look into { $path }, and it holds other things than fumi's.
config-not-private-hint = Choose another folder, or run: chmod 700 { $path }
config-not-ours = { $path } belongs to another user.
config-line = { $path }, line { $line }: { $what }
config-line-hint = Correct this line; nothing else was touched.
config-syntax = this is not TOML: { $said }
config-unknown-key = fumi knows no key “{ $key }”.
config-bad-value = “{ $key }” takes { $wanted }.
config-no-id = this account has no id.
config-twice = “{ $key }” stands in two accounts.
config-account = account “{ $name }”, { $field }: { $what }
account-field = { $field }: { $what }
account-required = something is needed here.
account-bad-name = a name is one line of at most 80 characters without a slash.
account-name-taken = another account has this name.
account-bad-address = this is not a mail address.
account-no-such-preset = no provider has this word.
account-no-such-preset-hint = fumi account presets lists them; without a preset, say --host.
account-preset-lacks-protocol = this provider has no server for this protocol.
account-only-pop3 = This is for POP3 accounts: over IMAP the mailbox is the same here and on the server.
account-not-one-of = one of { $words } can stand here.
account-bad-host = this is not a host name.
account-bad-port = a port is a number from 1 to 65535.
account-control-characters = line breaks and other control characters cannot stand here.
account-plaintext = without encryption others on the way can read mail and password.
account-plaintext-hint = Choose tls or starttls, or confirm it (plaintext_confirmed = true in the config).
account-recent-needs-leave = recent mode needs the mail left on the server.
account-recent-needs-leave-hint = Choose --on-server leave, or go without recent mode.
account-too-many-domains = at most { $most } domains can be excluded.
account-bad-domain = this is not a domain.
account-bad-fingerprint = this is not a SHA-256 fingerprint.
account-bad-fingerprint-hint = It has 64 digits, as a refused connection shows them: AB:CD:…
account-signature-too-long = it has more than { $most } bytes.
account-bad-day = this is not a day; write it as 2027-01-31.
account-warn-recent = Recent mode means something to Gmail only.
account-warn-app-password = With two-factor sign-in this provider wants an app password, not the normal one.
account-warn-oauth2 = This provider may refuse passwords; fumi cannot sign in with OAuth2 yet.
account-warn-plaintext = The connection is not encrypted: others on the way can read mail and password.
account-warn-certificate = A certificate that nobody vouches for is believed here, because you typed its fingerprint.
account-joins-mail = { $count ->
    [one] One mail from before its removal is here again.
   *[other] { $count } mails from before its removal are here again.
  }
account-import-none = No program here knows an account “{ $name }”.
account-import-none-hint = fumi account import lists those that are known.
account-import-nothing = No accounts of Thunderbird, neomutt, mutt, aerc, himalaya, getmail or mpop were found.
account-import-known = (is here already)
account-import-how = Nothing was taken over. fumi account import NAME --password-stdin adds one; its password is never read from another program.
account-remove-what = { $count ->
    [one] One mail of “{ $name }” would be removed for good.
   *[other] { $count } mails of “{ $name }” would be removed for good.
  }
account-remove-type = { $count ->
    [one] One mail of “{ $name }” is removed for good, here alone. Type the account's name to confirm:
   *[other] { $count } mails of “{ $name }” are removed for good, here alone. Type the account's name to confirm:
  }
account-remove-hint = Say --confirm “{ $name }” beside --with-mail, or leave --with-mail out: then the mail stays.
account-none = There is no account “{ $name }”.
secrets-no-store = There is no safe place for the password: no keyring answers, and no passphrase is set.
secrets-no-store-hint = Say --passphrase-file FILE, or set passphrase_command in config.toml, or use --password-command.
secrets-locked = The encrypted passwords need their passphrase.
secrets-locked-hint = Say --passphrase-file FILE, or set passphrase_command in config.toml.
secrets-weak-passphrase = This passphrase is too easy to guess.
secrets-weak-passphrase-hint = Take ten characters or more, six of them different: four words that nobody would put together are good, and easy to keep.
secrets-wrong-passphrase = This passphrase does not open the encrypted passwords.
secrets-wrong-passphrase-hint = Try again; if it is lost, set the passwords anew after moving secrets.age away.
secrets-missing = No password is kept for this account.
secrets-missing-hint = Set it with fumi account set-password.
secrets-keyring = The keyring failed.
secrets-keyring-hint = Unlock it, or set store = "file" under [secrets] in config.toml.
secrets-command = The password command failed.
secrets-command-hint = Run it by hand: it must print the password on its first line and end with 0.
secrets-ask-open = Passphrase of the encrypted passwords:{" "}
secrets-ask-new = No keyring answers. New passphrase to encrypt passwords with:{" "}
secrets-ask-again = The same passphrase again:{" "}
account-fetch-failed = The last fetch failed ({ $code }).
policy-line = { $level }. { $origin }
policy-own = It is your choice; no administrator decides it.
policy-users-choice = The administrator leaves it to you ({ $file }).
policy-fixed = The administrator has set it for every account ({ $file }).
policy-locked = The administrator has locked it as it is ({ $file }).
policy-unreadable = Nothing is shared until { $file } can be read: { $why }
policy-refused = “{ $field }” cannot be changed here: the administrator decides it in { $file }.
policy-refused-hint = fumi account show says which level holds.
config-newer = it is of version { $schema }, and this fumi knows { $known } at most.
config-unknown-key-near = fumi knows no key “{ $key }”; “{ $near }” is one.
config-migrated = config.toml is of version { $schema } now; as it was it is kept in { $kept }.
config-migrated-and = { $migrated } { $adapted }
config-migrated-retention = retention.policy did nothing so far, so it only warns now; set it again if accounts are to pause or be deleted.
