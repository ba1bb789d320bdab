//! Mails by SES. A mail that is sent again after a crash bears the same id, in
//! a header of its own: SES chooses the `Message-ID`.

use async_trait::async_trait;
use aws_sdk_sesv2::{
    Client,
    error::{BuildError, DisplayErrorContext, SdkError},
    operation::send_email::SendEmailError,
    types::{Body, Content, Destination, EmailContent, Message, MessageHeader},
};
use tenantry_core::{
    domain::error::Cause,
    ports::mail::{Mail, MailError, Mailer},
};

pub struct SesMailer {
    client: Client,
    /// The address that everything is sent from.
    from: String,
}

impl SesMailer {
    pub fn new(client: Client, from: impl Into<String>) -> Self {
        Self { client, from: from.into() }
    }

    fn sender(&self, name: Option<&str>) -> String {
        name.map_or_else(|| self.from.clone(), |name| format!("{} <{}>", quoted(name), self.from))
    }
}

/// A display name (RFC 5322): as a quoted text, or encoded (RFC 2047) where it is not ASCII.
fn quoted(name: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    if name.is_ascii() {
        let plain: String = name.chars().filter(|c| !c.is_ascii_control() && !matches!(c, '"' | '\\')).collect();
        return format!("\"{plain}\"");
    }
    // An encoded word holds at most 75 characters, so a long name takes several.
    let mut words = Vec::new();
    let mut word = String::new();
    for c in name.chars().filter(|c| !c.is_control()) {
        if word.len() + c.len_utf8() > 42 {
            words.push(std::mem::take(&mut word));
        }
        word.push(c);
    }
    words.push(word);
    let words: Vec<String> = words.iter().map(|word| format!("=?UTF-8?B?{}?=", STANDARD.encode(word))).collect();
    words.join(" ")
}

fn content(text: &str) -> Result<Content, BuildError> {
    Content::builder().data(text).charset("UTF-8").build()
}

fn message(mail: &Mail) -> Result<Message, BuildError> {
    let id = MessageHeader::builder().name("X-Tenantry-Mail-Id").value(&mail.id).build()?;
    let body = Body::builder().text(content(&mail.text)?).build();
    Ok(Message::builder().subject(content(&mail.subject)?).body(body).headers(id).build())
}

#[async_trait]
impl Mailer for SesMailer {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let message = message(&mail).map_err(|error| MailError::Rejected(error.into()))?;
        let sent = self
            .client
            .send_email()
            .from_email_address(self.sender(mail.from_name.as_deref()))
            .destination(Destination::builder().to_addresses(&mail.to).build())
            .set_reply_to_addresses(mail.reply_to.map(|address| vec![address]))
            .content(EmailContent::builder().simple(message).build())
            .send()
            .await;
        sent.map(drop).map_err(failed)
    }
}

/// Only what SES says of the mail itself is a rejection. Throttling, a paused or suspended account, a domain that is not
/// verified yet, a quota that is used up, and all that fails on the way pass.
fn failed<R: std::fmt::Debug + Send + Sync + 'static>(error: SdkError<SendEmailError, R>) -> MailError {
    let rejected = match &error {
        SdkError::ConstructionFailure(_) => true,
        SdkError::ServiceError(refused) => {
            matches!(refused.err(), SendEmailError::BadRequestException(_) | SendEmailError::MessageRejected(_))
        }
        _ => false,
    };
    let cause = Cause::from(DisplayErrorContext(error).to_string());
    if rejected { MailError::Rejected(cause) } else { MailError::Passing(cause) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_of_the_mail_rejects_it() {
        use aws_sdk_sesv2::{
            error::ErrorMetadata,
            types::error::{
                AccountSuspendedException, BadRequestException, LimitExceededException, MessageRejected,
                SendingPausedException, TooManyRequestsException,
            },
        };
        let said = |error: SendEmailError| failed(SdkError::service_error(error, "an answer")).is_passing();
        let unknown = |code: &str| SendEmailError::generic(ErrorMetadata::builder().code(code).build());
        for passing in [
            SendEmailError::TooManyRequestsException(TooManyRequestsException::builder().build()),
            SendEmailError::LimitExceededException(LimitExceededException::builder().build()),
            SendEmailError::SendingPausedException(SendingPausedException::builder().build()),
            SendEmailError::AccountSuspendedException(AccountSuspendedException::builder().build()),
            unknown("ThrottlingException"),
            unknown("InternalFailure"),
        ] {
            assert!(said(passing));
        }
        assert!(failed(SdkError::<_, &str>::timeout_error("it took too long")).is_passing());
        assert!(!said(SendEmailError::MessageRejected(MessageRejected::builder().build())));
        assert!(!said(SendEmailError::BadRequestException(BadRequestException::builder().build())));
    }

    #[test]
    fn names_can_not_break_out_of_the_header() {
        assert_eq!(quoted("Hof & Feld"), "\"Hof & Feld\"");
        assert_eq!(quoted("a\" <x@y>\r\nBcc: z"), "\"a <x@y>Bcc: z\"");
        assert_eq!(quoted("Käse"), "=?UTF-8?B?S8Okc2U=?=");
        assert!(quoted(&"ä".repeat(200)).split(' ').all(|word| word.len() <= 75));
    }
}
