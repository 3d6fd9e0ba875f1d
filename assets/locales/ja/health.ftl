# 保管庫の検査とバックアップ
health-line = { $area }: { $checked }件を確認、{ $faults ->
        [0] 問題なし
       *[other] 問題{ $faults }件
    }
health-repaired = 読み取れなかったメール: { $repaired }件を修復、{ $unread }件は未解析のまま、{ $lost }件は破損
health-salvaged = 壊れたデータベースは { $file } として残してあります。無事だったデータはすべて新しいデータベースに移しました。送信トレイで待っていたメールは fumi outbox で確認してください。
health-gone = 失われたもの({ $n }件、バックアップにあれば復元できます):
health-changed = 一部が変わっていますが、残したもの({ $n }件):
health-sound = 保存されたデータはすべて揃っており、変わっていません。
health-faults = 検査で問題が見つかりました
health-faults-hint = 何も変更していません。fumi verify --repair は無事なデータを新しいデータベースに移し、fumi restore FILE はバックアップから復元します。どちらも現在のデータベースを別名で残します。
health-area-database = データベースのページ
health-area-rows = 行の照合値
health-area-references = 行と行の参照
health-area-mails = メールとハッシュ値
health-area-search = 検索の索引
health-area-counters = メールボックスの件数
health-area-labels = ラベル
health-area-addresses = 差出人と宛先
health-area-threads = スレッド
health-area-lists = 一覧の行
health-area-server = サーバーの記録
health-backed-up = バックアップを作成しました: { $file }(メール{ $messages }件、顧客データ{ $records }件)。設定とパスワードは含まれません。
health-restored = 復元しました: メール{ $messages }件、顧客データ{ $records }件。
health-kept = 以前のデータベースは { $file } に残してあります
health-doubtful = 送信トレイの{ $n }件は、バックアップの後に送信済みかもしれません。fumi outbox で確認してください。
health-no-room = 空き容量がデータベースの2倍に満たないため、今日のバックアップは作成しませんでした
health-no-room-hint = 空き容量を増やしてください。日次バックアップの保存先は { $folder } です。config.toml で backup.keep = 0 とすると作成しません。
health-file-exists = { $file } は既にあるため、そのままにしました
health-file-exists-hint = 別の名前を指定してください。
health-no-file = ファイル { $file } がありません
health-not-a-backup = { $file } はfumiのバックアップではありません
health-bad-backup = { $file } は壊れているか、改ざんされています
health-refused-hint = 何も変更していません。別のバックアップをお試しください。
