# 検索式の誤り。フィールド・値・演算子はどの言語でも同じです。
query-problem = { $what }({ $column }文字目「{ $place }」)
query-unknown-field = 検索フィールド「{ $name }」はありません
query-unknown-value = 「{ $field }:」に「{ $value }」は使えません
query-missing-value = 「{ $field }:」には値が必要です
query-wrong-sign = 「{ $field }」に「{ $value }」は使えません
query-nested-field = 「{ $field }:」が別のフィールドの括弧の中にあります
query-open-quote = 引用符が閉じられていません
query-open-bracket = 括弧が閉じられていません
query-stray-bracket = 対応する開き括弧がありません
query-dangling = 「{ $word }」の対象がありません
query-empty-brackets = 括弧の中が空です
query-no-letters = 検索できる文字がありません
query-too-long = 検索式が長すぎます
query-hint-allowed = 使える値: { $allowed }
query-hint-meant = 「{ $meant }:」のことでしょうか。コロンを含む語は引用符で囲みます: "{ $typed }:…"
query-hint-quote = これらの文字そのものを探すには引用符で囲みます: "…"
query-hint-nested = フィールドは並べて書きます。
