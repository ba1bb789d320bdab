//! One user pool of Cognito, by a confidential client: nobody but us signs in
//! or refreshes with it. People are named by our own ids; Cognito knows neither
//! their names nor their addresses.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider::{
    Client,
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
    types::{
        AuthFlowType, AuthenticationResultType, ChallengeNameType, MessageActionType, SoftwareTokenMfaSettingsType,
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use tenantry_core::{
    domain::{
        error::Cause,
        ids::{SessionId, UserId},
    },
    ports::identity::IdentityError,
};
use tokio::sync::OnceCell;

/// The secret of a pool's client, read at the first sign-in: most
/// functions never see that, and start sooner without it.
#[async_trait]
pub trait ClientSecret: Send + Sync + 'static {
    async fn read(&self) -> Result<SecretString, Cause>;
}

/// One that is at hand.
#[async_trait]
impl ClientSecret for SecretString {
    async fn read(&self) -> Result<SecretString, Cause> {
        Ok(self.clone())
    }
}

/// The configuration of a user pool.
#[derive(Clone)]
pub struct PoolConfig {
    pub pool_id: String,
    pub client_id: String,
    pub client_secret: Arc<dyn ClientSecret>,
    /// As `iss` has it; it is not asked for keys, since that may be elsewhere.
    pub issuer: String,
    pub jwks_url: String,
}

pub(super) struct Pool {
    client: Client,
    config: PoolConfig,
    secret: OnceCell<SecretString>,
}

/// The tokens of a sign-in or a refresh.
pub(super) struct Granted {
    pub access: SecretString,
    /// Nothing, where the one that was presented stays good.
    pub refresh: Option<SecretString>,
    pub expires_in_s: u64,
}

pub(super) enum Entered {
    Granted(Granted),
    /// A second factor is asked for; Cognito goes on with this session.
    Totp(String),
}

pub(super) enum Refreshed {
    Granted(Granted),
    Refused,
    /// It was rotated out before, so two parties hold it.
    Reused,
}

const REUSED: &str = "RefreshTokenReuseException";
/// The name under which a refresh hands its session to the pre-token trigger.
pub(super) const SESSION_HINT: &str = "session";

pub(super) fn unavailable(cause: impl Into<Cause>) -> IdentityError {
    IdentityError::Unavailable(cause.into())
}

/// What Cognito refuses a person is a refusal; everything else is its state, or ours.
fn explain<E, R>(error: SdkError<E, R>) -> IdentityError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug + 'static,
{
    match error.as_service_error().and_then(ProvideErrorMetadata::code) {
        Some(
            "NotAuthorizedException"
            | "UserNotFoundException"
            | "CodeMismatchException"
            | "ExpiredCodeException"
            | "EnableSoftwareTokenMFAException"
            | "SoftwareTokenMFANotFoundException"
            | "PasswordResetRequiredException"
            | "UserNotConfirmedException",
        ) => IdentityError::Refused,
        Some("TooManyRequestsException" | "LimitExceededException") => IdentityError::Busy,
        _ => unavailable(DisplayErrorContext(error).to_string()),
    }
}

fn is<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>, code: &str) -> bool {
    error.as_service_error().and_then(ProvideErrorMetadata::code) == Some(code)
}

impl Pool {
    pub fn new(client: Client, config: PoolConfig) -> Self {
        Self { client, config, secret: OnceCell::new() }
    }

    async fn secret(&self) -> Result<&str, IdentityError> {
        let secret = self.secret.get_or_try_init(|| self.config.client_secret.read()).await.map_err(unavailable)?;
        Ok(secret.expose_secret())
    }

    /// Proves that it is our client that asks (Cognito's `SecretHash`).
    async fn secret_hash(&self, user: UserId) -> Result<String, IdentityError> {
        let secret = self.secret().await?.as_bytes();
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes any key"));
        mac.update(user.to_string().as_bytes());
        mac.update(self.config.client_id.as_bytes());
        Ok(STANDARD.encode(mac.finalize().into_bytes()))
    }

    pub async fn create(&self, user: UserId, password: &SecretString) -> Result<(), IdentityError> {
        self.add(user).await?;
        self.set_password(user, password).await
    }

    /// Without a password; one that is there already is no error.
    async fn add(&self, user: UserId) -> Result<(), IdentityError> {
        let made = self
            .client
            .admin_create_user()
            .user_pool_id(&self.config.pool_id)
            .username(user.to_string())
            .message_action(MessageActionType::Suppress)
            .send()
            .await;
        match made {
            Err(error) if !is(&error, "UsernameExistsException") => Err(explain(error)),
            _ => Ok(()),
        }
    }

    /// A person of our records whom the pool does not know gets an account: no pool is replicated, so that of a region
    /// that took over begins empty.
    pub async fn set_password(&self, user: UserId, password: &SecretString) -> Result<(), IdentityError> {
        if self.try_password(user, password).await? {
            return Ok(());
        }
        self.add(user).await?;
        if self.try_password(user, password).await? { Ok(()) } else { Err(IdentityError::Refused) }
    }

    /// False if the pool does not know the person.
    async fn try_password(&self, user: UserId, password: &SecretString) -> Result<bool, IdentityError> {
        let set = self
            .client
            .admin_set_user_password()
            .user_pool_id(&self.config.pool_id)
            .username(user.to_string())
            .password(password.expose_secret())
            .permanent(true)
            .send();
        match set.await {
            Ok(_) => Ok(true),
            Err(error) if is(&error, "UserNotFoundException") => Ok(false),
            Err(error) => Err(explain(error)),
        }
    }

