//! The mail to a company whose endpoint was disabled.

use super::{Letter, Mails};
use crate::{
    domain::{
        event::Event,
        ids::ResourceId,
        names::in_mail,
        webhook::{DisabledReason, WebhookEndpoint},
    },
    policy::consume_error::ConsumeError,
};

impl Mails {
    /// Nothing if the endpoint is gone or enabled again meanwhile.
    pub(super) async fn webhook_letter(
        &self,
        event: &Event,
        endpoint: ResourceId,
    ) -> Result<Option<Letter>, ConsumeError> {
        let Some(tenant) = event.tenant else { return Ok(None) };
        let Some((key, record)) = self.worker.tenant(tenant).await? else { return Ok(None) };
        let found = self.worker.record_of::<WebhookEndpoint>(&key, endpoint).await?;
        let Some(endpoint) = found.map(|found| found.value).filter(|endpoint| !endpoint.enabled) else {
            return Ok(None);
        };
        let why = match endpoint.disabled_reason {
            Some(DisabledReason::Failing) => "every delivery to it has failed for five days",
            Some(DisabledReason::Gone) => "it answered 410 Gone",
            None => return Ok(None),
        };
        let called = endpoint.description.as_deref().map_or_else(String::new, |text| format!(" \"{}\"", in_mail(text)));
        let url = format!("{}/settings/webhooks", self.worker.inner.settings.public_url);
        let text = format!(
            "The webhook endpoint{called} was disabled because {why}. It gets no more events.\n\nOnce its receiver works \
             again, enable it and replay what failed: {url}\n"
        );
        let subject = format!("{}: a webhook endpoint was disabled", in_mail(&record.company_name));
        Ok(Some(Letter::to_company(&record, subject, text)))
    }
}
