# What the command line says.
cli-usage = The command line cannot be understood.
cli-usage-hint = fumi --help shows what can be said.
cli-internal = Something went wrong inside fumi; nothing was lost.
cli-no-account-hint = Add one: fumi account add NAME --email ADDRESS --password-stdin
cli-accounts-are = The accounts are: { $names }
keys-no-such-command = config.toml, [keys]: there is no command “{ $name }”.
keys-no-such-key = config.toml, [keys]: “{ $keys }” for “{ $name }” names no key.
keys-taken = config.toml, [keys]: “{ $name }” and “{ $other }” share the keys { $keys }.
keys-hint = fumi keys lists the names; keys are written like e, gg, +l, Ctrl-d, Shift-Tab, F5.
