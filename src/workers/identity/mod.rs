//! Identity providers (OAuth2): signing in, and tokens that renew themselves. Everything here blocks; no token and no code is in any log or address that is shown.

mod error;
mod provider;
mod redirect;

pub use error::IdentityError;
pub use provider::{Asked, DeviceCode, IdentityProvider};
pub use redirect::{Page, Returned, wait_for_redirect};
