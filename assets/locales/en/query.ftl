# What cannot be understood in a search. The fields, values and operators themselves are the same in every language.
query-problem = { $what } (character { $column }: “{ $place }”)
query-unknown-field = There is no search field “{ $name }”
query-unknown-value = { $field }: cannot be “{ $value }”
query-missing-value = { $field }: needs a value
query-wrong-sign = { $field } is not written with { $value }
query-nested-field = { $field }: stands inside the brackets of another field
query-open-quote = The quotation mark has no end
query-open-bracket = The bracket has no end
query-stray-bracket = The bracket has no beginning
query-dangling = { $word } has nothing to act on
query-empty-brackets = Nothing stands in the brackets
query-no-letters = There are no letters or digits to look for
query-too-long = The search is too long
query-hint-allowed = Possible: { $allowed }
query-hint-meant = Did you mean { $meant }: ? A word with a colon in it goes in quotes: "{ $typed }:…".
query-hint-quote = To look for these characters themselves, put them in quotes: "…".
query-hint-nested = Put the fields side by side.
