//! Addresses behind which no person writes, told by what stands before the `@`.

/// Local parts whose mail nobody answers, and pieces of such (`bounce+7=anna`).
const MACHINES: &[&str] = &[
    "alert",
    "alerts",
    "auto",
    "automailer",
    "autoreply",
    "bot",
    "bounce",
    "bounces",
    "ci",
    "cron",
    "daemon",
    "digest",
    "jenkins",
    "mag",
    "magazine",
    "mailing",
    "mailmag",
    "mailmagazine",
    "merumaga",
    "monitor",
    "monitoring",
    "newsletter",
    "newsletters",
    "nobody",
    "notification",
    "notifications",
    "notify",
    "postmaster",
    "robot",
    "root",
    "system",
];

/// Local parts by which programs of a web site or a ticket system send what people typed into a form. Some people do write by them (`webmaster`), so that they
/// count only where the mail itself names somebody else.
const FORMS: &[&str] = &[
    "anfrage",
    "apache",
    "cms",
    "cgi",
    "cgimail",
    "contactform",
    "contactus",
    "crm",
    "donotrespond",
    "drupal",
    "form",
    "formmail",
    "formmailer",
    "forms",
    "formular",
    "formulario",
    "formulaire",
    "helpdesk",
    "httpd",
    "joomla",
    "kontaktformular",
    "mailer",
    "mailform",
    "nginx",
    "outbound",
    "phpmailer",
    "sendmail",
    "server",
    "site",
    "smtp",
    "ticket",
    "tickets",
    "ticketing",
    "toiawaseform",
    "typo3",
    "web",
    "webform",
    "webforms",
    "webmail",
    "webmailer",
    "webmaster",
    "website",
    "wordpress",
    "wp",
    "www",
    "wwwdata",
    "wwwrun",
];

/// Whether nobody reads what is sent to this local part: `noreply`, `mailer-daemon`.
pub fn is_machine(local_part: &str) -> bool {
    let lower = local_part.to_lowercase();
    let squeezed = squeezed(&lower);
    MACHINES.contains(&lower.as_str())
        || ["noreply", "donotreply", "mailerdaemon", "nepasrepondre", "nichtantworten", "noresponder", "autoconfirm"]
            .iter()
            .any(|no| squeezed.contains(no))
        // `ci` alone is a program, as a piece of a name it may be anybody's.
        || pieces(&lower).any(|piece| MACHINES.contains(&piece) && piece != "ci")
}

/// Whether a program sends by this local part, for somebody whom Reply-To can name.
pub fn sends_for_others(local_part: &str) -> bool {
    let lower = local_part.to_lowercase();
    is_machine(&lower)
        || FORMS.contains(&squeezed(&lower).as_str())
        || pieces(&lower).any(|piece| piece.len() > 3 && FORMS.contains(&piece))
}

fn squeezed(lower: &str) -> String {
    lower.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn pieces(lower: &str) -> impl Iterator<Item = &str> {
    lower.split(['.', '-', '_', '+', '='])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_from_people() {
        for machine in ["no-reply", "NoReply", "do_not_reply", "mailer-daemon", "notification+abc", "bounces+7=anna", "auto-confirm"] {
            assert!(is_machine(machine) && sends_for_others(machine), "{machine}");
        }
        for form in ["wordpress", "webmaster", "mailer", "web-form", "Contact_Form", "form", "www-data", "tickets", "ticket.system"] {
            assert!(sends_for_others(form), "{form}");
        }
        for person in ["t.tanaka", "anna", "abbott", "magnus", "webb", "formica", "ci.lee", "servera", "sales", "info"] {
            assert!(!is_machine(person), "{person}");
            assert!(!sends_for_others(person) || person == "{person}");
        }
    }
}
