//! What every home must show, as one suite that each home's tests expand whole:
//! a home implements [`Fixture`] and writes `conformance!(ItsFixture)`. The
//! cases come from one list, so none can be forgotten; a case that is missing
//! in the list is dead code, which the lints refuse.

mod audit;
mod cast;
mod clock;
mod commits;
mod configuration;
mod consumers;
mod delivery;
mod fixture;
mod history;
mod isolation;
mod limits;
mod money;
mod names;
mod overrides;
mod pages;
mod people;
mod reading;
mod registering;
mod retries;
mod sessions;
mod shop;
mod stock;
mod tenants;
mod workflow;

pub use cast::{Cast, Person, json, operator, read, record_answer};
pub use clock::ManualClock;
pub use fixture::{Fixture, Setup, count_from_env, eventually};
pub use shop::{Shop, snapshot};

macro_rules! suite {
    ($d:tt $($theme:ident { $($case:ident),+ $(,)? })+) => {
        /// Each case, for a home that needs to run one alone.
        pub mod cases {$(
            pub mod $theme {$(
                pub async fn $case<F: $crate::Fixture>() {
                    $crate::$theme::$case::<F>().await;
                }
            )+}
        )+}

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
    limits {
        products_are_never_above_the_limit,
        orders_start_anew_with_the_month_of_the_tenant,
    }
    overrides {
        overrides_hold_at_once_and_until_they_expire,
        lifted_overrides_leave_the_plan,
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
    }
    people {
        seats_are_exact,
        expired_invitations_free_their_seats,
        an_invitation_is_taken_once,
        the_last_owner_stays,
        a_removed_member_is_out_at_once,
    }
    tenants {
        suspension_locks_out_and_reactivation_lets_in,
        deletion_can_be_undone_within_the_grace_period,
        a_tier_applies_at_once,
        the_operator_lists_and_filters,
    }
    sessions {
        refreshing_rotates,
        two_tabs_get_the_same_successor,
        reuse_ends_the_family,
        an_older_generation_ends_the_family_too,
        signing_out_ends_the_access_token,
        signing_out_everywhere_ends_all,
        a_reset_password_ends_all_sessions,
        a_session_ends_in_the_end,
        realms_are_apart,
        guessing_is_slowed_down,
    }
    audit {
        one_entry_per_commit_by_whoever_did_it,
        no_personal_value_is_kept,
    }
    consumers {
        the_ledger_adds_up_to_the_stock,
        low_stock_is_told_once_until_restocked,
        low_stock_is_told_once_under_a_rush,
        insights_are_exact_under_cancellations,
        three_times_and_shuffled_is_once,
        mails_have_stable_ids,
    }
    delivery {
        a_failing_consumer_is_put_off_and_given_up,
    }
    money {
        totals_that_do_not_fit_are_refused,
    }
    history {
        random_histories_are_as_in_the_model,
    }
}
