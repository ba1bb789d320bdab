//! Mails to customers about their orders.

use std::fmt::Write as _;

use super::{Letter, Mails};
use crate::{
    domain::{event::Event, ids::OrderId, money::Money, names::in_mail, order::Order, order_status::Status},
    policy::consume_error::ConsumeError,
};

impl Mails {
    pub(super) async fn order_letter(
        &self,
        event: &Event,
        order: OrderId,
        to: Status,
    ) -> Result<Option<Letter>, ConsumeError> {
        let Some(tenant) = event.tenant else { return Ok(None) };
        let Some((key, record)) = self.worker.tenant(tenant).await? else { return Ok(None) };
        let order = self.worker.inner.store.order(&key, order).await?;
        let company = &in_mail(record.display_name());
        // Nobody reads mails to customers that are invented.
        Ok(order.filter(|order| !order.sample).map(|order| Letter {
            from_name: Some(company.clone()),
            reply_to: record.settings.reply_to.clone(),
            ..Letter::new(order.customer_email.clone(), order_subject(company, to), order_text(company, &order, to))
        }))
    }
}

fn order_subject(company: &str, to: Status) -> String {
    match to {
        Status::Pending => format!("{company} has received your order"),
        Status::Confirmed => format!("{company} has confirmed your order"),
        Status::Shipped => format!("{company} has shipped your order"),
        Status::Delivered => format!("{company} has delivered your order"),
        Status::Cancelled => format!("{company} has cancelled your order"),
    }
}

fn order_text(company: &str, order: &Order, to: Status) -> String {
    let mut text = format!("Your order {} at {company} is {to}.\n\n", order.number());
    let shown = |amount: Money| amount.show(order.currency);
    for line in &order.lines {
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "{} x {} at {} = {}",
            line.quantity,
            in_mail(&line.product_name),
            shown(line.price),
            shown(line.subtotal)
        );
    }
    let _ = writeln!(text, "\nTotal: {} {}", shown(order.total), order.currency);
    if let (Status::Shipped, Some(tracking)) = (to, &order.tracking) {
        let _ = writeln!(text, "Tracking: {tracking}");
    }
    text
}
