//! What is asked of an identity provider: an address to sign in at, tokens for what comes back, tokens for a device, and the next tokens.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::http::Response;
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, DeviceAuthorizationUrl, EndpointNotSet, EndpointSet,
    HttpRequest, HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, Scope, StandardDeviceAuthorizationResponse,
    TokenResponse, TokenUrl,
};
use ureq::tls::{RootCerts, TlsConfig};

use super::IdentityError;
use crate::domain::account::{Secret, Tokens};
use crate::domain::sign_in::Registration;
use crate::domain::time::Instant;
use crate::workers::clock;

/// The longest answer that is read of a provider.
const MOST_BYTES: u64 = 256 * 1024;
/// How long one request may take.
const REQUEST: Duration = Duration::from_secs(20);
/// How soon an ended wait is noticed.
const SLICE: Duration = Duration::from_millis(50);

type Client = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// An identity provider, as this program is known there.
#[derive(Debug, Clone)]
pub struct IdentityProvider {
    client_id: String,
    client_secret: Option<Secret>,
    auth_url: AuthUrl,
    token_url: TokenUrl,
    device_url: Option<DeviceAuthorizationUrl>,
    scope: Option<String>,
}

/// A sign-in that was begun: where the person goes, and what is needed when they come back.
#[derive(Debug)]
pub struct Asked {
    /// The address to open in a browser. It holds no secret: the verifier stays here (RFC 7636).
    pub address: String,
    /// What has to come back with the code.
    pub state: String,
    verifier: PkceCodeVerifier,
    redirect: String,
}

/// A sign-in on another device.
#[derive(Debug)]
pub struct DeviceCode {
    /// Where the person goes with that device.
    pub address: String,
    /// What the person types there.
    pub code: String,
    details: StandardDeviceAuthorizationResponse,
}

impl IdentityProvider {
    /// The provider of a registration.
    ///
    /// # Errors
    /// When the id of the program or an address is missing.
    pub fn of(registration: &Registration, client_secret: Option<Secret>) -> Result<Self, IdentityError> {
        let client_id = registration.client_id.clone().ok_or(IdentityError::NoClientId)?;
        let auth_url = registration.auth_url.clone().and_then(|url| AuthUrl::new(url).ok()).ok_or(IdentityError::NoAddress("auth_url"))?;
        let token_url =
            registration.token_url.clone().and_then(|url| TokenUrl::new(url).ok()).ok_or(IdentityError::NoAddress("token_url"))?;
        let device_url = registration.device_url.clone().and_then(|url| DeviceAuthorizationUrl::new(url).ok());
        Ok(Self { client_id, client_secret, auth_url, token_url, device_url, scope: registration.scope.clone() })
    }

