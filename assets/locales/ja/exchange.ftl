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
