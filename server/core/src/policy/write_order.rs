//! The order of writes that no transaction holds together, since an identity provider has a store of its own.
//!
//! Each change is a list of idempotent steps. A process that ends between two of them leaves what the first ones wrote;
//! the caller repeats the whole. So the step that takes a right away comes first, and the one that merely shows it last.

/// A step of changing or removing what an account signs in with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CredentialStep {
    /// Replaces or removes the password and the second factor.
    Credential,
    /// Ends the sessions of the account, after it has kept those from beginning that the old password was checked for.
    Sessions,
}

/// The steps of a new password, and of an account's removal. The other way around, a sign-in with the old password
/// between the two steps would begin a session that nothing ends. A sign-in checks the password first and begins its session
/// later, so the beginning is conditional on the password that was checked.
pub const CREDENTIAL_CHANGE: [CredentialStep; 2] = [CredentialStep::Credential, CredentialStep::Sessions];

/// A step of ending sessions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SessionEndStep {
    /// Ends the tokens.
    Tokens,
    /// Removes the record that the user sees.
    Record,
}

/// The steps of ending sessions. The other way around, an interruption would leave a session that is valid and that no
/// list shows, so its user could not end it.
pub const SESSION_END: [SessionEndStep; 2] = [SessionEndStep::Tokens, SessionEndStep::Record];

/// A step of turning two-factor authentication off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TotpOffStep {
    /// Writes it to the account's record, with the event that notifies its user.
    Record,
    /// Turns it off at the identity provider.
    Provider,
    /// Removes the recovery codes.
    RecoveryCodes,
}

/// The steps of turning two-factor authentication off. The record comes first: a provider that still requires a code
/// lets the user in with it, and that sign-in repairs the record. The other way around the password alone would sign in
/// while the record says otherwise.
pub const TOTP_OFF: [TotpOffStep; 3] = [TotpOffStep::Record, TotpOffStep::Provider, TotpOffStep::RecoveryCodes];

#[cfg(test)]
mod tests {
    use super::*;

    fn place<T: PartialEq>(steps: &[T], step: T) -> usize {
        steps.iter().position(|each| *each == step).expect("a step of the list")
    }

    #[test]
    fn no_session_outlives_its_credential() {
        let steps = CREDENTIAL_CHANGE;
        assert!(place(&steps, CredentialStep::Credential) < place(&steps, CredentialStep::Sessions));
    }

    #[test]
    fn a_valid_session_is_listed() {
        assert!(place(&SESSION_END, SessionEndStep::Tokens) < place(&SESSION_END, SessionEndStep::Record));
    }

    #[test]
    fn a_second_factor_is_required_for_as_long_as_the_record_says_so() {
        assert!(place(&TOTP_OFF, TotpOffStep::Record) < place(&TOTP_OFF, TotpOffStep::Provider));
        assert!(place(&TOTP_OFF, TotpOffStep::Provider) < place(&TOTP_OFF, TotpOffStep::RecoveryCodes));
    }
}
