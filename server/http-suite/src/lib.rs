//! What every deployment must show to its clients, as one suite over HTTP that
//! the tests of each binary expand whole: a binary implements [`Installation`]
//! and writes `http_suite!(ItsInstallation)`. The cases come from one list, so
//! none can be forgotten; a case that is missing in the list is dead code,
//! which the lints refuse.

mod barcodes;
#[expect(clippy::panic, reason = "a helper of a test fails it, with a word")]
mod client;
mod company;
mod delivery;
mod ending;
mod figures;
mod flow;
mod idempotency;
mod in_process;
#[expect(clippy::panic, reason = "a helper of a test fails it, with a word")]
mod installation;
mod isolation;
mod keys;
mod lifecycle;
mod limits;
mod people;
mod races;
mod sample;
mod search;
mod server;
mod transfer;
mod views;

pub use client::{Answer, Client};
pub use company::{Company, mailed_code, mails, order_of, sign_in};
/// Receivers of webhooks, and endpoints that lead to them.
pub mod hooks {
    pub use crate::delivery::{ENDPOINTS, Endpoint, Received, Receiver, delivery, endpoint, received};
}
pub use ending::{delete, erase};
pub use in_process::InProcess;
pub use installation::{Habits, Installation, OPERATOR, PASSWORD, Placement};
pub use server::{Program, Server, address_of};

/// Expands a test for a pool tenant and one for a silo tenant, out of a function
/// that takes the placement.
#[macro_export]
macro_rules! in_pool_and_silo {
    ($name:ident) => {
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn pool() {
                super::$name($crate::Placement::Pool).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn silo() {
                super::$name($crate::Placement::Silo).await;
            }
        }
    };
}

macro_rules! suite {
    ($d:tt $($theme:ident {
        $(pool_and_silo { $($both:ident),+ $(,)? })?
        $(once { $($once:ident),+ $(,)? })?
    })+) => {
        /// Each case, as the tests call it.
        pub mod cases {$(
            pub mod $theme {
                $($(
                    pub async fn $both<I: $crate::Installation>(placement: $crate::Placement) {
                        $crate::$theme::$both::<I>(placement).await;
                    }
                )+)?
                $($(
                    pub async fn $once<I: $crate::Installation>() {
                        $crate::$theme::$once::<I>().await;
                    }
                )+)?
            }
        )+}

        /// Expands every case to a test of the installation, or to two where it is true of both placements.
        #[macro_export]
        macro_rules! http_suite {
            ($d installation:ty) => {$(
                mod $theme {
                    use super::*;
                    $($(
                        async fn $both(placement: $crate::Placement) {
                            $crate::cases::$theme::$both::<$d installation>(placement).await;
                        }
                        $crate::in_pool_and_silo!($both);
                    )+)?
                    $($(
                        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                        async fn $once() {
                            $crate::cases::$theme::$once::<$d installation>().await;
                        }
                    )+)?
                }
            )+};
        }
    };
}

suite! { $
    barcodes {
        pool_and_silo {
            a_barcode_is_sent_found_and_cleared,
            a_barcode_comes_in_with_a_file_and_goes_out_again,
        }
    }
    delivery {
        pool_and_silo { an_event_is_sent_signed_and_its_delivery_is_shown }
        once { a_receiver_that_wants_no_more_is_disabled_and_what_failed_is_replayed }
    }
    ending {
        pool_and_silo { a_company_ends_and_nobody_else_notices }
    }
    figures {
        pool_and_silo {
            a_timeline_says_who_and_what_was_mailed,
            richer_figures_are_for_plans_that_have_them,
        }
    }
    flow {
        pool_and_silo {
            from_sign_up_to_revenue,
            cancelling_restocks_once_and_takes_the_revenue_back,
            an_editor_and_a_sale_do_not_undo_each_other,
            what_was_read_can_be_put_back,
            prices_and_totals_are_the_servers,
        }
    }
    idempotency {
        pool_and_silo {
            one_key_many_times_at_once_is_one_order,
            the_same_key_for_another_request_is_refused,
            changes_can_be_retried_too,
        }
    }
    isolation {
        pool_and_silo {
            other_tenants_get_what_a_missing_id_gets,
            without_a_token_there_is_nothing,
            suspended_and_deleted_tenants_are_locked_out_at_once,
        }
    }
    keys {
        pool_and_silo { a_program_works_until_its_key_is_revoked }
        once { each_operation_takes_the_scopes_that_it_names }
    }
    lifecycle {
        once {
            a_silo_is_made_while_people_look_on,
            a_company_moves_while_it_sells,
        }
    }
    limits {
        pool_and_silo { the_hundred_and_first_product_is_refused }
        once { a_tier_change_applies_at_once_and_moves_no_data }
    }
    people {
        once {
            each_role_may_what_the_one_before_it_may,
            the_last_owner_stays,
            a_removed_member_is_out_at_once_and_the_address_is_free,
            seats_are_exact_and_a_withdrawn_invitation_frees_one,
            one_address_holds_one_seat_however_often_it_is_invited_at_once,
            the_audit_log_says_who_did_what_without_personal_values,
        }
    }
    races {
        pool_and_silo { sixteen_buyers_share_the_stock }
    }
    sample {
        pool_and_silo { a_sample_shop_is_added_and_removed }
    }
    search {
        pool_and_silo { what_is_typed_is_found }
    }
    transfer {
        pool_and_silo {
            a_shopify_export_becomes_products,
            the_real_shopify_file_becomes_products,
            files_of_many_kinds_are_read_or_refused_clearly,
            what_a_file_leaves_open_is_asked_once,
            what_is_exported_is_whole_and_safe,
            many_are_changed_at_once,
        }
    }
    views {
        pool_and_silo { a_view_is_saved_shared_changed_and_removed }
    }
}