    pub async fn remove(&self, user: UserId) -> Result<(), IdentityError> {
        let gone = self.client.admin_delete_user().user_pool_id(&self.config.pool_id).username(user.to_string());
        match gone.send().await {
            Err(error) if !is(&error, "UserNotFoundException") => Err(explain(error)),
            _ => Ok(()),
        }
    }

    pub async fn enter(&self, user: UserId, password: &SecretString) -> Result<Entered, IdentityError> {
        let entered = self
            .client
            .admin_initiate_auth()
            .user_pool_id(&self.config.pool_id)
            .client_id(&self.config.client_id)
            .auth_flow(AuthFlowType::AdminUserPasswordAuth)
            .auth_parameters("USERNAME", user.to_string())
            .auth_parameters("PASSWORD", password.expose_secret())
            .auth_parameters("SECRET_HASH", self.secret_hash(user).await?)
            .send()
            .await
            .map_err(explain)?;
        match (entered.authentication_result, entered.challenge_name, entered.session) {
            (Some(result), _, _) => granted(result).map(Entered::Granted),
            (None, Some(ChallengeNameType::SoftwareTokenMfa), Some(session)) => Ok(Entered::Totp(session)),
            (None, challenge, _) => Err(unavailable(format!("Cognito asks for {challenge:?}"))),
        }
    }

    pub async fn answer_totp(&self, user: UserId, session: &str, code: &str) -> Result<Granted, IdentityError> {
        let answered = self
            .client
            .admin_respond_to_auth_challenge()
            .user_pool_id(&self.config.pool_id)
            .client_id(&self.config.client_id)
            .challenge_name(ChallengeNameType::SoftwareTokenMfa)
            .session(session)
            .challenge_responses("USERNAME", user.to_string())
            .challenge_responses("SOFTWARE_TOKEN_MFA_CODE", code)
            .challenge_responses("SECRET_HASH", self.secret_hash(user).await?)
            .send()
            .await
            .map_err(explain)?;
        answered.authentication_result.ok_or(IdentityError::Refused).and_then(granted)
    }

    pub async fn begin_totp(&self, access: &str) -> Result<SecretString, IdentityError> {
        let begun = self.client.associate_software_token().access_token(access).send().await.map_err(explain)?;
        begun.secret_code.map(SecretString::from).ok_or_else(|| unavailable("Cognito gave no TOTP secret"))
    }

    pub async fn confirm_totp(&self, user: UserId, access: &str, code: &str) -> Result<(), IdentityError> {
        let verified = self.client.verify_software_token().access_token(access).user_code(code).send();
        verified.await.map_err(explain)?;
        if self.prefer_totp(user, true).await? { Ok(()) } else { Err(IdentityError::Refused) }
    }

    /// False if there is no secret of this person, which is the one parameter that can be wrong.
    pub async fn prefer_totp(&self, user: UserId, on: bool) -> Result<bool, IdentityError> {
        let preferred = self
            .client
            .admin_set_user_mfa_preference()
            .user_pool_id(&self.config.pool_id)
            .username(user.to_string())
            .software_token_mfa_settings(SoftwareTokenMfaSettingsType::builder().enabled(on).preferred_mfa(on).build());
        match preferred.send().await {
            Ok(_) => Ok(true),
            Err(error) if is(&error, "InvalidParameterException") => Ok(false),
            Err(error) => Err(explain(error)),
        }
    }

    /// Refreshes; the pre-token trigger is given the session that the token is of.
    pub async fn refresh(&self, token: &SecretString, session: SessionId) -> Result<Refreshed, IdentityError> {
        let refreshed = self
            .client
            .get_tokens_from_refresh_token()
            .client_id(&self.config.client_id)
            .client_secret(self.secret().await?)
            .refresh_token(token.expose_secret())
            .client_metadata(SESSION_HINT, session.to_string())
            .send()
            .await;
        match refreshed {
            Ok(tokens) => {
                let result = tokens.authentication_result.ok_or_else(|| unavailable("Cognito gave no tokens"))?;
                granted(result).map(Refreshed::Granted)
            }
            Err(error) if is(&error, REUSED) => Ok(Refreshed::Reused),
            Err(error) => match explain(error) {
                IdentityError::Refused => Ok(Refreshed::Refused),
                other => Err(other),
            },
        }
    }

    /// Ends what came from a refresh token; one that is over already is no error.
    pub async fn revoke(&self, token: &SecretString) -> Result<(), IdentityError> {
        let revoked = self
            .client
            .revoke_token()
            .client_id(&self.config.client_id)
            .client_secret(self.secret().await?)
            .token(token.expose_secret());
        match revoked.send().await.map_err(explain) {
            Ok(_) | Err(IdentityError::Refused) => Ok(()),
            Err(other) => Err(other),
        }
    }

    pub async fn sign_out(&self, user: UserId) -> Result<(), IdentityError> {
        let out =
            self.client.admin_user_global_sign_out().user_pool_id(&self.config.pool_id).username(user.to_string());
        match out.send().await.map_err(explain) {
            // A missing user is not signed in.
            Ok(_) | Err(IdentityError::Refused) => Ok(()),
            Err(other) => Err(other),
        }
    }
}

fn granted(result: AuthenticationResultType) -> Result<Granted, IdentityError> {
    let access = result.access_token.ok_or_else(|| unavailable("Cognito gave no access token"))?;
    Ok(Granted {
        access: SecretString::from(access),
        refresh: result.refresh_token.map(SecretString::from),
        expires_in_s: u64::try_from(result.expires_in).unwrap_or(0),
    })
}
