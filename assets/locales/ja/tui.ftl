# アプリ: タブ、ペイン、入力行、フォーム、ヘルプ
tab-mail = メール
tab-leads = 見込み客
tab-contacts = 連絡先
tab-deals = 商談
tab-agenda = 予定表
pane-mailboxes = メールボックス
too-small = 端末が小さすぎます。fumiには横40桁、縦12行以上が必要です。
rows-below = あと{ $count }行
palette-title = コマンド
chooser-nothing = 該当するものがありません。
chooser-new-label = Enterでこの名前の新しいラベルを付けます。
chooser-new-mailbox = Enterでこの名前のメールボックスを作って移動します。
question-title = 確認
question-answers = y はい   n いいえ
problem-title = 実行できませんでした
problem-close = Escで閉じます。
no-such-command = 「{ $typed }」というコマンドはありません。Ctrl-pですべてのコマンドを表示します。
copied = コピーしました: { $what }
undone = 元に戻しました: { $what }
redone = やり直しました: { $what }
undo-nothing = 元に戻す操作はありません。
redo-nothing = やり直す操作はありません。
changed-one = { $verb }「{ $about }」
changed-several = { $verb }({ $count }件)
form-required = この項目は必須です。
form-drop = 入力した内容を破棄してフォームを閉じますか?
form-saving = 保存しています…
appearance-title = 外観
appearance-theme = テーマ
appearance-theme-hint = ← → で変更
theme-dark = ダーク
theme-light = ライト
theme-plain = モノクロ
help-title = ヘルプ
help-here = ここで使えるキー
help-elsewhere = ほかの場所のキー
help-tutorial = 使い方の案内: :help と入力してEnterを押してください。
tutorial-title = 5分でわかるfumi
tutorial =
    1. 読む: jとkで一覧を移動し、Enterでスレッドを開きます。開いた後はjとkで1行ずつ読み進め、終わりでは次のメールへ続きます。JとKで次や前のメールへ、Spaceで1画面ずつ、-でメールや引用を折りたたみ、wでペインを画面全体に広げ、hで一覧へ戻ります。
    2. 整理する: eでアーカイブ、dで削除、sでスター、uで未読、vで移動、Lでラベル。先にxで複数を選択できます。zで直前の操作を何度でも元に戻し、Zでやり直します。
    3. 相手を知る: iで差出人のCRM情報を表示します。メールの上でEnterを押してもメニューの先頭に「CRM情報を表示する」があります。
    4. 登録する: +lで差出人を見込み客に、+cで連絡先に追加します。フォームにはメールから読み取った内容が入っています。+tはタスク、+eは予定、+pは通話、+nはメモ、+dは連絡先の商談です。
    5. 返信する: rで返信、aで全員に返信、cで新規作成。送信前に10秒の猶予があり、zで取り消せます。
    6. 探す: /で入力しながら全メールを検索します。例: from:tanaka has:attachment newer_than:7d。Ctrl-pで全コマンド、?でその場のキー、:でコマンド名を入力します。
    7. 移動する: giは受信トレイ、gtは送信済み、glは見込み客、gcは連絡先、gpは商談、gkは予定表。1から5はタブです。
key-close = 閉じる
key-move = 移動
key-choose = 決定
key-go = 実行
key-scroll = スクロール
leaving-waits = 送信したばかりのメールについてサーバーの応答を待っています(最長10秒)。Ctrl-Cですぐに終了します。
app-no-terminal = fumiを表示できる端末がありません。
did-one = 「{ $about }」
did-several = { $n }件のメール
did-archive = { $what }をアーカイブしました
did-delete = { $what }をごみ箱に移動しました
did-spam = { $what }を迷惑メールにしました
did-star = { $what }にスターを付けました
did-unstar = { $what }のスターを外しました
did-read = { $what }を既読にしました
did-unread = { $what }を未読にしました
did-move = { $what }を移動しました
did-label = { $what }のラベルを変更しました
did-other = 完了: { $what }
triage-done-stayed = { $done }(写し{ $n }件は、そのアカウントに同名のメールボックスがないため移動していません)
triage-undo = { $done } · { $key } で元に戻す
triage-ask = { $verb }: { $what }続けますか?
demo-name = デモ 太郎
time-left = 残り{ $span }
