# コマンドラインの文言。
cli-usage = コマンドラインを解釈できません。
cli-usage-hint = fumi --help で使い方を表示できます。
cli-internal = fumi の内部で問題が起きました。データは失われていません。
cli-no-account-hint = 追加してください：fumi account add 名前 --email アドレス --password-stdin
cli-accounts-are = アカウント：{ $names }
keys-no-such-command = config.toml の [keys]：「{ $name }」というコマンドはありません。
keys-no-such-key = config.toml の [keys]：「{ $name }」の「{ $keys }」というキーはありません。
keys-taken = config.toml の [keys]：「{ $name }」と「{ $other }」のキー { $keys } が重なっています。
keys-hint = fumi keys で名前の一覧を表示できます。キーは e、gg、+l、Ctrl-d、Shift-Tab、F5 のように書きます。
