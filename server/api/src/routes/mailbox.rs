//! The mails that a deployment keeps to itself, as JSON and as a page for people.

use axum::{
    Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing,
};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use tenantry_core::FieldError;
use utoipa::{IntoParams, ToSchema};

use crate::{
    docs::layout,
    dto::scalar::Time,
    extract::Params,
    mailbox::StoredMail,
    problem::{Problem, Result},
    reply,
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(list_mails))
}

pub fn page() -> Router<ApiState> {
    Router::new().route("/mailbox", routing::get(show_mails))
}

/// Mails on a page, unless the caller asks for another number.
const DEFAULT_LIMIT: usize = 20;
/// The largest number of mails on a page.
const MAX_LIMIT: usize = 100;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct MailFilter {
    /// Only mails to this address.
    #[param(max_length = 254)]
    to: Option<String>,
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<usize>,
}

/// A mail as it would have been sent.
#[derive(Serialize, ToSchema)]
#[schema(as = Mail, example = json!({
    "id": "019ab5d2-6900-7abc-8def-0123456789ab", "to": "grete@holzundform.example",
    "subject": "Confirm your address", "text": "Follow this link: http://127.0.0.1:8080/...",
    "from_name": null, "reply_to": null, "at": "2026-11-24T09:00:00.000Z"
}))]
struct MailResponse<'a> {
    id: &'a str,
    to: &'a str,
    subject: &'a str,
    text: &'a str,
    /// Who it is from, for the reader's eyes.
    #[schema(required)]
    from_name: Option<&'a str>,
    /// Where an answer goes, if not to the sender.
    #[schema(required)]
    reply_to: Option<&'a str>,
    at: Time,
}

/// The mails, newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = Mails)]
struct MailsResponse<'a> {
    items: Vec<MailResponse<'a>>,
}

/// Read the local mailbox
///
/// Only on installations that keep mails to themselves, as in development; elsewhere 404. Newest first.
#[utoipa::path(get, path = "/dev/mailbox", tag = "development", params(MailFilter), security(()),
    responses((status = 200, description = "The mails.", body = MailsResponse)))]
async fn list_mails(State(api): State<ApiState>, Params(filter): Params<MailFilter>) -> Result<Response> {
    let mails = filter.read(&api).await?;
    Ok(reply::json(StatusCode::OK, &MailsResponse { items: mails.iter().map(MailResponse::of).collect() }))
}

async fn show_mails(State(api): State<ApiState>, Params(filter): Params<MailFilter>) -> Result<Response> {
    let mails = filter.read(&api).await?;
    let page = layout("Mailbox", mails_page(filter.to.as_deref(), &mails));
    let policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; \
                  frame-ancestors 'none'";
    Ok(([(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy))], Html(page.into_string()))
        .into_response())
}

impl MailFilter {
    async fn read(&self, api: &ApiState) -> Result<Vec<StoredMail>> {
        let mailbox = api.config.mailbox.as_ref().ok_or_else(Problem::not_found)?;
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            let detail = format!("must be from 1 to {MAX_LIMIT}");
            return Err(Problem::fields(vec![FieldError::new("/limit", "out_of_range", detail)]));
        }
        let to = self.to.as_deref().filter(|to| !to.is_empty());
        if to.is_some_and(|to| to.chars().count() > 254) {
            return Err(Problem::fields(vec![FieldError::new("/to", "too_long", "must have at most 254 characters")]));
        }
        mailbox.mails(to, limit).await.map_err(|cause| tenantry_core::Error::Unavailable(cause).into())
    }
}

impl<'a> MailResponse<'a> {
    fn of(mail: &'a StoredMail) -> Self {
        Self {
            id: &mail.id,
            to: &mail.to,
            subject: &mail.subject,
            text: &mail.text,
            from_name: mail.from_name.as_deref(),
            reply_to: mail.reply_to.as_deref(),
            at: Time(mail.at),
        }
    }
}

fn mails_page(to: Option<&str>, mails: &[StoredMail]) -> Markup {
    html! {
        form {
            label { "To " input name="to" type="search" value=(to.unwrap_or_default()) placeholder="anybody"; }
            button { "Show" }
        }
        @if mails.is_empty() { p { "No mails yet." } }
        @for mail in mails {
            article {
                h2 { (mail.subject) }
                p.meta {
                    @if let Some(name) = &mail.from_name { "from " (name) " " }
                    "to " (mail.to) " at " time { (format!("{:.0}", mail.at)) }
                    @if let Some(address) = &mail.reply_to { ", answers to " (address) }
                }
                pre { (linked(&mail.text)) }
            }
        }
    }
}

/// The text with its links to follow.
fn linked(text: &str) -> Markup {
    html! {
        @for piece in text.split_inclusive(char::is_whitespace) {
            @let word = piece.trim_end();
            @if word.starts_with("http://") || word.starts_with("https://") {
                a href=(word) rel="noreferrer" { (word) } (&piece[word.len()..])
            } @else { (piece) }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn links_can_be_followed_and_markup_is_text() {
        let html = super::linked("Hi <b>, go to\nhttps://a.example/?x=1&y=\"2\"\nor javascript:alert(1)").into_string();
        assert_eq!(
            html,
            "Hi &lt;b&gt;, go to\n<a href=\"https://a.example/?x=1&amp;y=&quot;2&quot;\" rel=\"noreferrer\">\
             https://a.example/?x=1&amp;y=&quot;2&quot;</a>\nor javascript:alert(1)"
        );
    }
}
