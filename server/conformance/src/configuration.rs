//! What admins set for their company acts.

use tenantry_core::{
    Error,
    domain::{
        configuration::{Branding, TenantSettings},
        idempotency::{Attempt, Outcome},
        order::OrderQuery,
        order_number::OrderNumber,
        page::PageRequest,
        precondition::Precondition,
        product::{ProductQuery, StockLevel},
        tenant::{TenantProfile, TenantRecord},
        tier::Tier,
    },
    usecases::TierChange,
};

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::{operator, read, record_answer},
    shop::CUSTOMER,
};

async fn set<F: Fixture>(
    backend: &F,
    cast: &Cast,
    change: impl Fn(&mut TenantSettings) + Send + Sync,
) -> tenantry_core::Result<Outcome> {
    let revise = |current: &TenantRecord| {
        let mut settings = current.settings.clone();
        change(&mut settings);
        TenantProfile::new(&current.company_name, &current.admin_email, &current.time_zone)?
            .with_settings(settings, &current.settings)
    };
    let admin = cast.owner.admin(backend).await;
    admin.update_company(&Precondition::Any, &Attempt::default(), revise, record_answer).await
}

pub(crate) async fn the_low_stock_threshold_acts<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    set(&backend, &cast, |settings| {
        settings.low_stock_threshold = 20;
        settings.notification_addresses = vec!["stock@acme.example".to_owned(), cast.owner.email.to_uppercase()];
    })
    .await
    .expect("settings");
    let shop = Shop(cast.owner.enter(&backend).await);
    let names = async |stock| {
        let query = ProductQuery { stock: Some(stock), ..ProductQuery::default() };
        let found = shop.all_products(&query, 10).await;
        found.into_iter().map(|product| product.name).collect::<Vec<_>>()
    };
    let many = shop.create("Many", "1.00", 40).await;
    shop.create("Few", "1.00", 20).await;
    shop.create("None", "1.00", 0).await;
    assert_eq!((names(StockLevel::In).await, names(StockLevel::Low).await), (vec!["Many".into()], vec!["Few".into()]));
    assert_eq!(shop.0.insights(None, None).await.expect("insights").low_stock, 2);
    shop.order(&[(many.id, 20)]).await;
    crate::notices_mailed(&backend).await;
    let insights = shop.0.insights(None, None).await.expect("insights");
    assert_eq!((insights.low_stock, insights.open_orders), (3, 1));
    for address in [cast.owner.email.as_str(), "stock@acme.example"] {
        let mails = backend.mails(address).await;
        let notified = mails.iter().filter(|mail| mail.subject == "Low stock: Many").count();
        assert_eq!(notified, 1, "{address} is notified once, though the owner is named twice");
    }
}

pub(crate) async fn orders_have_numbers_that_are_found<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let first = Shop(cast.owner.enter(&backend).await);
    let product = first.create("Wanted", "1.00", 100).await;
    let plain = first.order(&[(product.id, 1)]).await;
    set(&backend, &cast, |settings| {
        settings.order_number_prefix = "AC-".to_owned();
        settings.reply_to = Some("service@acme.example".to_owned());
    })
    .await
    .expect("settings");
    let shop = Shop(cast.owner.enter(&backend).await);
    let mut orders = vec![plain.clone()];
    for _ in 0..9 {
        orders.push(shop.order(&[(product.id, 1)]).await);
    }
    assert!(!plain.number().starts_with("AC-") && orders[1].number().starts_with("AC-"));
    let find = async |typed: &str| {
        let number = OrderNumber::parse(typed).expect("a number");
        let query = OrderQuery { number: Some(number), ..OrderQuery::default() };
        let expected = orders.iter().filter(|order| query.matches(order)).count();
        let found = shop.all_orders(&query, 1).await;
        assert_eq!(found.len(), expected, "the store and the rule agree on {typed}");
        found.into_iter().map(|order| order.id).collect::<Vec<_>>()
    };
    for order in &orders {
        let number = order.number();
        assert_eq!(find(&number).await, [order.id], "{number}");
        assert_eq!(find(&number.to_lowercase().replace('-', " ")).await, [order.id]);
        assert_eq!(find(number.trim_start_matches("AC-")).await, [order.id], "the code alone is enough");
    }
    assert!(find(&format!("ZZ-{}", plain.number())).await.is_empty(), "another prefix is another number");
    backend.settle().await;
    let mails = backend.mails(CUSTOMER).await;
    let number = orders[1].number();
    let mail = mails.iter().find(|mail| mail.text.contains(&number)).expect("a mail with the number");
    assert_eq!(mail.reply_to.as_deref(), Some("service@acme.example"));
    assert_eq!(mail.from_name.as_deref(), Some("acme"));
}

pub(crate) async fn branding_takes_the_feature_and_outlives_a_downgrade<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let brand = |settings: &mut TenantSettings| {
        settings.branding = Branding { display_name: Some("Acme & Friends".to_owned()), ..Branding::default() };
    };
    let refused = set(&backend, &cast, brand).await.err();
    assert!(matches!(refused, Some(Error::FeatureMissing { .. })), "{refused:?}");
    let operator = operator(&backend).await;
    let tier = async |tier: Tier| {
        let change = TierChange::new(tier, "asked for").expect("a change");
        operator.change_tier(cast.id, &change, &Attempt::default(), record_answer).await.expect("a tier");
    };
    tier(Tier::Premium).await;
    set(&backend, &cast, brand).await.expect("branding");
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "1.00", 10).await;
    shop.order(&[(product.id, 1)]).await;
    backend.settle().await;
    assert_eq!(backend.mails(CUSTOMER).await[0].subject, "Acme & Friends has received your order");

    tier(Tier::Basic).await;
    let shown = |record: &TenantRecord| record.branding().and_then(|branding| branding.display_name.clone());
    let saved: TenantRecord =
        read(&set(&backend, &cast, |settings| settings.branding = Branding::default()).await.expect("saved").answer);
    assert_eq!(shown(&saved), None, "not shown");
    tier(Tier::Premium).await;
    let record = cast.owner.enter(&backend).await.record().clone();
    assert_eq!(shown(&record).as_deref(), Some("Acme & Friends"), "but kept, also after another save in between");

    // The journal says that it changed, not to what.
    let entries = cast.owner.admin(&backend).await.audit(&PageRequest::default()).await.expect("a page").items;
    let text = format!("{entries:?}");
    assert!(text.contains("display_name") && !text.contains("Acme & Friends"));
}
