//! Every code that a problem can bear, once: the answers, the page that
//! explains them and the OpenAPI document are made from this table.

/// A kind of problem (RFC 9457). Codes are stable; texts may be improved.
#[derive(PartialEq, Eq, Debug)]
pub struct Kind {
    pub code: &'static str,
    pub status: u16,
    pub title: &'static str,
    /// What the caller can do about it.
    pub remedy: &'static str,
}

macro_rules! kinds {
    ($($name:ident = $status:literal, $code:literal, $title:literal, $remedy:literal;)+) => {
        $(pub static $name: Kind = Kind { code: $code, status: $status, title: $title, remedy: $remedy };)+

        /// In the order of their status.
        pub static ALL: &[&Kind] = &[$(&$name),+];
    };
}

kinds! {
    MALFORMED_JSON = 400, "malformed_json", "The body is not JSON",
        "Correct the JSON (RFC 8259) at the line and column that the answer names.";
    INVALID_UTF8 = 400, "invalid_utf8", "The body is not UTF-8",
        "Send JSON as UTF-8 (RFC 8259, section 8.1).";
    BODY_REQUIRED = 400, "body_required", "The body is missing",
        "Send the JSON body that the operation takes.";
    BODY_UNREADABLE = 400, "body_unreadable", "The body could not be read",
        "The connection ended within the body, or its framing was wrong. Send the request again.";
    UNKNOWN_PARAMETER = 400, "unknown_parameter", "The query has an unknown parameter",
        "Leave it out; the answer names the parameters that this list knows.";
    INVALID_HEADER = 400, "invalid_header", "A header is not valid",
        "Correct the header that the answer names.";
    IDEMPOTENCY_KEY_REQUIRED = 400, "idempotency_key_required", "The Idempotency-Key is missing",
        "Make up a key, as a UUID, for each order that you mean to place, and send it with every try to place it.";
    BAD_CODE = 400, "bad_code", "The code is wrong, used or expired",
        "Ask for a new mail and use the newest link.";
    BAD_CURSOR = 400, "bad_cursor", "The cursor is not valid here",
        "Pass next_cursor unchanged, to the list that gave it, with the same filters; or start without one.";
    BAD_REQUEST = 400, "bad_request", "The request is not understood",
        "Compare the request with the documentation of the operation.";
    UNAUTHENTICATED = 401, "unauthenticated", "Sign in first",
        "Send a valid access token as a bearer token; refresh it or sign in again when it has expired.";
    WRONG_CREDENTIALS = 401, "wrong_credentials", "The email address or the password is wrong",
        "Try again, or reset the password.";
    WRONG_CODE = 401, "wrong_code", "The code is wrong",
        "Type the code that your app shows now, or an unused recovery code; each serves once.";
    CHALLENGE_OVER = 401, "challenge_over", "The sign-in is over",
        "It took too long, had too many wrong codes, or was finished. Sign in again with your password.";
    MFA_REQUIRED = 403, "mfa_required", "Two-factor authentication is required",
        "Set up an authenticator app with POST /v1/auth/mfa/totp; until then nothing else is done for you.";
    ROLE_TOO_LOW = 403, "role_too_low", "Your role does not allow this",
        "Ask an owner or admin of your company to do it, or to raise your role.";
    MEMBERS_ONLY = 403, "members_only", "Only members of a tenant do this",
        "Operators run the installation and never reach a tenant's data; sign in as a member.";
    SCOPE_MISSING = 403, "scope_missing", "The API key lacks a scope",
        "Use a key that has the scope in needed, or ask an admin of your company for one.";
    PEOPLE_ONLY = 403, "people_only", "API keys can't do this",
        "Sign in as a member and use that access token.";
    TENANT_SUSPENDED = 403, "tenant_suspended", "The tenant is suspended",
        "Read the reason and contact the operator of this installation.";
    FEATURE_MISSING = 403, "feature_missing", "Your plan does not include this",
        "Ask for a tier that includes the feature.";
    LIMIT_REACHED = 403, "limit_reached", "You've reached a limit of your plan",
        "The answer names the limit, the use, when it starts anew and what to do.";
    CROSS_SITE = 403, "cross_site", "The request came from another site",
        "A session cookie is taken only from pages of this site, or of an origin that the installation lists.";
    NOT_FOUND = 404, "not_found", "Not found",
        "Check the id and the path. What belongs to others looks the same as what does not exist.";
    METHOD_NOT_ALLOWED = 405, "method_not_allowed", "The path does not take this method",
        "Use one of the methods in the Allow header.";
    REQUEST_TIMEOUT = 408, "request_timeout", "The request took too long to arrive",
        "Send it again.";
    CONTENDED = 409, "contended", "Others are changing the same thing",
        "Nothing was changed. Wait for the seconds in Retry-After and send the request again.";
    OUT_OF_STOCK = 409, "out_of_stock", "There is not enough stock",
        "Order at most what is available.";
    ILLEGAL_TRANSITION = 409, "illegal_transition", "The order can't take this step",
        "Take one of the steps in next.";
    SKU_TAKEN = 409, "sku_taken", "Another product has this SKU",
        "Choose another SKU, or archive the product that has it.";
    EXTERNAL_REF_TAKEN = 409, "external_ref_taken", "Another order has this external_ref",
        "Find it with GET /v1/orders?external_ref=...; it may be the order that you meant to place.";
    ARCHIVED = 409, "archived", "The product is archived",
        "Restore it first.";
    NOT_ARCHIVED = 409, "not_archived", "The product is not archived",
        "Nothing has to be done.";
    EMAIL_TAKEN = 409, "email_taken", "The address has an account",
        "Sign in with it; an address belongs to one tenant.";
    ALREADY_MEMBER = 409, "already_member", "The address belongs to a member already",
        "Nothing has to be done.";
    ALREADY_INVITED = 409, "already_invited", "The address has an open invitation",
        "Withdraw the invitation to send a new one.";
    TOTP_ON = 409, "totp_on", "Two-factor authentication is already on",
        "Turn it off first.";
    TOTP_OFF = 409, "totp_off", "Two-factor authentication is off",
        "Nothing has to be done.";
    LAST_OWNER = 409, "last_owner", "A company needs an owner",
        "Make someone else an owner first.";
    WRONG_TENANT_STATUS = 409, "wrong_tenant_status", "The tenant's status does not allow this",
        "Read the tenant to see its status.";
    NO_LIMIT_OVERRIDES = 409, "no_limit_overrides", "The tenant has the limits of its plan already",
        "Nothing has to be done.";
    GRACE_PERIOD_OVER = 409, "grace_period_over", "The tenant was deleted too long ago",
        "It can't be brought back any more.";
    TENANT_NOT_DELETED = 409, "tenant_not_deleted", "The tenant is not deleted",
        "Delete it first: only what is deleted can be erased.";
    OPERATION_RUNNING = 409, "operation_running", "Another operation of the tenant is running",
        "Wait until it has ended; GET /v1/tenants/{id}/operations shows how far it is.";
    OPERATION_NOT_FAILED = 409, "operation_not_failed", "The operation can't be tried again",
        "Only the newest operation of a tenant is tried again, and only when it failed.";
    ALREADY_THERE = 409, "already_there", "The tenant's data lives there already",
        "Nothing has to be done.";
    SAMPLE_DATA_LEAVING = 409, "sample_data_leaving", "The sample data is being removed",
        "Finish that first: DELETE /v1/sample-data.";
    NAME_TAKEN = 409, "name_taken", "Another record of the kind has this",
        "Choose another value for the field that the problem names, or change the other record.";
    VIEW_NAME_TAKEN = 409, "view_name_taken", "Another view of the list has this name",
        "Choose another name, or change that view.";
    TOO_MANY_VIEWS = 409, "too_many_views", "There is no room for another view",
        "Remove one that nobody uses.";
    WEBHOOK_ENDPOINT_DISABLED = 409, "webhook_endpoint_disabled", "The webhook endpoint is disabled",
        "Enable it, then send again.";
    REVENUE_TOO_LARGE = 409, "revenue_too_large", "The revenue can't be kept exactly",
        "Ask for fewer days.";
    CONFLICT = 409, "conflict", "The present state does not allow this",
        "Read the resource again and decide anew.";
    CURSOR_EXPIRED = 410, "cursor_expired", "Events behind the cursor are not kept any more",
        "Read what you keep copies of anew, then the feed without a cursor.";
    STALE = 412, "stale", "It was changed since you read it",
        "Read it again, compare, and send the change with the new ETag in If-Match.";
    WEAK_TAG = 412, "weak_tag", "A weak ETag never matches in If-Match",
        "Send the ETag as GET gave it. A proxy that compresses may have marked it with W/: take the mark off, or turn that off.";
    TOO_LARGE = 413, "too_large", "The body is too large",
        "Send at most what the answer names.";
    UNSUPPORTED_MEDIA_TYPE = 415, "unsupported_media_type", "The body is of another type than this takes",
        "Send Content-Type: application/json (application/merge-patch+json with PATCH, text/csv for files).";
    INVALID = 422, "invalid", "Some fields are not valid",
        "Correct the fields that errors points to.";
    UNKNOWN_FIELD = 422, "unknown_field", "The body has an unknown field",
        "Leave it out; fields are never dropped silently.";
    READ_ONLY = 422, "read_only", "A read-only field was changed",
        "Leave the field out, or send the value that it has.";
    IDEMPOTENCY_MISMATCH = 422, "idempotency_mismatch", "The Idempotency-Key was used for another request",
        "Use a new key for a new request; send the same body and If-Match to repeat an old one.";
    PRECONDITION_REQUIRED = 428, "precondition_required", "The If-Match header is missing",
        "Read the resource and send its ETag in If-Match, or * to overwrite whatever is there.";
    RATE_LIMITED = 429, "rate_limited", "Too many requests of your tenant",
        "Wait for the seconds in Retry-After; the RateLimit headers say how much is left.";
    THROTTLED = 429, "throttled", "Too many attempts",
        "Wait for the seconds in Retry-After.";
    INTERNAL = 500, "internal", "Something went wrong on our side",
        "Try again; if it stays, report the request_id.";
    UNAVAILABLE = 503, "unavailable", "The service can't answer just now",
        "Nothing was changed. Try again after the seconds in Retry-After.";
    TENANT_DATA_UNAVAILABLE = 503, "tenant_data_unavailable", "The data of your company can't be reached",
        "Nothing was changed, and the operators are alerted. Try again after the seconds in Retry-After; if it stays, contact the operator of this installation.";
    TIMEOUT = 503, "timeout", "The request took too long",
        "Its outcome is unknown: it may still be carried out. Send it again with the same Idempotency-Key, or read before you write.";
    NOT_READY = 503, "not_ready", "The service is not ready",
        "Send requests elsewhere until it is.";
}

/// Finds a kind by its code.
pub fn of_code(code: &str) -> Option<&'static Kind> {
    ALL.iter().copied().find(|kind| kind.code == code)
}

/// The kind for an answer that no code of ours made.
pub fn of_status(status: u16) -> &'static Kind {
    match status {
        401 => &UNAUTHENTICATED,
        404 => &NOT_FOUND,
        405 => &METHOD_NOT_ALLOWED,
        408 => &REQUEST_TIMEOUT,
        413 => &TOO_LARGE,
        415 => &UNSUPPORTED_MEDIA_TYPE,
        422 => &INVALID,
        503 => &UNAVAILABLE,
        400..500 => &BAD_REQUEST,
        _ => &INTERNAL,
    }
}
