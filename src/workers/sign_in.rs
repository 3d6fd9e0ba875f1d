//! Signing in at an identity provider: begun in one job, which says where to go, and ended in another, which waits and keeps the tokens (OAuth2).

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::accounts::{Accounts, problems};
use super::identity::{Asked, DeviceCode, IdentityError, IdentityProvider, Page, Returned, wait_for_redirect};
use crate::domain::account::{AccountSettings, Tokens};
use crate::domain::ids::Id;
use crate::domain::sign_in;
use crate::jobs::account::{AccountReport, BeginSignIn, EndSignIn, SignInAt, SignInWay};
use crate::jobs::{Outcome, Report};
use crate::problem::Problem;

/// How long a person may take.
const PATIENCE: Duration = Duration::from_secs(10 * 60);
/// Where a pasted sign-in comes back to: a port at which nobody listens, so that the browser stays at an address that can be copied.
const NOBODY: &str = "http://127.0.0.1:1/";

/// The sign-ins that were begun and not ended, one an account.
#[derive(Default)]
pub(super) struct SignIns {
    begun: Mutex<HashMap<Id, Begun>>,
    waits: Mutex<HashMap<Id, Arc<Wait>>>,
}

/// How a wait is ended from elsewhere.
#[derive(Default)]
struct Wait {
    over: AtomicBool,
    notify: Notify,
}

struct Begun {
    provider: IdentityProvider,
    by: By,
}

enum By {
    Browser(Asked, TcpListener, Page),
    Device(Box<DeviceCode>),
    Pasted(Asked),
}

impl SignIns {
    /// Begins a sign-in; what was begun or waits for the account is over.
    pub(super) async fn begin(&self, home: &Arc<Accounts>, job: BeginSignIn) -> Outcome {
        let account = account(home, job.account)?;
        self.forget(account.id);
        let told = |error: IdentityError| error.problem(account.name.as_str(), sign_in::service_of(&account));
        let provider = home.beside({
            let (account, secret) = (account.clone(), job.client_secret.clone());
            move |home| {
                let secret = secret.or_else(|| home.kept_tokens(&account).ok().and_then(|tokens| tokens.client_secret));
                Ok(IdentityProvider::of(&home.settings().registration_for(&account), secret))
            }
        });
        let provider = provider.await?.map_err(told)?;
        let login = account.incoming.username.clone();
        let (by, at) = match job.way {
            SignInWay::Browser => {
                let away = |error: std::io::Error| told(IdentityError::Away(error.to_string()));
                let listener = TcpListener::bind("127.0.0.1:0").await.map_err(away)?;
                let port = listener.local_addr().map_err(away)?.port();
                let asked = provider.begin(&format!("http://127.0.0.1:{port}/"), &login).map_err(told)?;
                let at = SignInAt { address: asked.address.clone(), code: None };
                (By::Browser(asked, listener, Page { done: job.page.0, foreign: job.page.1 }), at)
            }
            SignInWay::Pasted => {
                let asked = provider.begin(NOBODY, &login).map_err(told)?;
                let at = SignInAt { address: asked.address.clone(), code: None };
                (By::Pasted(asked), at)
            }
            SignInWay::Device => {
                let asking = provider.clone();
                let code = spawn_blocking(move || asking.begin_device()).await.map_err(|_| Problem::internal())?.map_err(told)?;
                let at = SignInAt { address: code.address.clone(), code: Some(code.code.clone()) };
                (By::Device(Box::new(code)), at)
            }
        };
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).insert(account.id, Begun { provider, by });
        Ok(Report::Account(Box::new(AccountReport::SignIn(at))))
    }

    /// Waits for what comes back, and keeps the tokens.
    pub(super) async fn end(&self, home: &Arc<Accounts>, job: EndSignIn) -> Outcome {
        let account = account(home, job.account)?;
        let told = |error: IdentityError| error.problem(account.name.as_str(), sign_in::service_of(&account));
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner).remove(&account.id);
        let Begun { provider, by } = begun.ok_or_else(|| told(IdentityError::Over))?;
        let wait = Arc::new(Wait::default());
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).insert(account.id, Arc::clone(&wait));
        let ended = tokio::select! {
            ended = timeout(PATIENCE, finished(provider, by, job.pasted, Arc::clone(&wait))) => ended.unwrap_or(Err(IdentityError::Over)),
            () = wait.notify.notified() => Err(IdentityError::Over),
        };
        wait.over.store(true, Ordering::SeqCst);
        let tokens = ended.map_err(told)?;
        home.beside(move |home| home.keep_tokens(&account, &tokens)).await?;
        Ok(Report::Done)
    }

    /// Ends every wait: the process ends.
    pub(super) fn close(&self) {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).clear();
        for (_, wait) in self.waits.lock().unwrap_or_else(PoisonError::into_inner).drain() {
            wait.end();
        }
    }

    fn forget(&self, account: Id) {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).remove(&account);
        if let Some(wait) = self.waits.lock().unwrap_or_else(PoisonError::into_inner).remove(&account) {
            wait.end();
        }
    }
}

impl Wait {
    fn end(&self) {
        self.over.store(true, Ordering::SeqCst);
        self.notify.notify_one();
    }
}

async fn finished(
    provider: IdentityProvider,
    by: By,
    pasted: Option<crate::domain::account::Secret>,
    wait: Arc<Wait>,
) -> Result<Tokens, IdentityError> {
    let (asked, returned) = match by {
        By::Browser(asked, listener, page) => {
            let returned = wait_for_redirect(&listener, &asked.state, &page).await?;
            (asked, returned)
        }
        By::Pasted(asked) => {
            let address = pasted.ok_or(IdentityError::Foreign)?;
            let returned = Returned::read(address.expose(), &asked.state).ok_or(IdentityError::Foreign)?;
            (asked, returned)
        }
        By::Device(code) => {
            let waited = spawn_blocking(move || provider.wait_for_device(&code, &wait.over)).await;
            return waited.unwrap_or(Err(IdentityError::Over));
        }
    };
    match returned {
        Returned::Refused(why) => Err(IdentityError::Refused(why)),
        Returned::Code(code) => spawn_blocking(move || provider.finish(asked, code)).await.unwrap_or(Err(IdentityError::Over)),
    }
}

fn account(home: &Accounts, id: Id) -> Result<AccountSettings, Problem> {
    home.settings().account(id).cloned().ok_or_else(|| problems::no_account(&id.to_string()))
}
