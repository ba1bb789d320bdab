use super::*;

fn settings(pairs: &[(&str, &str)]) -> Parameters {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// As a settled account answers.
fn usual() -> Facts {
    Facts {
        concurrency: Some(1000),
        mail: Some(Mail { out_of_sandbox: true, sends: true, rate: 14.0 }),
        mail_domain_is_known: Some(false),
        gateway: Some(Gateway { has_role: true, rate: 10_000.0, burst: 5000 }),
        tables: Some(0),
        tables_quota: Some(2500),
        roles: Some((10, 1000)),
        bucket_is_there: true,
        ..Facts::default()
    }
}

fn stopping(facts: &Facts, pairs: &[(&str, &str)]) -> Vec<String> {
    let found = all(facts, &settings(pairs), true, false);
    found.into_iter().filter(|one| one.weight == Weight::Stops).map(|one| one.text).collect()
}

fn is_stopped_by(facts: &Facts, pairs: &[(&str, &str)], word: &str) {
    let found = stopping(facts, pairs);
    assert!(found.len() == 1 && found[0].contains(word), "{word}: {found:?}");
}

#[test]
fn a_settled_account_gives_nothing_to_say() {
    let found = all(&usual(), &settings(&[]), true, false);
    assert!(found.is_empty(), "{found:?}");
}

/// What a small company meets on its first day: reported, and deployed all the same.
#[test]
fn the_defaults_fit_in_a_new_account_and_more_does_not() {
    let facts = Facts {
        concurrency: Some(10),
        mail: Some(Mail { out_of_sandbox: false, sends: true, rate: 1.0 }),
        gateway: Some(Gateway { has_role: false, rate: 10_000.0, burst: 5000 }),
        ..usual()
    };
    assert_eq!(stopping(&facts, &[]), [""; 0]);
    let notes = all(&facts, &settings(&[]), true, false);
    assert!(notes.iter().any(|one| one.text.contains("sandbox")), "{notes:?}");
    is_stopped_by(&facts, &[("WorkerConcurrency", "5")], "WorkerConcurrency");
}

#[test]
fn what_is_kept_warm_must_be_there() {
    let facts = Facts { concurrency: Some(100), ..usual() };
    is_stopped_by(&facts, &[("ProvisionedConcurrency", "2")], "ProvisionedConcurrency");
    assert_eq!(stopping(&usual(), &[("ProvisionedConcurrency", "2")]), [""; 0]);
}

#[test]
fn a_domain_that_mails_already_is_used_by_choice_only() {
    let facts = Facts { mail_domain_is_known: Some(true), ..usual() };
    is_stopped_by(&facts, &[], "ManageMailDomain=false");
    assert_eq!(stopping(&facts, &[("ManageMailDomain", "false")]), [""; 0]);
    is_stopped_by(&usual(), &[("ManageMailDomain", "false")], "does not know");
    let mine = all(&facts, &settings(&[]), false, false);
    assert!(mine.is_empty(), "a later deployment finds its own: {mine:?}");
}

#[test]
fn a_certificate_that_nobody_can_prove_is_not_waited_for() {
    is_stopped_by(&usual(), &[("DomainName", "shop.example")], "HostedZoneId");
    let of = |zone: &str| Facts { zone: Some(zone.to_owned()), ..usual() };
    let wanted = [("DomainName", "my.shop.example"), ("HostedZoneId", "Z1")];
    assert_eq!(stopping(&of("shop.example."), &wanted), [""; 0]);
    is_stopped_by(&of("myshop.example."), &wanted, "not in the hosted zone");
    is_stopped_by(&of("other.example."), &wanted, "not in the hosted zone");
}

#[test]
fn names_that_are_taken_are_all_in_one_line() {
    let facts = Facts { taken: vec!["table a".into(), "bucket b".into()], ..usual() };
    is_stopped_by(&facts, &[], "table a, bucket b");
}

#[test]
fn quotas_are_looked_at_before_they_are_met() {
    is_stopped_by(&Facts { tables: Some(2495), ..usual() }, &[], "L-F98FE922");
    let near = all(&Facts { tables: Some(2100), ..usual() }, &settings(&[]), true, false);
    assert!(near[0].weight == Weight::Informs && near[0].text.contains("more silos"), "{near:?}");
    is_stopped_by(&Facts { roles: Some((990, 1000)), ..usual() }, &[], "roles");
    let paused = Facts { mail: Some(Mail { out_of_sandbox: true, sends: false, rate: 14.0 }), ..usual() };
    is_stopped_by(&paused, &[], "paused");
}

/// They are in no template, so a second region that comes or goes does not reach them by itself.
#[test]
fn silos_are_listed_where_the_second_region_changes() {
    let silos = Facts { silos: vec!["a".into(), "b".into()], ..usual() };
    let notes = |facts: &Facts, pairs: &[(&str, &str)]| {
        let found = all(facts, &settings(pairs), false, false).into_iter();
        found.filter(|one| one.text.contains("silos")).map(|one| (one.weight, one.text)).collect::<Vec<_>>()
    };
    let there = ("ReplicaRegion", "eu-west-1");
    for (pairs, word) in
        [(vec![there], "Add a second region"), (vec![there, ("SingleRegionSilos", "true")], "SingleRegionSilos")]
    {
        let added = notes(&silos, &pairs);
        assert!(added.len() == 1 && added[0].0 == Weight::Informs, "{added:?}");
        assert!(added[0].1.contains("a, b") && added[0].1.contains(word), "{added:?}");
    }
    let had = |replicated: &[&str]| Facts {
        silos: silos.silos.clone(),
        replicated_silos: replicated.iter().map(|one| (*one).to_owned()).collect(),
        second_region_before: Some("eu-west-1".into()),
        ..usual()
    };
    assert!(notes(&had(&["b"]), &[there]).is_empty(), "nothing changes");
    let given_up = notes(&had(&["b"]), &[("ReplicaRegion", "")]);
    assert!(given_up.len() == 1 && given_up[0].0 == Weight::Stops && given_up[0].1.ends_with(": b"), "{given_up:?}");
    assert!(notes(&had(&[]), &[("ReplicaRegion", "")]).is_empty(), "they were taken away");
    let moved = notes(&had(&["b"]), &[("ReplicaRegion", "us-east-1")]);
    assert!(moved.iter().any(|(weight, _)| *weight == Weight::Stops), "{moved:?}");
}

#[test]
fn mail_has_as_many_containers_as_ses_takes_mails_of() {
    let of = |rate: f64, limit: Option<u64>, pairs: &[(&str, &str)]| {
        let mail = Some(Mail { out_of_sandbox: true, sends: true, rate });
        mail_concurrency(&Facts { mail, concurrency: limit, ..usual() }, &settings(pairs))
    };
    for (rate, expected) in [(1.0, 2), (14.0, 2), (30.0, 3), (59.9, 5), (200.0, 20), (1e9, 492)] {
        assert_eq!(of(rate, Some(1000), &[]), Some(expected), "{rate} mails a second");
    }
    assert_eq!(of(200.0, Some(10), &[]), Some(2), "a new account has few containers");
    assert_eq!(of(200.0, Some(1000), &[("WorkerConcurrency", "162")]), Some(12), "others have theirs");
    assert_eq!(of(200.0, None, &[]), Some(2), "nobody knows how many there are");
    assert_eq!(of(200.0, Some(1000), &[("MailConcurrency", "7")]), None, "what is set stays");
    assert_eq!(mail_concurrency(&Facts { mail: None, ..usual() }, &settings(&[])), None);
}

#[test]
fn webhooks_have_containers_where_the_account_has_them() {
    let of = |limit: Option<u64>, pairs: &[(&str, &str)]| {
        webhook_concurrency(&Facts { concurrency: limit, ..usual() }, &settings(pairs))
    };
    for (limit, expected) in [(10, 2), (20, 2), (30, 7), (1000, 10)] {
        assert_eq!(of(Some(limit), &[]), Some(expected), "of {limit} containers");
    }
    assert_eq!(of(None, &[]), Some(2), "nobody knows how many there are");
    assert_eq!(of(Some(1000), &[("WorkerConcurrency", "165")]), Some(3), "others have theirs");
    assert_eq!(of(Some(1000), &[("WebhookConcurrency", "50")]), None, "what is set stays");
    let more = [("WebhookConcurrency", "5")];
    is_stopped_by(&Facts { concurrency: Some(10), ..usual() }, &more, "WebhookConcurrency");
}

#[test]
fn a_rate_that_is_not_used_is_said() {
    let facts = Facts { mail: Some(Mail { out_of_sandbox: true, sends: true, rate: 100.0 }), ..usual() };
    let found = all(&facts, &settings(&[("MailConcurrency", "2")]), false, false);
    assert!(found.len() == 1 && found[0].text.contains("MailConcurrency=10"), "{found:?}");
    assert_eq!(found[0].weight, Weight::Informs);
    let used = all(&facts, &settings(&[("MailConcurrency", "10")]), false, false);
    assert!(used.is_empty(), "{used:?}");
}

#[test]
fn the_pipeline_makes_neither_the_bucket_nor_the_gateways_role() {
    let facts = Facts {
        gateway: Some(Gateway { has_role: false, rate: 10_000.0, burst: 5000 }),
        bucket_is_there: false,
        ..usual()
    };
    let by_pipeline = all(&facts, &settings(&[]), false, true);
    assert_eq!(by_pipeline.iter().filter(|one| one.weight == Weight::Stops).count(), 2, "{by_pipeline:?}");
    assert_eq!(stopping(&facts, &[]), [""; 0]);
}

#[test]
fn the_defaults_are_those_of_the_template() {
    let root = crate::infra::root_template().unwrap();
    for (name, value) in DEFAULTS {
        assert_eq!(root["Parameters"][name]["Default"].as_u64(), Some(*value), "{name}");
    }
}
