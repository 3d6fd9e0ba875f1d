# メールプロバイダーのアカウントを設定する前に知っておくこと。
provider-app-password = アプリ パスワードの発行ページ: { $page }
provider-typed-host = 契約時に案内されたサーバー名を入力してください(例: { $example })。
provider-note-gmail = 先に、Gmailの設定(メール転送とPOP/IMAP)でPOPを有効にしてください。そこで次の2つを選択します。
provider-gmail-from = 1. すべてのメールでPOPを有効にするか、今後受信するメールのみか。すべてを選ぶと初回にすべてのメールを受信します。recentモードでは、送信済みを含む過去30日分ほどを受信します。
provider-gmail-kept = 2. 受信したメールをGmailに残すかどうか。下の設定でサーバーから削除する場合を除き、残す設定にしてください。両方の設定を揃える必要があります。
provider-note-yahoo-jp = 先に Yahoo!メールの設定で「Yahoo! JAPAN公式サービス以外からのアクセスも有効にする」を選んでください。
provider-note-gmx = 先に GMX のメール設定で POP3 と IMAP によるアクセスを許可してください。
provider-note-proton-bridge = このコンピューターで Proton Mail Bridge を起動しておいてください。パスワードと証明書は Bridge に表示されるものを使います。
provider-note-au = ユーザー名とパスワードは、au のメール設定で他社製メールアプリ用に表示されるものです。
provider-note-docomo = ユーザー名は dアカウントの ID、パスワードは My docomo で確認できる IMAP 専用パスワードです。
provider-note-softbank = パスワードは My SoftBank で確認できるメール用のものです。
provider-note-sakura = サーバー名は、独自ドメインのアドレスでも、さくらから割り当てられた初期ドメインです。
provider-note-xserver = サーバー名はサーバーパネルの「サーバー情報」で確認できます。
