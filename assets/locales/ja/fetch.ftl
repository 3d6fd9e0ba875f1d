# メールの受信。
fetch-too-large = メールのサイズは { $size } バイトで、上限の { $limit } バイトを超えています。
fetch-larger-than-listed = メールのサイズが上限の { $limit } バイトを超えています。
fetch-hint-too-large = サーバーに残しました。受信するには fetch.max_size を大きくしてください。
fetch-message-unavailable = サーバーがこのメールを渡しませんでした。別のプログラムが削除した可能性があります。
fetch-message-breaks = このメールの受信中に接続が切れます。
fetch-not-deleted = サーバーがこのメールの削除を受け付けませんでした。
fetch-hint-left = サーバーに残し、次回の受信で再試行します。
fetch-deletes-held = サーバー上の { $of } 通のうち { $deletes } 通が削除されるところでした。
fetch-hint-deletes-held = サーバーでは何も削除していません。削除してよければ、アカウント名と --confirm-deletes を付けて fumi sync を実行してください。
fetch-no-uidl = サーバーがメールに固有の名前（UIDL）を付けないため、サーバーでは何も削除しません。
fetch-hint-no-uidl = on-server を leave にするか、UIDLに対応したサーバーを提供元に確認してください。
fetch-auth-waits = 前回のログインが拒否されたため、再試行していません。
fetch-hint-auth-waits = 新しいパスワードを設定するか、--retry を付けて再試行してください。
fetch-only-pop3 = このバージョンで受信できるのはPOP3アカウントだけです。
