//! Text that people type: trimmed and bounded.

use unicode_normalization::UnicodeNormalization;

pub use crate::domain::fold::{fold, fold_email};
use crate::domain::{address, error::FieldError};

/// Collects everything that is wrong with a request, so that the caller can
/// correct it in one go.
#[derive(Default)]
pub struct Check {
    pub errors: Vec<FieldError>,
    /// Values that stand already. A rule that came later does not refuse who leaves them as they are.
    kept: Vec<String>,
}

impl Check {
    /// Judges a change of something whose texts stand as these.
    pub fn keeping<'a>(kept: impl IntoIterator<Item = &'a str>) -> Self {
        Self { kept: kept.into_iter().map(str::to_owned).collect(), ..Self::default() }
    }

    /// Returns whether a text is one of those that the record has already, which are accepted as they are.
    pub fn stands(&self, text: &str) -> bool {
        self.kept.iter().any(|kept| kept == text)
    }

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

    /// Checks an email address that mail can be sent to; the local part keeps its case.
    pub fn email(&mut self, pointer: &str, text: &str) -> String {
        if self.stands(text) {
            return text.to_owned();
        }
        let text = self.required(pointer, text, address::MAX);
        if !text.is_empty() && address::to_ascii(&text).is_none() {
            self.refuse(pointer, "not_an_email", "must be an email address, like ada@example.com");
        }
        text
    }

    pub fn done<T>(self, value: T) -> crate::Result<T> {
        if self.errors.is_empty() { Ok(value) } else { Err(crate::Error::Invalid(self.errors)) }
    }
}

/// NFC, without blanks at the ends, each line ended by a line feed alone.
pub fn clean(text: &str) -> String {
    let lines = text.trim().replace("\r\n", "\n");
    // ASCII is NFC already, and most of what files hold.
    if lines.is_ascii() { lines } else { lines.nfc().collect() }
}
