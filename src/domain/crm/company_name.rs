//! Company names compared without their legal form (customers.md 5).

use unicode_normalization::UnicodeNormalization;

const JAPANESE_FORMS: [&str; 15] = [
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "合名会社",
    "一般社団法人",
    "一般財団法人",
    "公益社団法人",
    "公益財団法人",
    "特定非営利活動法人",
    "医療法人",
    "学校法人",
    "(株)",
    "(有)",
    "(同)",
];
const WESTERN_FORMS: [&str; 24] = [
    "incorporated",
    "inc",
    "corporation",
    "corp",
    "limited",
    "ltd",
    "llc",
    "llp",
    "plc",
    "company",
    "co",
    "gmbh",
    "ag",
    "kg",
    "ohg",
    "ug",
    "sa",
    "sas",
    "sarl",
    "srl",
    "bv",
    "nv",
    "ab",
    "kk",
];

/// The name by which companies are compared: NFKC, lower case, without legal form, spaces and punctuation. A name that is nothing but a legal form stays as it is.
pub fn normalized_company(name: &str) -> String {
    let mut folded = name.nfkc().collect::<String>().to_lowercase();
    let whole = squeezed(&folded);
    for form in JAPANESE_FORMS {
        folded = folded.replace(form, " ");
    }
    // K.K., S.A. and the like become words before they are compared.
    let joined = folded.replace(['.', '\''], "");
    let mut words: Vec<&str> =
        joined.split(|c: char| c.is_whitespace() || matches!(c, ',' | '&' | '(' | ')' | '/')).filter(|word| !word.is_empty()).collect();
    while words.len() > 1 && words.last().is_some_and(|word| WESTERN_FORMS.contains(word)) {
        words.pop();
    }
    let bare = squeezed(&words.concat());
    if bare.is_empty() { whole } else { bare }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_and_widths_do_not_matter() {
        for name in ["株式会社サンプル", "サンプル（株）", "㈱サンプル", "サンプル 株式会社", "ｻﾝﾌﾟﾙ株式会社"]
        {
            assert_eq!(normalized_company(name), "サンプル", "{name}");
        }
        for name in ["Acme, Inc.", "ACME Inc", "Acme Co., Ltd.", "acme GmbH", "ACME K.K."] {
            assert_eq!(normalized_company(name), "acme", "{name}");
        }
    }

    #[test]
    fn different_companies_stay_different() {
        assert_ne!(normalized_company("Acme Japan Ltd"), normalized_company("Acme Ltd"));
        assert_eq!(normalized_company("株式会社"), "株式会社");
        assert_eq!(normalized_company("Company"), "company");
    }
}
