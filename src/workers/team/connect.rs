//! From the settings of a team to a connection that may be used: name, TCP, TLS, login, and then what server, role and catalogue have to be.

use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{AsyncMessage, Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::catalogue;
use super::error::TeamError;
use crate::domain::account::{Secret, Security};
use crate::domain::ids::Id;
use crate::domain::team::login::WorkspaceUrl;
use crate::workers::net::{self, Endpoint, NetError, Roots, TlsTrouble, tls_config};

/// How long TLS and login may take together.
const LOGIN_TIME: Duration = Duration::from_secs(30);

/// What every session says first: nothing of ours waits or holds a lock for ever, names mean the system's own, and a row that may not be seen is left out, not an error.
const SESSION: &str = "SET statement_timeout = '120s'; SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '120s'; \
                       SET search_path = pg_catalog; SET row_security = on; SET client_encoding = 'UTF8'; SET TimeZone = 'UTC'";

/// A connection to the workspace that passed every check. It ends when it is dropped.
#[derive(Debug)]
pub struct TeamConnection {
    /// For statements and transactions.
    pub client: Client,
    /// The highest number of a change that was told by NOTIFY; 0 before the first. An error when waiting means that the connection ended. It is a hint: anybody
    /// of the team can send one.
    pub told: watch::Receiver<i64>,
    /// The workspace's own id.
    pub workspace: Id,
    driver: JoinHandle<()>,
}

impl Drop for TeamConnection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl TeamConnection {
    /// Begins to listen; from now on [`Self::told`] changes.
    ///
    /// # Errors
    /// When the connection fails.
    pub async fn listen(&self) -> Result<(), TeamError> {
        let channel = self.workspace.to_string().replace('-', "");
        Ok(self.client.batch_execute(&format!("LISTEN fumi_{channel}")).await?)
    }
}

/// Connects and checks all that has to be so before a row is read or written.
///
/// # Errors
/// When there is no trusted connection, the login is refused, the server is too old, the schema too new, the role one that rules do not bind, or the catalogue not as written.
pub async fn connect(url: &WorkspaceUrl, password: &Secret, roots: &Roots) -> Result<TeamConnection, TeamError> {
    let (client, told, driver) = log_in(url, password, roots).await?;
    let checked = timeout(LOGIN_TIME, catalogue::check(&client)).await.unwrap_or(Err(TeamError::TimedOut));
    match checked {
        Ok(workspace) => Ok(TeamConnection { client, told, workspace, driver }),
        Err(error) => {
            driver.abort();
            Err(error)
        }
    }
}

/// A session with its first words said, and the task that carries it.
pub(super) async fn log_in(
    url: &WorkspaceUrl,
    password: &Secret,
    roots: &Roots,
) -> Result<(Client, watch::Receiver<i64>, JoinHandle<()>), TeamError> {
    let endpoint = Endpoint { host: url.host.clone(), port: url.port, security: Security::Tls, plaintext_confirmed: false };
    let stream = net::connect(&endpoint, &mut Vec::new()).await?;
    let roots = roots.clone();
    // The certificates are read from files.
    let tls = spawn_blocking(move || tls_config(&roots)).await.map_err(|_| NetError::NoRoots)??;
    let mut tls = MakeRustlsConnect::new(tls.as_ref().clone());
    let host = endpoint.ascii_host()?;
    let tls = MakeTlsConnect::<TcpStream>::make_tls_connect(&mut tls, &host).map_err(|_| NetError::BadHost)?;
    let mut config = Config::new();
    config.user(&url.login).password(password.expose()).dbname(&url.database).application_name("fumi").ssl_mode(SslMode::Require);
    let opened = timeout(LOGIN_TIME, config.connect_raw(stream, tls)).await.map_err(|_| TeamError::TimedOut)?;
    let (client, mut connection) = opened.map_err(of_opening)?;
    let (tell, told) = watch::channel(0);
    let driver = tokio::spawn(async move {
        while let Some(message) = std::future::poll_fn(|cx| connection.poll_message(cx)).await {
            match message {
                Ok(AsyncMessage::Notification(one)) => {
                    if let Ok(number) = one.payload().parse::<i64>() {
                        tell.send_if_modified(|last| std::mem::replace(last, number.max(*last)) < number);
                    }
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
    });
    match timeout(LOGIN_TIME, client.batch_execute(SESSION)).await {
        Ok(Ok(())) => Ok((client, told, driver)),
        Ok(Err(error)) => {
            driver.abort();
            Err(error.into())
        }
        Err(_) => {
            driver.abort();
            Err(TeamError::TimedOut)
        }
    }
}

/// Tells a certificate that is not believed, and a server without TLS, from all else that may go wrong while a connection opens.
fn of_opening(error: tokio_postgres::Error) -> TeamError {
    let mut source = std::error::Error::source(&error);
    while let Some(one) = source {
        if let Some(io) = one.downcast_ref::<std::io::Error>()
            && io.get_ref().is_some_and(|inner| inner.is::<rustls::Error>())
        {
            return NetError::of_handshake(io).into();
        }
        source = one.source();
    }
    // The library has no name for it but its words.
    if error.to_string().contains("TLS") {
        return NetError::Tls(TlsTrouble::NotTls).into();
    }
    error.into()
}
