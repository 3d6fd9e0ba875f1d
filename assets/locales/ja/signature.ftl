# メールから読み取った差出人の情報
extract-none = このメールから差出人の情報は読み取れませんでした。
extract-address = 住所
extract-line = { $line }行目
extract-from-header = From ヘッダー
extract-reply-to-header = Reply-To ヘッダー
extract-sure = { $percent } %
extract-signature = 署名: { $first }行目から{ $last }行目
extract-no-mail = 読み取るメールがありません。
extract-no-mail-hint = メッセージの ID を指定するか、標準入力でメールを渡してください: fumi extract < MESSAGE
