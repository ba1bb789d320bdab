//! Text that people type: trimmed and bounded.

use unicode_normalization::UnicodeNormalization;

pub use crate::fold::{fold, fold_email};

use crate::error::FieldError;

/// Collects everything that is wrong with a request, so that the caller can
/// mend it in one go.
#[derive(Default)]
pub struct Check {
    pub errors: Vec<FieldError>,
}

impl Check {
    pub fn refuse(&mut self, pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) {
        self.errors.push(FieldError::new(pointer, code, detail));
    }

    /// Trims and bounds a required text.
    pub fn required(&mut self, pointer: &str, text: &str, max: usize) -> String {
        let text = clean(text);
        if text.is_empty() {
            self.refuse(pointer, "required", "must not be empty");
        }
        self.bounded(pointer, &text, max);
        text
    }

    /// Trims and bounds an optional text; blank is the same as absent.
    pub fn optional(&mut self, pointer: &str, text: Option<&str>, max: usize) -> Option<String> {
        let text = clean(text?);
        self.bounded(pointer, &text, max);
        (!text.is_empty()).then_some(text)
    }

    fn bounded(&mut self, pointer: &str, text: &str, max: usize) {
        if text.chars().count() > max {
            self.refuse(pointer, "too_long", format!("must have at most {max} characters"));
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.refuse(pointer, "control_character", "must not hold control characters");
        }
    }

    /// An address that mail can be sent to; the local part keeps its case.
    pub fn email(&mut self, pointer: &str, text: &str) -> String {
        let text = self.required(pointer, text, 254);
        let sound = text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && local.len() <= 64
                && domain.contains('.')
                && !domain.starts_with(['.', '-'])
                && !domain.ends_with(['.', '-'])
                && !domain.contains("..")
                && domain.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '-')
                && !local.chars().any(|c| c.is_whitespace() || "<>()[]\\,;:\"@".contains(c))
        });
        if !text.is_empty() && !sound {
            self.refuse(pointer, "not_an_email", "must be an e-mail address, like ada@example.com");
        }
        text
    }

    pub fn done<T>(self, value: T) -> crate::Result<T> {
        if self.errors.is_empty() { Ok(value) } else { Err(crate::Error::Invalid(self.errors)) }
    }
}

/// NFC, without blanks at the ends.
pub fn clean(text: &str) -> String {
    text.trim().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["ada@example.com", "a.b+c@sub.example.co", "josé@exämple.de"] {
            let mut check = Check::default();
            check.email("/email", good);
            assert!(check.errors.is_empty(), "{good}");
        }
        for bad in
            ["", "ada", "@example.com", "ada@", "ada@localhost", "a b@example.com", "a@b@c.de", "a@.de", "a@x..de"]
        {
            let mut check = Check::default();
            check.email("/email", bad);
            assert!(!check.errors.is_empty(), "{bad}");
        }
    }
}
