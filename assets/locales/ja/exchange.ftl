# ファイルからの取り込みとファイルへの書き出し
import-done = { $imported }件を取り込みました。{ $known }件はすでにありました。
import-skip-empty = 取り込みませんでした: 中身がありません。
import-skip-not-a-mail = 取り込みませんでした: メールの形式ではありません。
import-skip-unreadable = 取り込みませんでした: 読み取れませんでした。
import-no-file = ファイルまたはフォルダー「{ $path }」がありません。
import-no-file-hint = パスをご確認ください。
import-no-maildir = 「{ $path }」はMaildirではありません。cur も new もありません。
import-no-maildir-hint = cur と new を含むフォルダーを指定してください。.emlファイルのフォルダーは fumi import eml で取り込めます。
import-folder = 「{ $path }」はフォルダーです。mboxはファイルで指定します。
import-folder-hint = Maildirは fumi import maildir、.emlファイルのフォルダーは fumi import eml で取り込めます。
import-not-a-file = 「{ $path }」はデバイス、パイプまたはソケットで、ファイルではありません。
import-not-a-file-hint = 内容をファイルに保存してから取り込んでください。
import-unreadable = 「{ $path }」を開けませんでした。
import-unreadable-hint = アクセス権をご確認ください。
import-no-mbox = 「{ $path }」はmboxではありません。「From 」の行で始まっていません。
import-no-mbox-hint = 1通のメールのファイルは fumi import eml で取り込めます。
export-done = { $exported }件を { $path } に書き出しました。
export-all-done = メール{ $mails }件とレコード{ $records }件を { $path } に書き出しました。
export-skip-damaged = 書き出しませんでした: 保存データが壊れています。fumi verify --repair で修復できます。
export-exists = 「{ $path }」はすでにあります。何も書き込んでいません。
export-exists-hint = 別の名前を指定するか、今あるものを移動してください。
export-no-folder = 「{ $path }」を置くフォルダーがありません。
export-no-folder-hint = フォルダーを作るか、パスをご確認ください。
export-full = ディスクがいっぱいで、「{ $path }」を書き出せませんでした。
export-full-hint = 空きを作るか、別のディスクを指定してください。
export-unwritable = 「{ $path }」を書き出せませんでした。
export-unwritable-hint = フォルダーのアクセス権をご確認ください。
import-would = { $imported }件を取り込めます。{ $known }件はすでにあります。何も変更していません。
import-left-out = 対応する項目が見つからない列は取り込みません: { $columns }。--map "列=項目" で指定できます。
import-known-row = { $line }行目: { $name }はすでにあります({ $id })。
import-no-calendar = 「{ $path }」にカレンダーがありません。
import-no-calendar-hint = カレンダー(.ics)は BEGIN:VCALENDAR で始まります。
import-no-table = 「{ $path }」は表ではありません。見出しの行がありません。
import-no-table-hint = 1行目に列の名前を書いてください(例: last_name,email)。
import-no-fields = 「{ $path }」には、このレコードの項目になる列がありません。
import-no-fields-hint = --map "列=項目" で列の意味を指定できます。見込み客の項目は fumi lead add --help で確認できます。
import-no-column = 「{ $column }」という列はありません。
import-no-column-hint = 表の1行目にあるとおりに書いてください。
import-no-field = 「{ $field }」という項目はありません。
import-no-field-hint = 見込み客の項目は fumi lead add --help で確認できます。ほかの種類も同じです。
import-bad-map = 「{ $map }」では、どの列がどの項目かわかりません。
import-bad-map-hint = --map "列=項目" と書いてください。列を取り込まないときは --map "列=" と書きます。
import-wrong-rows = { $rows }行を取り込めません。何も変更していません。
import-wrong-rows-hint = 表を直すか、--map "列=" でその列を外してください。
import-wrong-row = { $line }行目: { $trouble }
import-too-many-cells = 見出しより多くの値があります。
export-no-cards = vCardに書き出せるのは人物と取引先だけです。
export-no-cards-hint = .csvで終わるファイル名を指定してください。
