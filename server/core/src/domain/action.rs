//! What the audit log can say was done: every name that an entry may bear, with
//! what it means. Names never change; new ones are added.

/// The actions of the audit log, sorted by name.
pub const ACTIONS: &[(&str, &str)] = &[
    ("api_key.created", "An API key was created."),
    ("api_key.revoked", "An API key was revoked; entries of what it did still name its id."),
    ("api_key.rotated", "The token of an API key was replaced."),
    ("inventory.low", "The stock of a product fell to the tenant's threshold."),
    ("invitation.sent", "A member was invited; a seat is held for them."),
    ("invitation.withdrawn", "An invitation was withdrawn."),
    ("limit.near", "75, 90 or 100 % of a limit of the plan are used."),
    ("member.joined", "A member joined."),
    ("member.removed", "A member was removed."),
    ("member.updated", "The name or role of a member was changed."),
    ("operation.done", "An operation on the company is done."),
    ("operation.failed", "A step of an operation on the company failed; the operator can retry it."),
    ("operation.retried", "The operator retried an operation on the company."),
    ("operation.started", "An operation on the company began."),
    ("operator.created", "An operator was set up on the command line."),
    ("order.cancelled", "An order was cancelled; its stock is back."),
    ("order.confirmed", "An order was confirmed."),
    ("order.delivered", "An order was marked as delivered."),
    ("order.pending", "An order is pending."),
    ("order.placed", "An order was placed."),
    ("order.sample_added", "An invented order was added with the sample data."),
    ("order.sample_removed", "An invented order was removed with the sample data."),
    ("order.shipped", "An order was shipped."),
    ("order.updated", "The note or tracking of an order was changed."),
    ("orders.moved", "Many orders were moved a step; each has an entry of its own beside this sum."),
    ("password.changed", "A user changed their password."),
    ("password.reset", "A user chose a new password by a mailed link."),
    ("password.reset_requested", "A link to choose a new password was asked for."),
    ("product.archived", "A product was archived."),
    ("product.created", "A product was created."),
    ("product.restored", "An archived product was restored."),
    ("product.updated", "A product or its stock was changed."),
    ("products.changed", "Many products were changed; each has an entry of its own beside this sum."),
    ("products.imported", "Products were imported; each has an entry of its own beside this sum."),
    ("recovery_codes.renewed", "A user made new recovery codes; the old ones are void."),
    ("registration.address_known", "A company was registered with an address that has an account."),
    ("registration.requested", "A company was registered; its address is yet to be confirmed."),
    ("sample_data.added", "A part of the sample data was added."),
    ("sample_data.removed", "A part of the sample data was removed."),
    ("session.new_device", "A user signed in from a device that was not seen for long."),
    ("tenant.deleted", "The company was deleted; it can be brought back for 30 days."),
    ("tenant.exported", "An export of all of the company's data was begun."),
    ("tenant.limits_changed", "The operator overrode limits of the plan, or lifted that."),
    ("tenant.moved", "The data of the company lives at another place from now on."),
    ("tenant.reactivated", "The operator reactivated the company."),
    ("tenant.registered", "The company came into being."),
    ("tenant.suspended", "The operator suspended the company."),
    ("tenant.tier_changed", "The operator changed the plan."),
    ("tenant.updated", "The profile or settings of the company were changed."),
    ("totp.disabled", "A user turned two-factor authentication off."),
    ("totp.enabled", "A user turned two-factor authentication on."),
    ("totp.recovered", "A recovery code was used to sign in; it is used up."),
    ("views.adopted", "Saved views that an earlier version had kept were stored as records."),
    (
        "webhook_endpoint.disabled",
        "A webhook endpoint was disabled, because every try failed for five days or it answered 410.",
    ),
    ("webhook_endpoint.replayed", "Deliveries to a webhook endpoint were asked for once more."),
    ("webhook_endpoint.tested", "A test event was sent to a webhook endpoint."),
];

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::ACTIONS;

    /// Whatever looks like a name, as `order.placed`, in the code that writes entries.
    fn names(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                names(&path, found);
            } else {
                names_in(&path, found);
            }
        }
    }

    fn names_in(path: &Path, found: &mut BTreeSet<String>) {
        let text = fs::read_to_string(path).expect("text");
        let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let is_name = |text: &&str| text.split_once('.').is_some_and(|(subject, deed)| word(subject) && word(deed));
        found.extend(text.split('"').skip(1).step_by(2).filter(is_name).map(str::to_owned));
    }

    #[test]
    fn every_name_that_is_written_is_explained() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut written = BTreeSet::new();
        names_in(&source.join("domain/event.rs"), &mut written);
        names(&source.join("usecases"), &mut written);
        let explained: BTreeSet<String> = ACTIONS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(written, explained);
        assert!(ACTIONS.is_sorted_by(|a, b| a.0 < b.0));
    }
}
