#![allow(clippy::unwrap_used)]
use super::*;

fn items(text: &str) -> Vec<(String, String)> {
    let clues = Clues { domain: "sample.example".to_owned(), ..Clues::default() };
    read(&super::super::script::half_width(text), 0, &clues)
        .items
        .into_iter()
        .map(|item| {
            let kind = format!("{:?}", item.kind);
            (kind.split(['(', ' ']).next().unwrap().to_owned(), item.value)
        })
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(kind, value)| ((*kind).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_line_may_hold_several_things() {
    assert_eq!(
        items("営業部 課長　田中 太郎（たなか たろう）"),
        pairs(&[("Reading", "たなか たろう"), ("Title", "課長"), ("Department", "営業部"), ("Name", "田中 太郎")])
    );
    assert_eq!(
        items("株式会社サンプル　営業部　田中太郎"),
        pairs(&[("Company", "株式会社サンプル"), ("Department", "営業部"), ("Name", "田中太郎")])
    );
    assert_eq!(
        items("〒100-0001 東京都千代田区一番町1-1 サンプルビル5F"),
        pairs(&[("Code", "100-0001"), ("Address", "東京都千代田区一番町1-1 サンプルビル5F")])
    );
    assert_eq!(
        items("Anna Berg | Account Manager | Sample Ltd."),
        pairs(&[("Name", "Anna Berg"), ("Title", "Account Manager"), ("Company", "Sample Ltd.")])
    );
    assert_eq!(items("5 Mill Lane, Leeds LS1 4AB"), pairs(&[("Code", "LS1 4AB"), ("Address", "5 Mill Lane, Leeds")]));
    assert_eq!(items("サンプル 株式会社"), pairs(&[("Company", "サンプル 株式会社")]));
}

#[test]
fn labels_name_what_follows() {
    assert_eq!(items("氏名：田中 太郎"), pairs(&[("Name", "田中 太郎")]));
    assert_eq!(items("部署 第一開発部"), pairs(&[("Department", "第一開発部")]));
    assert_eq!(items("会社名：サンプル"), pairs(&[("Company", "サンプル")]));
    assert_eq!(items("住所：東京都千代田区一番町1-1"), pairs(&[("Address", "東京都千代田区一番町1-1")]));
}

#[test]
fn sentences_closings_and_greetings_are_known() {
    let line = |text: &str| read(text, 0, &Clues::default());
    for text in ["よろしくお願いいたします。", "Best regards,", "以上", "田中様", "Mit freundlichen Grüßen"] {
        assert!(line(text).closing, "{text}");
    }
    for text in ["資料を添付いたしました。", "I will call you tomorrow about it.", "ご確認ください"] {
        assert!(line(text).sentence, "{text}");
    }
    for text in ["営業部 田中", "Sample Co., Ltd.", "Head of Sales"] {
        assert!(!line(text).sentence && !line(text).closing, "{text}");
    }
}