    fn client(&self) -> Client {
        let client = BasicClient::new(ClientId::new(self.client_id.clone()))
            .set_auth_uri(self.auth_url.clone())
            .set_token_uri(self.token_url.clone())
            .set_auth_type(AuthType::RequestBody);
        match &self.client_secret {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose().to_owned())),
            None => client,
        }
    }

    fn scopes(&self) -> impl Iterator<Item = Scope> + '_ {
        self.scope.iter().flat_map(|all| all.split_whitespace()).map(|one| Scope::new(one.to_owned()))
    }

    /// Begins a sign-in in a browser that comes back to `redirect`, which is on this machine.
    ///
    /// # Errors
    /// When `redirect` is no address.
    pub fn begin(&self, redirect: &str, login_hint: &str) -> Result<Asked, IdentityError> {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let back = RedirectUrl::new(redirect.to_owned()).map_err(|_| IdentityError::NoAddress("redirect"))?;
        let client = self.client().set_redirect_uri(back);
        let (url, state) = client
            .authorize_url(CsrfToken::new_random)
            .add_scopes(self.scopes())
            .set_pkce_challenge(challenge)
            // Google gives no refresh token to programs that do not ask for it; others pass over it.
            .add_extra_param("access_type", "offline")
            .add_extra_param("prompt", "consent")
            .add_extra_param("login_hint", login_hint.to_owned())
            .url();
        Ok(Asked { address: url.into(), state: state.secret().clone(), verifier, redirect: redirect.to_owned() })
    }

    /// Tokens for the code that came back (RFC 6749 4.1.3, RFC 7636 4.5).
    ///
    /// # Errors
    /// What the provider says.
    pub fn finish(&self, asked: Asked, code: Secret) -> Result<Tokens, IdentityError> {
        let back = RedirectUrl::new(asked.redirect).map_err(|_| IdentityError::NoAddress("redirect"))?;
        let client = self.client().set_redirect_uri(back);
        let request = client.exchange_code(AuthorizationCode::new(code.expose().to_owned())).set_pkce_verifier(asked.verifier);
        let answer = request.request(&self.http(REQUEST)).map_err(|error| match IdentityError::of(error) {
            // Here it is the code that is not taken: replayed, or too late.
            IdentityError::TakenBack(why) => IdentityError::Refused(why),
            other => other,
        })?;
        self.tokens(&answer, None)
    }

    /// Begins a sign-in on another device (RFC 8628).
    ///
    /// # Errors
    /// Where the provider knows none, and what it says.
    pub fn begin_device(&self) -> Result<DeviceCode, IdentityError> {
        let url = self.device_url.clone().ok_or(IdentityError::NoAddress("device_url"))?;
        let client = self.client().set_device_authorization_url(url);
        let request = client.exchange_device_code().add_scopes(self.scopes());
        let details: StandardDeviceAuthorizationResponse = request.request(&self.http(REQUEST)).map_err(IdentityError::of)?;
        Ok(DeviceCode { address: details.verification_uri().to_string(), code: details.user_code().secret().clone(), details })
    }

    /// Waits until the person typed the code on the other device, or until `over`.
    ///
    /// # Errors
    /// What the provider says, or that time is up.
    pub fn wait_for_device(&self, asked: &DeviceCode, over: &AtomicBool) -> Result<Tokens, IdentityError> {
        let url = self.device_url.clone().ok_or(IdentityError::NoAddress("device_url"))?;
        let client = self.client().set_device_authorization_url(url);
        let ended = || over.load(Ordering::SeqCst);
        let sleep = |wait: Duration| {
            for _ in 0..wait.as_millis().div_ceil(SLICE.as_millis()) {
                if ended() {
                    return;
                }
                std::thread::sleep(SLICE.min(wait));
            }
        };
        // The library gives up by its clock; an ended sign-in is past every time.
        let far = Duration::from_secs(100 * 365 * 86_400);
        let now = || Duration::from_millis(u64::try_from(clock::now().0).unwrap_or(0));
        let time = || (UNIX_EPOCH + now() + if ended() { far } else { Duration::ZERO }).into();
        let request = client.exchange_device_access_token(&asked.details).set_time_fn(time);
        let answer = request.request(&self.http(REQUEST), sleep, None).map_err(IdentityError::of_device)?;
        self.tokens(&answer, None)
    }

    /// The next tokens (RFC 6749 6). Where the provider gives no new refresh token, the old one stays.
    ///
    /// # Errors
    /// What the provider says, or that it did not within `patience`.
    pub fn renew(&self, before: &Tokens, patience: Duration) -> Result<Tokens, IdentityError> {
        let client = self.client();
        let refresh = before.refresh.as_ref().map(|token| token.expose().to_owned()).unwrap_or_default();
        let token = RefreshToken::new(refresh);
        let answer = client.exchange_refresh_token(&token).request(&self.http(patience)).map_err(IdentityError::of)?;
        self.tokens(&answer, Some(before))
    }

    fn tokens(&self, answer: &BasicTokenResponse, before: Option<&Tokens>) -> Result<Tokens, IdentityError> {
        let lasts = answer.expires_in().map(|lasts| i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX));
        let tokens = Tokens {
            access: Secret::new(answer.access_token().secret().clone()),
            refresh: answer.refresh_token().map(|token| Secret::new(token.secret().clone())).or_else(|| before?.refresh.clone()),
            expires: lasts.map(|lasts| Instant(clock::now().0.saturating_add(lasts))),
            client_secret: self.client_secret.clone(),
            granted: before.map_or_else(clock::now, |before| before.granted),
        };
        if tokens.can_be_kept() { Ok(tokens) } else { Err(IdentityError::Odd("access_token".to_owned())) }
    }

    /// What carries the library's requests: no redirects, bounded answers, and this machine itself without a proxy.
    fn http(&self, patience: Duration) -> impl Fn(HttpRequest) -> Result<HttpResponse, ureq::Error> + use<> {
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .root_certs(RootCerts::PlatformVerifier)
            .build();
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(patience))
            .tls_config(tls);
        if self.token_url.url().scheme() == "http" {
            config = config.proxy(None);
        }
        let agent: ureq::Agent = config.build().into();
        move |request| {
            let mut answer = agent.run(request)?;
            let body = answer.body_mut().with_config().limit(MOST_BYTES).read_to_vec()?;
            let (parts, _) = answer.into_parts();
            Ok(Response::from_parts(parts, body))
        }
    }
}
