//! Settings, where files lie, and where secrets are kept.
//!
//! `config.toml` holds everything but secrets and state. It is read whole ([`load`]), edited in place so that comments and order stay (`edit`), and never holds
//! a secret ([`secrets`]).

pub mod defaults;
pub(crate) mod descendants;
pub(crate) mod edit;
pub(crate) mod known;
pub mod load;
pub mod look;
pub mod migration;
pub mod notify;
pub(crate) mod paths;
pub mod policy;
pub mod schema;
pub mod secrets;
pub mod settings;
pub mod templates;
mod version;

pub use paths::Paths;
pub use settings::Settings;
pub use version::Version;
