//! What every deployment target must show, as one suite that each backend's tests expand whole:
//! a backend implements [`Fixture`] and writes `conformance!(ItsFixture)`. The
//! cases come from one list, so none can be forgotten; a case that is missing
//! in the list is dead code, which the lints refuse.

mod accounts;
mod analytics;
mod api_keys;
mod audit;
mod barcodes;
mod batches;
mod bulk;
mod cast;
mod clock;
mod commits;
mod configuration;
mod consumers;
mod contention;
mod delivery;
mod events;
mod fixture;
mod history;
mod importing;
mod isolation;
mod kinds;
mod limit_alerts;
mod limits;
mod mfa;
mod money;
mod names;
mod notices;
mod operations;
mod overrides;
mod pages;
mod people;
mod reading;
mod registering;
mod repeats;
mod resources;
mod retries;
mod sample;
mod saved_views;
mod searching;
mod sessions;
mod shop;
mod stock;
mod tenants;
mod throttles;
mod timeline;
mod usage;
mod webhooks;
mod workflow;

pub use cast::{Cast, Person, json, operator, password, read, record_answer, registration};
pub use clock::{ManualClock, RunningClock};
pub use fixture::{Fixture, OpenBackend, Setup, count_from_env, eventually, notices_mailed};
pub use kinds::{Boat, BoatDraft};
pub use resources::launch;
pub use shop::{Shop, attempt, snapshot};
pub use tenantry_fixtures::*;
pub use webhooks::Sending;

/// A case that has yet to run.
pub type Case = fn() -> std::pin::Pin<Box<dyn Future<Output = ()>>>;

macro_rules! suite {
    ($d:tt $($theme:ident { $($case:ident),+ $(,)? })+) => {
        /// Each case, for a backend that needs to run one alone.
        pub mod cases {$(
            pub mod $theme {$(
                pub async fn $case<F: $crate::Fixture>() {
                    $crate::$theme::$case::<F>().await;
                }
            )+}
        )+
            /// Every case with its name, for a backend that learns only when it runs
            /// whether it can: what is missing there is listed as ignored, never as passed.
            pub fn all<F: $crate::Fixture>() -> Vec<(&'static str, $crate::Case)> {
                vec![$($((
                    concat!(stringify!($theme), "::", stringify!($case)),
                    (|| Box::pin($theme::$case::<F>())) as $crate::Case,
                )),+),+]
            }
        }

        /// Expands every case to a test of the fixture.
        #[macro_export]
        macro_rules! conformance {
            ($d fixture:ty) => {$(
                mod $theme {
                    use super::*;
                    $(
                        #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                        async fn $case() {
                            $crate::cases::$theme::$case::<$d fixture>().await;
                        }
                    )+
                }
            )+};
        }
    };
}

