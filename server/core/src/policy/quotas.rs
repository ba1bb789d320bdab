//! How often what costs something may be asked for without a token, and by
//! guessing: one table for the whole installation, the same on both backends.
//!
//! Every operation that anybody may call and that does more than read is in
//! [`OPEN_OPERATIONS`]. A test compares the table with the OpenAPI document.

use crate::domain::quota::Quota;

/// A bucket of unauthenticated operations, counted together for one address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Bucket {
    /// Tries to sign in, of all kinds, right or wrong: each hashes or compares a secret.
    SignIn,
    /// Emails that are asked for.
    Email,
    /// Invitations that are taken: each hashes a password.
    Join,
    /// Mailed links that are looked at or used: each reads, and may write.
    Link,
    /// Sessions that are refreshed or ended. One office's people share an address, so it is wide.
    Session,
}

impl Bucket {
    pub const fn name(self) -> &'static str {
        match self {
            Bucket::SignIn => "sign_in",
            Bucket::Email => "email",
            Bucket::Join => "join",
            Bucket::Link => "link",
            Bucket::Session => "session",
        }
    }
}

/// The point at which the address of a call is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counted {
    /// Before anything of the request is read.
    AtOnce,
    /// By the handler, once it knows that the caller is nobody's operator.
    UnlessOperator,
}

/// An operation that takes no token, or need not.
#[derive(Clone, Copy, Debug)]
pub struct OpenOperation {
    /// As the OpenAPI document names it.
    pub id: &'static str,
    pub bucket: Bucket,
    pub counted: Counted,
}

const fn open(id: &'static str, bucket: Bucket) -> OpenOperation {
    OpenOperation { id, bucket, counted: Counted::AtOnce }
}

/// All open operations that hash, mail or write.
pub const OPEN_OPERATIONS: &[OpenOperation] = &[
    open("sign_in", Bucket::SignIn),
    open("sign_in_operator", Bucket::SignIn),
    open("answer_challenge", Bucket::SignIn),
    open("reset_password", Bucket::SignIn),
    OpenOperation { id: "create_tenant", bucket: Bucket::Email, counted: Counted::UnlessOperator },
    open("resend_confirmation", Bucket::Email),
    open("forgot_password", Bucket::Email),
    open("sign_up", Bucket::Join),
    open("preview_invitation", Bucket::Link),
    open("check_registration", Bucket::Link),
    open("confirm_registration", Bucket::Link),
    open("refresh_session", Bucket::Session),
    open("sign_out", Bucket::Session),
];

pub fn open_operation(id: &str) -> Option<&'static OpenOperation> {
    OPEN_OPERATIONS.iter().find(|operation| operation.id == id)
}

/// Whose memory a bucket is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// One bucket for all processes of the installation.
    Installation,
    /// One in each process, for what is bounded to spare the process work.
    Process,
}

/// The rates at which one kind of credential may be guessed.
#[derive(Clone, Copy, Debug)]
pub struct Guessing {
    pub scope: Scope,
    /// At one account from one address.
    pub per_pair: Quota,
    /// At one account from anywhere.
    pub per_account: Quota,
}

/// The quotas except the rates of the plans, which are the tiers'.
#[derive(Clone, Copy, Debug)]
pub struct Quotas {
    pub passwords: Guessing,
    pub codes: Guessing,
    pub refreshes: Guessing,
    /// Uses of one invitation's code.
    pub per_invitation: Quota,
    /// Emails to one address that are asked for without a token, in a short while.
    pub emails_per_account: Quota,
    /// Emails to one address that people cause, of all kinds and by all tenants together.
    pub emails_per_recipient: Quota,
    /// Slow work on passwords of one address that may be under way at once.
    pub hashes_per_address: u32,
}

impl Quotas {
    /// Returns what one address may use up of a bucket.
    pub const fn per_address(self, bucket: Bucket) -> Quota {
        match bucket {
            Bucket::SignIn | Bucket::Link => Quota::per_minute(60, 60),
            Bucket::Email | Bucket::Join => Quota::per_minute(30, 60),
            Bucket::Session => Quota::per_minute(600, 600),
        }
    }
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            passwords: Guessing {
                scope: Scope::Installation,
                per_pair: Quota::per_minute(10, 10),
                per_account: Quota::per_minute(10, 100),
            },
            // Three of a million codes are right at any moment, and who guesses knows the password.
            codes: Guessing {
                scope: Scope::Installation,
                per_pair: Quota::per_minute(1, 10),
                per_account: Quota::per_hour(12, 20),
            },
            // Nobody guesses 256 bits; this bounds the work that nonsense makes. A bucket that all refreshes share would be
            // one item that a whole installation writes.
            refreshes: Guessing {
                scope: Scope::Process,
                per_pair: Quota::per_minute(60, 120),
                per_account: Quota::per_second(1_000, 10_000),
            },
            per_invitation: Quota::per_minute(10, 10),
            emails_per_account: Quota::per_minute(1, 5),
            emails_per_recipient: Quota::per_hour(10, 20),
            hashes_per_address: 8,
        }
    }
}
