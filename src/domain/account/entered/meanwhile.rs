//! An account that somebody else changed while it was edited.

use super::EnteredAccount;

impl EnteredAccount {
    /// What is to be saved when the account, which was `before` as its editing began, is `now` meanwhile: each field that the person changed is theirs, and every other is
    /// as it is now.
    #[must_use]
    pub fn over(self, before: &Self, now: Self) -> Self {
        fn field<T: PartialEq>(typed: T, before: &T, now: T) -> T {
            if typed == *before { now } else { typed }
        }
        Self {
            name: field(self.name, &before.name, now.name),
            email: field(self.email, &before.email, now.email),
            display_name: field(self.display_name, &before.display_name, now.display_name),
            preset: field(self.preset, &before.preset, now.preset),
            protocol: field(self.protocol, &before.protocol, now.protocol),
            host: field(self.host, &before.host, now.host),
            port: field(self.port, &before.port, now.port),
            security: field(self.security, &before.security, now.security),
            username: field(self.username, &before.username, now.username),
            incoming_secret: field(self.incoming_secret, &before.incoming_secret, now.incoming_secret),
            smtp_host: field(self.smtp_host, &before.smtp_host, now.smtp_host),
            smtp_port: field(self.smtp_port, &before.smtp_port, now.smtp_port),
            smtp_security: field(self.smtp_security, &before.smtp_security, now.smtp_security),
            smtp_username: field(self.smtp_username, &before.smtp_username, now.smtp_username),
            smtp_same_credentials: field(self.smtp_same_credentials, &before.smtp_same_credentials, now.smtp_same_credentials),
            outgoing_secret: field(self.outgoing_secret, &before.outgoing_secret, now.outgoing_secret),
            on_server: field(self.on_server, &before.on_server, now.on_server),
            recent_mode: field(self.recent_mode, &before.recent_mode, now.recent_mode),
            sharing: field(self.sharing, &before.sharing, now.sharing),
            excluded_domains: field(self.excluded_domains, &before.excluded_domains, now.excluded_domains),
            aliases: field(self.aliases, &before.aliases, now.aliases),
            color: field(self.color, &before.color, now.color),
            signature: field(self.signature, &before.signature, now.signature),
            magnet: field(self.magnet, &before.magnet, now.magnet),
            ends_on: field(self.ends_on, &before.ends_on, now.ends_on),
            ends_as: field(self.ends_as, &before.ends_as, now.ends_as),
            ca_file: field(self.ca_file, &before.ca_file, now.ca_file),
            certificate: field(self.certificate, &before.certificate, now.certificate),
            smtp_certificate: field(self.smtp_certificate, &before.smtp_certificate, now.smtp_certificate),
            plaintext_confirmed: field(self.plaintext_confirmed, &before.plaintext_confirmed, now.plaintext_confirmed),
        }
    }
}