suite! { $
    commits {
        a_refused_commit_leaves_no_trace,
        versions_must_be_as_expected,
        a_refused_control_commit_leaves_no_trace,
        documents_are_replaced_whole_and_in_turn,
        what_is_removed_is_gone,
        orders_are_counted_by_what_is_written,
    }
    stock {
        sixteen_writers_never_oversell,
        a_price_change_in_between_is_sold_at_the_new_price,
        an_editor_and_a_sale_both_count,
        stale_tags_are_refused,
    }
    retries {
        one_key_is_one_order,
        another_request_under_a_key_is_refused,
        a_replay_wins_over_stock_and_limits,
        a_key_is_kept_for_a_day,
        a_refusal_is_judged_anew,
        products_are_replayed_too,
    }
    repeats {
        a_save_that_changes_nothing_makes_nothing,
        a_repeated_change_is_answered_as_the_first,
        a_change_repeated_at_once_is_one_change,
        a_repeated_change_of_the_company_is_answered_as_the_first,
    }
    resources {
        a_record_is_changed_by_who_saw_it,
        lists_are_sorted_and_walked_in_pages,
        names_and_limits_are_exact,
        a_role_and_the_record_decide_who_sees_it,
        programs_need_the_scopes_of_a_kind,
        an_export_walks_records_of_all_kinds,
        a_commit_writes_records_whole_or_not_at_all,
    }
    limits {
        products_are_never_above_the_limit,
        orders_start_anew_with_the_month_of_the_tenant,
    }
    overrides {
        overrides_hold_at_once_and_until_they_expire,
        lifted_overrides_leave_the_plan,
    }
    limit_alerts {
        each_threshold_is_told_once_however_many_come,
        what_fell_below_is_told_again,
        users_and_months_are_watched_too,
        an_import_over_the_limit_is_one_warning,
    }
    notices {
        forty_that_become_low_at_once_are_one_mail,
        what_comes_after_a_mail_waits_for_the_next,
        a_rush_over_the_limit_is_one_mail,
    }
    usage {
        each_day_says_what_was_done,
        counting_is_exact_while_it_is_written,
        roles_bound_who_sees_usage,
    }
    configuration {
        the_low_stock_threshold_acts,
        orders_have_numbers_that_are_found,
        branding_takes_the_feature_and_outlives_a_downgrade,
    }
    names {
        a_sku_is_unique_whatever_its_case,
        an_archived_product_frees_its_sku,
        an_external_ref_is_unique,
        a_conflict_names_the_other_record,
        spellings_of_one_name_are_one,
        a_category_is_found_however_it_is_written,
    }
    workflow {
        every_step_is_legal_or_refused,
        cancelling_restocks_once,
        many_cancel_at_once,
    }
    pages {
        products_answer_as_the_filter_says,
        orders_answer_as_the_filter_says,
        a_cursor_serves_its_list_only,
    }
    sample {
        a_sample_shop_comes_whole_and_goes_without_a_trace,
        products_that_real_orders_name_are_kept,
        late_events_of_removed_orders_add_up_to_nothing,
        a_sample_shop_is_added_once_and_within_the_limits,
    }
    searching {
        things_are_found_where_people_look,
        each_is_found_once_and_few_of_a_kind,
    }
    saved_views {
        views_are_ones_own_or_shared,
        views_are_few_and_bear_names_of_their_own,
        a_view_is_changed_by_who_saw_it,
        views_of_an_earlier_version_are_kept,
    }
    reading {
        nobody_reads_what_is_past_or_anothers,
    }
    isolation {
        another_tenants_ids_reach_nothing,
        another_tenants_ids_are_not_found,
        another_tenants_people_are_not_found,
        roles_bound_what_members_do,
    }
    registering {
        a_company_registers_once_per_address,
        a_link_is_used_once_and_in_time,
        signing_up_is_slowed_down_by_where_it_comes_from,
    }
    people {
        seats_are_exact,
        expired_invitations_free_their_seats,
        an_invitation_is_taken_once,
        a_refused_joining_leaves_no_identity,
        one_address_gets_few_invitations,
        a_young_company_invites_few_strangers_a_day,
        the_last_owner_stays,
        a_removed_member_is_out_at_once,
    }
    tenants {
        suspension_locks_out_and_reactivation_lets_in,
        deletion_can_be_undone_within_the_grace_period,
        a_tier_applies_at_once,
        the_operator_lists_and_filters,
    }
    operations {
        a_silo_is_provisioned_and_the_pool_is_there,
        what_passes_is_left_to_the_next_run,
        one_operation_of_a_tenant_runs,
        a_step_is_taken_by_one,
        operations_are_seen_by_their_tenant,
    }
    sessions {
        refreshing_rotates,
        two_tabs_get_the_same_successor,
        reuse_ends_the_family,
        an_older_generation_ends_the_family_too,
        an_older_token_is_reuse_also_at_once,
        signing_out_ends_the_access_token,
        signing_out_everywhere_ends_all,
        a_reset_password_ends_all_sessions,
        a_reset_link_ends_with_what_it_was_for,
        no_session_begins_by_a_password_that_was_changed,
        a_clock_that_stood_wrong_locks_nobody_out,
        a_session_ends_in_the_end,
        operators_sign_in_each_day,
        realms_are_apart,
        guessing_is_slowed_down,
    }
    throttles {
        a_budget_is_shared_by_all_processes,
        guesses_are_counted_over_all_processes,
    }
    mfa {
        a_code_is_asked_for_once_it_is_on,
        each_step_is_used_once_also_at_once,
        a_challenge_is_short_and_takes_few_tries,
        a_challenge_ends_with_the_password_it_was_for,
        guessing_codes_is_slowed_down,
        a_recovery_code_signs_in_once_and_the_factor_stays,
        a_demanded_factor_is_set_up_before_anything_else,
        operators_have_second_factors_of_their_own,
    }
    accounts {
        sessions_are_listed_and_ended,
        a_changed_password_ends_the_other_sessions,
        a_new_device_is_told_by_mail,
        common_passwords_are_refused_wherever_one_is_chosen,
        an_attack_on_an_account_does_not_lock_its_owner_out,
        signing_keys_take_turns_without_a_gap,
        nobody_learns_which_addresses_have_accounts,
    }
    api_keys {
        a_key_is_listed_and_dead_once_it_is_revoked,
        scopes_bound_what_a_program_does,
        what_people_do_no_key_does,
        a_replaced_token_goes_on_for_its_overlap,
        an_expired_key_is_refused_until_it_is_rotated,
        keys_are_never_above_the_limit,
        another_tenants_keys_are_not_found,
        locked_out_companies_have_no_programs,
        forged_tokens_are_refused,
        uses_are_noted_to_the_hour,
        an_export_lists_keys_without_secrets,
    }
    webhooks {
        endpoints_are_never_above_the_limit,
        an_event_becomes_one_delivery_for_each_endpoint_that_chose_it,
        an_endpoint_hears_of_records_of_a_kind,
        a_delivery_is_tried_until_it_is_done_and_replayed,
        a_delivery_that_many_ask_for_is_taken_by_one,
        an_endpoint_that_only_fails_is_disabled_with_a_notice,
        deliveries_are_kept_for_thirty_days,
        secrets_are_shown_once_and_nowhere_else,
        another_tenants_endpoints_are_not_found,
    }
    audit {
        one_entry_per_commit_by_whoever_did_it,
        no_personal_value_is_kept,
    }
    consumers {
        the_ledger_adds_up_to_the_stock,
        low_stock_is_told_once_until_restocked,
        low_stock_is_told_once_under_a_rush,
        low_stock_is_judged_where_it_is_marked,
        sales_handled_beside_the_relay_tell_low_stock_once,
        insights_are_exact_under_cancellations,
        three_times_and_shuffled_is_once,
        mails_have_stable_ids,
    }
    barcodes {
        a_barcode_is_kept_found_and_cleared,
        a_change_of_a_barcode_is_in_the_audit,
        a_barcode_follows_the_rule_of_texts,
    }
    batches {
        a_batch_is_applied_whole_or_not_at_all,
        products_are_found_by_many_names,
    }
    importing {
        rows_stand_or_fall_by_themselves,
        a_retried_import_is_one_import,
        a_spelling_of_a_known_name_is_an_update,
        an_import_ends_at_the_limit,
        an_export_comes_back_unchanged,
        importing_takes_the_role_and_stays_at_home,
        an_update_sets_stock_only_where_it_is_chosen,
        drafts_come_in_archived_and_once,
        an_import_that_broke_off_is_finished_by_the_next,
        one_refused_row_stops_no_other,
    }
    bulk {
        each_product_is_changed_by_itself,
        a_retried_percentage_is_taken_once,
        an_undo_leaves_alone_what_others_changed_since,
        legal_steps_are_taken_and_the_others_say_why,
    }
    analytics {
        advanced_figures_follow_from_the_orders,
        richer_figures_take_the_feature,
        orders_count_on_the_day_of_their_zone,
        today_is_compared_with_the_same_hours,
    }
    timeline {
        a_timeline_names_steps_people_and_mails,
        counts_are_what_the_lists_show,
    }
    delivery {
        a_failing_consumer_is_put_off_and_given_up,
        dead_letters_of_a_consumer_are_redriven_by_one_call,
        a_passing_failure_is_no_try,
    }
    events {
        what_happened_is_in_the_feed_in_its_order,
        nothing_is_lost_or_comes_twice_while_writes_go_on,
        a_feed_shows_what_its_reader_may_see,
        a_feed_goes_back_thirty_days,
        what_many_did_in_one_commit_is_paged_too,
        what_is_committed_late_is_not_skipped,
        what_a_kind_declares_is_in_the_feed,
    }
    contention {
        twelve_change_one_order_and_none_is_turned_away,
        six_order_beside_six_who_change_the_price,
    }
    money {
        totals_that_do_not_fit_are_refused,
        amounts_have_the_decimals_of_their_currency,
        currencies_that_ended_are_not_chosen_any_more,
        a_day_beyond_64_bits_ends_no_figures,
    }
    history {
        random_histories_are_as_in_the_model,
    }
}
