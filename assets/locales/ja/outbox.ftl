# メールの作成と送信
smtp-hint-later = fumi が自動で再送信します。それまでメールは送信トレイに残ります。
smtp-hint-no-login = このアカウントでパスワードまたはアプリパスワードによる送信が有効になっているか、プロバイダーにご確認ください。
smtp-no-utf8 = { $host } は、@ の前にこの文字を含むアドレスに送信できません。
smtp-hint-no-utf8 = 別のアドレスを相手にご確認ください。
smtp-no-8bit = { $host } はこのエンコードのメールを受け付けません。
smtp-hint-no-8bit = メールを quoted-printable または base64 でエンコードしてから、もう一度送信してください。
smtp-not-now = { $host } は現在メールを受け付けられません。
smtp-recipient-refused = { $host } が宛先を拒否しました。
smtp-hint-recipient = アドレスを確認してから再送信するか、メールを下書きに戻して編集してください。
smtp-sender-refused = { $host } がこのアカウントからの送信を拒否しました。
smtp-hint-sender = アカウントの送信設定を確認してください。ログインしたアドレスからの送信しか認めないプロバイダーもあります。
smtp-message-refused = { $host } がメールを拒否しました。
smtp-hint-message = サーバーの応答を確認し、メールを修正するか再送信してください。
