// Generated from the server's OpenAPI document by `npm run api`. Do not edit.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check that the process lives
         * @description Answers whatever the state of what is beneath it.
         */
        get: operations["check_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check that the service can do its work
         * @description 503 while it starts, while its store can't be reached, and while it shuts down.
         */
        get: operations["check_readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description Takes the role admin. Newest first; expired ones too, until they are revoked.
         */
        get: operations["list_api_keys"];
        put?: never;
        /**
         * Create an API key
         * @description Takes the role admin and the feature api_access. The token is in this answer and nowhere else; a request that is repeated
         *     makes another key. A key belongs to the company: it stays when the member who created it leaves.
         */
        post: operations["create_api_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an API key
         * @description Takes the role admin. The token is not shown again.
         */
        get: operations["get_api_key"];
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description Takes the role admin. Its tokens are rejected within two seconds, and nothing brings it back. The audit log goes on
         *     naming it.
         */
        delete: operations["revoke_api_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the token of an API key
         * @description Takes the role admin and the feature api_access. The token before it goes on being accepted for the overlap, so that
         *     programs can change over one after the other. Of two rotations within an overlap, only the last token before counts.
         */
        post: operations["rotate_api_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit log
         * @description Takes the role admin. Newest first. Every change is in it, written together with the change itself.
         */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer a challenge
         * @description With a code of the authenticator app, or with a recovery code, which is used up; the second factor stays on. Where the
         *     identity provider begins no session without a code of the app (Cognito), a recovery code is answered with `next`: sign
         *     in with the password again, which then is enough once. A challenge lives 5 minutes and takes 5 tries, from the device
         *     that gave the password; a code of the app and a recovery code serve once.
         */
        post: operations["answer_challenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your password
         * @description Takes the current one. All your other sessions end, and you are notified by email.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/check-registration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a registration
         * @description Judges the fields as POST /v1/tenants does, the password among them, and writes and mails nothing: a form of several
         *     steps can say what is wrong where it was typed.
         */
        post: operations["check_registration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a registration
         * @description The mailed code proves the address: the tenant and its owner come into being.
         */
        post: operations["confirm_registration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/forgot-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a password reset
         * @description Mails a link that is good for an hour. Says the same whether the address has an account or not.
         */
        post: operations["forgot_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at an invitation
         * @description What the mailed code is good for, before the person decides.
         */
        post: operations["preview_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the keys that access tokens verify with
         * @description A JSON Web Key Set (RFC 7517). A key is published before it signs and stays until its last token has expired.
         */
        get: operations["get_jwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See who is signed in
         * @description A member with the essentials of their tenant, or an operator.
         */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See your second factor
         * @description Whether it is on, how many recovery codes are left, and whether your company demands it.
         */
        get: operations["get_mfa"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/mfa/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make new recovery codes
         * @description Takes the password. The old ones are void.
         */
        post: operations["renew_recovery_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/mfa/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to set up an authenticator app
         * @description Gives a secret to scan or type in (RFC 6238: SHA-1, 30 seconds, six digits). It counts for nothing until it is
         *     confirmed; beginning again gives another one.
         */
        post: operations["begin_totp"];
        /**
         * Turn the second factor off
         * @description Takes the password. The recovery codes are void.
         */
        delete: operations["end_totp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/mfa/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn the second factor on
         * @description With the code that the app shows now. Answers ten recovery codes, once: each signs you in when you have lost the
         *     app. From now on signing in takes a code.
         */
        post: operations["confirm_totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/operator/signin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in as an operator
         * @description Operators have accounts of their own; a member's address and password are worth nothing here.
         */
        post: operations["sign_in_operator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh a session
         * @description Takes the refresh token from the body, or else from the cookie, and gives the next one the same way. Each token works
         *     once: using an old one ends the session. The body may be left out where the cookie carries the token.
         */
        post: operations["refresh_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mail the confirmation again
         * @description Says the same whether a registration waits for the address or not.
         */
        post: operations["resend_confirmation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password
         * @description With the mailed code, which works once. All sessions of the person end; a second factor stays on.
         */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your sessions
         * @description The devices that you are signed in on, newest first: at most the hundred newest, on one page.
         */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        /**
         * End all other sessions
         * @description You stay signed in here, and nowhere else.
         */
        delete: operations["end_other_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session
         * @description Its tokens are worth nothing from now on. Your present session ends, too, if it is the one.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/signin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in as a member
         * @description Answers the same for an unknown address and a wrong password. The refresh token is set as an HttpOnly cookie, or
         *     given in the body if refresh_token_in says so. A user with a second factor gets a challenge instead of tokens.
         */
        post: operations["sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/signout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out
         * @description Ends the session of the refresh token in the body or the cookie, or else of the bearer token; with everywhere, all
         *     sessions of the person. The cookie is cleared.
         */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/signup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join the tenant that an invitation names
         * @description The code says which tenant, address and role; nobody can pick them. Passwords have 12 to 128 characters.
         */
        post: operations["sign_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dev/mailbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the local mailbox
         * @description Only on installations that keep mails to themselves, as in development; elsewhere 404. Newest first.
         */
        get: operations["list_mails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the types of events
         * @description What each means, with an example. They are listed under webhooks in this document, too.
         *
         *     API keys need the scopes products:read and orders:read.
         */
        get: operations["list_event_types"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the event feed
         * @description What happened in the company in the last 30 days, oldest first, as far as your role may see it. Keep next_cursor and go
         *     on with it: each event comes once, in an order in which nothing is added before what you have read. A cursor whose
         *     next event is not kept any more is answered with 410. API keys see what a viewer sees: orders, products and stock. On AWS an event is in the feed a minute after it happened.
         *
         *     API keys need the scopes products:read and orders:read.
         */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an event
         * @description One of the last 30 days that your role may see.
         *
         *     API keys need the scopes products:read and orders:read.
         */
        get: operations["get_event"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/insights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read sales figures
         * @description Revenue is the sum of the totals of orders that are not cancelled, on the day they were placed in the tenant's time
         *     zone. The figures follow the orders within moments; as_of says up to when they are complete. previous has the totals of
         *     as many days just before.
         *
         *     API keys need the scope insights:read.
         */
        get: operations["get_insights"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/insights/advanced": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read richer sales figures
         * @description Takes the feature advanced_analytics. Compares with as many days just before, and reports revenue by category, by weekday
         *     and hour, and how many customers come back.
         *
         *     API keys need the scope insights:read.
         */
        get: operations["get_advanced_insights"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List invitations
         * @description Takes the role admin. Newest first; expired ones too, until their seat is needed.
         */
        get: operations["list_invitations"];
        put?: never;
        /**
         * Invite a member
         * @description Takes the role admin; only owners invite owners. Holds a seat of the plan and mails a link that is good for seven
         *     days.
         */
        post: operations["invite_member"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw an invitation
         * @description Takes the role admin. The link stops working and the seat is free again.
         */
        delete: operations["withdraw_invitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the members of your tenant
         * @description Takes the role admin. Newest first.
         */
        get: operations["list_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a member
         * @description Takes the role admin.
         */
        get: operations["get_member"];
        put?: never;
        post?: never;
        /**
         * Remove a member
         * @description Takes the role admin; only owners remove owners, and one always stays. Their sessions end at once.
         */
        delete: operations["remove_member"];
        options?: never;
        head?: never;
        /**
         * Change the name or role of a member
         * @description A JSON merge patch (RFC 7396). Takes the role admin; only owners make or change owners, and one always stays.
         */
        patch: operations["update_member"];
        trace?: never;
    };
    "/v1/operator/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List alarms
         * @description For operators. All rules with their state; 404 on installations that something else watches.
         */
        get: operations["list_alarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/alarms/{name}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge an alarm
         * @description For operators. Marks the alarm as being worked on; the first acknowledgement stands until it is over. An alarm
         *     that does not fire stays as it is.
         */
        post: operations["acknowledge_alarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the state of the clock
         * @description For operators. A clock that jumped is not trusted: what can't be undone, as erasing companies whose grace period is
         *     over, is judged by the last time that is known to be right, until the clock is set right or accepted.
         */
        get: operations["show_clock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/clock/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept the clock
         * @description For operators. Says that the clock is right, as after a machine slept for a week: what waited goes on.
         */
        post: operations["accept_clock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List dead letters
         * @description For operators. Events that a consumer gave up on after its tries.
         */
        get: operations["list_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/dead-letters/{event_id}/redrive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redrive a dead letter
         * @description For operators. Hands the event to the consumer once more.
         */
        post: operations["redrive_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/dead-letters/redrive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redrive all dead letters of a consumer
         * @description For operators. Hands every event that the consumer (`mail`, `inventory`, `insights` or `limits`) gave up on to it once
         *     more, at most 10,000 in a call. They leave the list, and come back if the consumer gives up again. A second call takes
         *     what is left.
         */
        post: operations["redrive_dead_letters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List orders
         * @description Newest first.
         *
         *     API keys need the scope orders:read.
         */
        get: operations["list_orders"];
        put?: never;
        /**
         * Place an order
         * @description Takes the role staff, and an Idempotency-Key so that a retry does not order twice. Names and prices are the
         *     catalog's at this moment; the stock is taken at once, all of it or none.
         *
         *     API keys need the scope orders:write.
         */
        post: operations["place_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an order
         * @description next_statuses lists the steps that it can take from here.
         *
         *     API keys need the scope orders:read.
         */
        get: operations["get_order"];
        /**
         * Replace the status, note and tracking of an order
         * @description Takes the role staff. pending, confirmed, shipped, delivered; pending and confirmed orders can be cancelled,
         *     which puts the stock back. What was bought, by whom and at which price never changes.
         *
         *     API keys need the scope orders:write.
         */
        put: operations["replace_order"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the status, note or tracking of an order
         * @description A JSON merge patch (RFC 7396). Takes the role staff. A step that is not legal is 409 and lists those that are.
         *
         *     API keys need the scope orders:write.
         */
        patch: operations["update_order"];
        trace?: never;
    };
    "/v1/orders/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the timeline of an order
         * @description Every step with who took it and when, and the mails that the customer was sent, oldest first. Mails follow within
         *     moments.
         *
         *     API keys need the scope orders:read.
         */
        get: operations["get_order_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move many orders a step
         * @description Takes the role staff. Each order takes the step by itself: where it is legal it moves, the others say why not. With an
         *     Idempotency-Key a retry gets the first answer again.
         *
         *     API keys need the scope orders:write.
         */
        post: operations["move_orders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count orders by status
         * @description As they are at this moment.
         *
         *     API keys need the scope orders:read.
         */
        get: operations["count_orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export orders
         * @description A CSV file (UTF-8, RFC 4180) of all orders that the filters find, one line for each product of an order, newest order
         *     first. The total stands on the first line of its order only, so that the column adds up. Cells that a spreadsheet would
         *     run as a formula are guarded by an apostrophe.
         *
         *     API keys need the scope orders:read.
         */
        get: operations["export_orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List products
         * @description Newest first, or alphabetical with a prefix of the name or the SKU.
         *
         *     API keys need the scope products:read.
         */
        get: operations["list_products"];
        put?: never;
        /**
         * Create a product
         * @description Takes the role staff. The SKU, if there is one, is unique in the tenant without regard to case.
         *
         *     API keys need the scope products:write.
         */
        post: operations["create_product"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a product
         * @description The ETag names the version and the stock that you saw. Archived products can be read too.
         *
         *     API keys need the scope products:read.
         */
        get: operations["get_product"];
        /**
         * Replace a product
         * @description Takes the role staff. Optional fields that are left out are emptied. Read-only fields may be sent as GET gave
         *     them. The stock is moved by the difference to what you saw, so a sale in between is not lost.
         *
         *     API keys need the scope products:write.
         */
        put: operations["replace_product"];
        post?: never;
        /**
         * Archive a product
         * @description Takes the role staff. Frees the SKU and the place in the plan; orders keep what they sold.
         *
         *     API keys need the scope products:write.
         */
        delete: operations["archive_product"];
        options?: never;
        head?: never;
        /**
         * Change fields of a product
         * @description A JSON merge patch (RFC 7396). Takes the role staff. The stock is moved by the difference to what you saw.
         *
         *     API keys need the scope products:write.
         */
        patch: operations["update_product"];
        trace?: never;
    };
    "/v1/products/{id}/movements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the stock movements of a product
         * @description Newest first. The ledger follows the product within moments.
         *
         *     API keys need the scope products:read.
         */
        get: operations["list_movements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore an archived product
         * @description Takes the role staff. Counts against the plan again, and takes the SKU back if it is free.
         *
         *     API keys need the scope products:write.
         */
        post: operations["restore_product"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change many products
         * @description Takes the role staff. Each product is changed by itself, and the answer says what became of each. A percentage is rounded
         *     half up to the minor unit of the currency. With an Idempotency-Key no product is changed twice, however often the request is sent.
         *
         *     API keys need the scope products:write.
         */
        post: operations["change_products"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export products
         * @description A CSV file (UTF-8, RFC 4180) of all products that the filters find, one line each. Cells that a spreadsheet would run
         *     as a formula are guarded by an apostrophe, which an import takes off again.
         *
         *     API keys need the scope products:read.
         */
        get: operations["export_products"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import products
         * @description Takes the role staff. A row with a SKU is the product of that SKU, a row without one the product of that name: it is
         *     created, or brought to what the row says; a blank cell says nothing. The stock of a product that is there changes only
         *     with stock=set, or where the file has a stock column and no price column. Each row stands or falls by itself, within the
         *     limits of the plan. Importing the same file again changes nothing. With an Idempotency-Key, a retry also changes nothing
         *     that was changed in between, and gets the first report again. At most 4 MiB and 10000 rows.
         *
         *     API keys need the scope products:write.
         */
        post: operations["import_products"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/import/failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get the rejected rows of a file
         * @description Takes the role staff. Send the file and the parameters of the import once more: the answer is a CSV of the rows that
         *     are rejected as things are now, with the same columns and a further one, error. Correct them and import that file.
         *
         *     API keys need the scope products:write.
         */
        post: operations["list_import_failures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/import/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look into a file before importing it
         * @description Takes the role staff. Says whose columns the file has, which column seems to say what, and shows the first rows. UTF-8,
         *     UTF-16 and the code pages of Windows, comma, semicolon and tab are distinguished. What the file leaves open is asked once, in questions; the
         *     answers are parameters of the import.
         *
         *     API keys need the scope products:write.
         */
        post: operations["preview_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/import/template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the template for importing products
         * @description A CSV file with the columns that an import takes, and one line as an example.
         *
         *     API keys need the scope products:read.
         */
        get: operations["get_import_template"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sample-data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See whether there is sample data
         * @description Takes the role admin.
         */
        get: operations["get_sample_data"];
        put?: never;
        /**
         * Add sample data
         * @description Takes the role admin. Adds twelve products and forty orders of the past thirty days, in all statuses, with invented
         *     customers, who get no mails. It counts against the plan like other products and orders. Doing it again adds nothing;
         *     after an interruption, it adds what is missing.
         */
        post: operations["add_sample_data"];
        /**
         * Remove the sample data
         * @description Takes the role admin. Removes the sample orders and products, also those that were changed, and nothing else. A sample
         *     product that a real order names stays, archived. The figures follow within moments. Doing it again removes nothing.
         */
        delete: operations["remove_sample_data"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search products and orders
         * @description Finds products that are not archived by the beginning of their SKU or name, and orders by their number, their
         *     external_ref, the beginning of their id or the beginning of their customer's address: a few of each kind. The lists,
         *     with their filters, find the rest.
         *
         *     API keys need the scopes products:read and orders:read.
         */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the installation
         * @description For operators. Health of its parts, requests of the last hour, events that wait, and storage. What is unknown at
         *     the moment is null, and its part of the health says why.
         */
        get: operations["show_system"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tenants
         * @description For operators. Newest first.
         */
        get: operations["list_tenants"];
        put?: never;
        /**
         * Register a company, or create a tenant
         * @description Without a token, a company signs up (Registration): a link is mailed to its first owner, and the tenant exists once
         *     it is confirmed. The answer is the same for an address that has an account. With an operator's token, a tenant of
         *     any tier and placement is created at once (NewTenant) and its admin_email is invited as the owner.
         */
        post: operations["create_tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a tenant
         * @description Members read their own; the operator any. The limits are those of this moment: overrides count until they expire.
         *
         *     API keys need the scope settings:read.
         */
        get: operations["get_tenant"];
        /**
         * Replace the company's name, address, time zone and settings
         * @description Takes the role admin, or an operator. Tier, limits, status and placement are the operator's. Branding takes the
         *     feature custom_branding. An API key changes neither admin_email nor require_mfa.
         *
         *     API keys need the scope settings:write.
         */
        put: operations["replace_tenant"];
        post?: never;
        /**
         * Delete a tenant
         * @description Takes the role owner, or an operator. Its people are locked out at once; the operator can undo it for 30 days.
         */
        delete: operations["delete_tenant"];
        options?: never;
        head?: never;
        /**
         * Change the company's name, address, time zone or settings
         * @description A JSON merge patch (RFC 7396). Takes the role admin, or an operator. Branding takes the feature custom_branding. An API
         *     key changes neither admin_email nor require_mfa.
         *
         *     API keys need the scope settings:write.
         */
        patch: operations["update_tenant"];
        trace?: never;
    };
    "/v1/tenants/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a tenant
         * @description For operators. Only of a tenant that is deleted, and the company's name must be typed: all of its data goes for good, and
         *     there is no way back from the moment at which this is answered. A tombstone without names stays. Tenants that were
         *     deleted more than 30 days ago are erased without being asked for.
         */
        post: operations["erase_tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin an export of all of a company's data
         * @description Takes the role admin, or an operator, who says why. Is journalled, and the company is notified by email. The pages can be
         *     read for an hour by the caller who began it. Nothing is copied: each page is read when it is asked for.
         */
        post: operations["begin_export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/exports/{export_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an export
         * @description For the caller who began it. The company, its people, invitations, API keys, products, stock ledger, orders, views, audit log and usage,
         *     in this order; lists are newest first. Everything that was there when the export began is in it once. 404 after an hour.
         */
        get: operations["read_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the journal of a tenant
         * @description For operators. What was done to the tenant and its people, not what they did with their data.
         */
        get: operations["list_tenant_journal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Override limits of a tenant
         * @description For operators. Replaces what was overridden before; what is left out is the plan's. At expires_at the plan's limits
         *     hold again by themselves. The tenant is notified by email.
         */
        put: operations["override_tenant_limits"];
        post?: never;
        /**
         * Lift the overrides of a tenant's limits
         * @description For operators. The plan's limits hold again. Nothing is taken away from a tenant that has more; it can't add to it.
         */
        delete: operations["lift_tenant_overrides"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move a tenant
         * @description For operators. Begins to move all of a tenant's data to another placement, while it is in use: only for the last
         *     changes its writes wait, for at most 2 s. The answer is the operation; GET shows how far it is. A placement that the
         *     installation does not offer (placements of GET /v1/auth/me) is a field error.
         */
        post: operations["move_tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List operations on a tenant
         * @description Members read those of their own tenant; the operator of any. Newest first.
         */
        get: operations["list_operations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/operations/{operation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an operation on a tenant
         * @description Members read those of their own tenant; the operator of any.
         */
        get: operations["get_operation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/operations/{operation_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try an operation on a tenant again
         * @description For operators. Goes on from the step that failed. Only the newest operation of a tenant is tried again: what an older
         *     one was to do may no longer be meant.
         */
        post: operations["retry_operation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/reactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reactivate a tenant
         * @description For operators. Ends a suspension, or undoes a deletion within 30 days.
         */
        post: operations["reactivate_tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend a tenant
         * @description For operators. Requests of its members are rejected with the reason; its data stays untouched.
         */
        post: operations["suspend_tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/tier": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the tier of a tenant
         * @description For operators. Changes what the tenant may do; where its data lives stays.
         */
        post: operations["change_tenant_tier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what a tenant used
         * @description For operators. The same figures as the tenant's admins see at /usage, and what they cost.
         */
        get: operations["get_tenant_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what your company used
         * @description Takes the role admin. By day of the tenant's time zone. Requests and store calls follow within about a second; the
         *     rest follows its events within moments. What is stored is the bytes of all values in all rows of the tenant: measured
         *     now for today, and at most hourly for the days before.
         */
        get: operations["get_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List saved views
         * @description Your own and those that others share, by name; there are so few that they come at once.
         */
        get: operations["list_views"];
        put?: never;
        /**
         * Save a view
         * @description For yourself, or for everybody in the company, which takes the role staff. A person keeps at most 20, a company 50.
         */
        post: operations["create_view"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/views/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a saved view
         * @description One of yours, or one that is shared.
         */
        get: operations["get_view"];
        /**
         * Replace a saved view
         * @description One of yours; a shared one of others takes the role admin, and sharing takes the role staff.
         */
        put: operations["replace_view"];
        post?: never;
        /**
         * Remove a saved view
         * @description One of yours; a shared one of others takes the role admin.
         */
        delete: operations["remove_view"];
        options?: never;
        head?: never;
        /**
         * Change a saved view
         * @description A JSON merge patch (RFC 7396). One of yours; a shared one of others takes the role admin.
         */
        patch: operations["update_view"];
        trace?: never;
    };
    "/v1/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhook endpoints
         * @description Takes the role admin. Newest first; disabled ones too.
         */
        get: operations["list_webhook_endpoints"];
        put?: never;
        /**
         * Create a webhook endpoint
         * @description Takes the role admin and the feature api_access. Each event of the types that it chose is sent to its URL by Standard
         *     Webhooks, at least once; this document lists them under webhooks. The secret is in this answer and nowhere else; a
         *     request that is repeated creates another endpoint.
         */
        post: operations["create_webhook_endpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a webhook endpoint
         * @description Takes the role admin. The secret is not shown again.
         */
        get: operations["get_webhook_endpoint"];
        put?: never;
        post?: never;
        /**
         * Remove a webhook endpoint
         * @description Takes the role admin. What waits to be sent to it is given up.
         */
        delete: operations["remove_webhook_endpoint"];
        options?: never;
        head?: never;
        /**
         * Change a webhook endpoint
         * @description A JSON merge patch (RFC 7396). Takes the role admin. What happens while an endpoint is disabled is not sent later; what
         *     was given up can be replayed.
         */
        patch: operations["update_webhook_endpoint"];
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the deliveries to a webhook endpoint
         * @description Takes the role admin. Those of the last 30 days, newest first.
         */
        get: operations["list_webhook_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/deliveries/{delivery_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a delivery to a webhook endpoint
         * @description Takes the role admin.
         */
        get: operations["get_webhook_delivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/deliveries/{delivery_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay a delivery
         * @description Takes the role admin and the feature api_access. It is sent once more, with the id that it had, also if it was delivered;
         *     one that is pending goes on as it is.
         */
        post: operations["replay_webhook_delivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay failed deliveries
         * @description Takes the role admin and the feature api_access. All deliveries to the endpoint that failed and whose events happened
         *     since that time are sent once more, with the ids that they had.
         */
        post: operations["replay_failed_webhook_deliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret of a webhook endpoint
         * @description Takes the role admin and the feature api_access. For the overlap, messages are signed with both secrets, so that the
         *     receiver can change over at any time. Of two rotations within an overlap, only the last secret before counts.
         */
        post: operations["rotate_webhook_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test event to a webhook endpoint
         * @description Takes the role admin and the feature api_access. The event is of the type webhook_endpoint.test, whichever types the
         *     endpoint chose, and it is sent as the others are: watch the delivery to see what the receiver answers.
         */
        post: operations["test_webhook_endpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "api_key.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * api_key.created
         * @description An API key was created. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_api_key_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "api_key.revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * api_key.revoked
         * @description An API key was revoked. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_api_key_revoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "api_key.rotated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * api_key.rotated
         * @description The token of an API key was replaced. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_api_key_rotated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "inventory.low": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * inventory.low
         * @description The stock of a product fell to the low-stock threshold. Once, until it was above it again. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_inventory_low"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "member.joined": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * member.joined
         * @description A member joined. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_member_joined"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "member.removed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * member.removed
         * @description A member was removed. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_member_removed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "member.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * member.updated
         * @description The name or role of a member was changed. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_member_updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "order.cancelled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * order.cancelled
         * @description An order was cancelled; its stock is back. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_order_cancelled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "order.confirmed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * order.confirmed
         * @description An order was confirmed. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_order_confirmed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "order.delivered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * order.delivered
         * @description An order was delivered. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_order_delivered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "order.placed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * order.placed
         * @description An order was placed. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_order_placed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "order.shipped": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * order.shipped
         * @description An order was shipped. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_order_shipped"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "order.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * order.updated
         * @description The note or tracking of an order was changed. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_order_updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "product.archived": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * product.archived
         * @description A product was archived. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_product_archived"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "product.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * product.created
         * @description A product was created, by hand or by an import. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_product_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "product.restored": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * product.restored
         * @description An archived product was restored. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_product_restored"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "product.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * product.updated
         * @description A product or its stock was changed, by hand or by an import. What is sold changes its stock without this event. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_product_updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "tenant.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * tenant.deleted
         * @description The company was deleted; it can be brought back for 30 days. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_tenant_deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "tenant.exported": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * tenant.exported
         * @description An export of all of the company's data was begun. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_tenant_exported"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "tenant.limits_changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * tenant.limits_changed
         * @description The operator overrode limits of the plan, or lifted that. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_tenant_limits_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "tenant.reactivated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * tenant.reactivated
         * @description The operator reactivated the company, or brought it back. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_tenant_reactivated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "tenant.registered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * tenant.registered
         * @description The company came into being. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_tenant_registered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "tenant.suspended": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * tenant.suspended
         * @description The operator suspended the company. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_tenant_suspended"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "tenant.tier_changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * tenant.tier_changed
         * @description The operator changed the plan. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_tenant_tier_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "tenant.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * tenant.updated
         * @description The profile or settings of the company were changed. Version 1 of its data, since Tenantry 0.2.0. Answer within 15 seconds; anything but 2xx is tried again.
         */
        post: operations["on_tenant_updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /**
         * @description The answer to a registration, the same whether the address is known or not.
         * @example {
         *       "status": "confirmation_sent"
         *     }
         */
        Accepted: {
            status: string;
        };
        /** @description What adds up. */
        Activity: {
            /**
             * Format: int64
             * @description Requests that were rejected (4xx).
             */
            client_errors: number;
            /**
             * Format: int64
             * @description Of all requests together.
             */
            duration_ms: number;
            /**
             * Format: int64
             * @description Requests that failed on our side (5xx).
             */
            errors: number;
            /**
             * Format: int64
             * @description Mails sent.
             */
            mails: number;
            /**
             * Format: int64
             * @description Orders placed.
             */
            orders: number;
            /**
             * Format: int64
             * @description Calls that read the tenant's data.
             */
            reads: number;
            /** Format: int64 */
            requests: number;
            /**
             * Format: int64
             * @description Calls that wrote it.
             */
            writes: number;
        };
        Actor: {
            /**
             * Format: uuid
             * @description The API key of a program.
             */
            api_key_id: string | null;
            type: components["schemas"]["ActorType"];
            /** Format: uuid */
            user_id: string | null;
        };
        /**
         * @description Who acted.
         * @enum {string}
         */
        ActorType: "member" | "operator" | "api_key" | "visitor" | "system";
        /**
         * @description Sales over a range of days and the one before, without cancelled orders.
         * @example {
         *       "as_of": "2026-11-24T12:00:00.000Z",
         *       "by_category": [
         *         {
         *           "category": "Kitchen",
         *           "revenue": "258.00",
         *           "units": 4
         *         }
         *       ],
         *       "by_hour": [
         *         {
         *           "hour": 10,
         *           "orders": 2,
         *           "revenue": "258.00"
         *         }
         *       ],
         *       "by_weekday": [
         *         {
         *           "orders": 0,
         *           "revenue": "0.00",
         *           "weekday": "monday"
         *         },
         *         {
         *           "orders": 2,
         *           "revenue": "258.00",
         *           "weekday": "tuesday"
         *         }
         *       ],
         *       "change_percent": {
         *         "average_order_value": "100.0",
         *         "orders": "100.0",
         *         "revenue": "300.0",
         *         "units": "300.0"
         *       },
         *       "currency": "EUR",
         *       "current": {
         *         "average_order_value": "129.00",
         *         "from": "2026-11-24",
         *         "orders": 2,
         *         "revenue": "258.00",
         *         "to": "2026-11-24",
         *         "units": 4
         *       },
         *       "customers": {
         *         "all": 2,
         *         "repeat": 1,
         *         "repeat_percent": "50.0"
         *       },
         *       "previous": {
         *         "average_order_value": "64.50",
         *         "from": "2026-11-23",
         *         "orders": 1,
         *         "revenue": "64.50",
         *         "to": "2026-11-23",
         *         "units": 1
         *       },
         *       "previous_by_day": [
         *         {
         *           "day": "2026-11-23",
         *           "orders": 1,
         *           "revenue": "64.50",
         *           "units": 1
         *         }
         *       ],
         *       "previous_customers": {
         *         "all": 1,
         *         "repeat": 0,
         *         "repeat_percent": "0.0"
         *       },
         *       "units_per_order": "2.00"
         *     }
         */
        AdvancedInsights: {
            /** @description Every order placed before this moment is in the figures. */
            as_of: components["schemas"]["Time"];
            /** @description By the category that products are in now; what sold for most comes first. */
            by_category: components["schemas"]["CategorySales"][];
            /** @description All 24, in the tenant's time zone when the orders were placed. */
            by_hour: components["schemas"]["HourSales"][];
            /** @description All seven, in the tenant's time zone when the orders were placed. */
            by_weekday: components["schemas"]["WeekdaySales"][];
            change_percent: components["schemas"]["ChangePercent"];
            currency: string;
            current: components["schemas"]["SalesPeriod"];
            customers: components["schemas"]["Customers"];
            /** @description As many days just before. */
            previous: components["schemas"]["SalesPeriod"];
            /** @description Every day of the period before. */
            previous_by_day: components["schemas"]["DaySales"][];
            previous_customers: components["schemas"]["Customers"];
            /**
             * @description Pieces per order, to two decimals.
             * @example 2.00
             */
            units_per_order: string;
        };
        /**
         * @description A rule, its state and the value that decides.
         * @example {
         *       "acknowledged_at": null,
         *       "acknowledged_by": null,
         *       "condition": "error_rate above 0.02",
         *       "name": "error-rate",
         *       "since": "2026-11-24T10:05:00.000Z",
         *       "state": "firing",
         *       "value": 0.031
         *     }
         */
        Alarm: {
            /**
             * Format: date-time
             * @description RFC 3339, in UTC to the millisecond.
             * @example 2026-11-24T09:30:00.000Z
             */
            acknowledged_at: string | null;
            /** Format: uuid */
            acknowledged_by: string | null;
            /** @description What makes it fire. */
            condition: string;
            name: string;
            /** @description When the state began. */
            since: components["schemas"]["Time"];
            state: components["schemas"]["AlarmState"];
            /**
             * Format: double
             * @description Null while it is unknown, as with too few requests.
             */
            value: number | null;
        };
        /** @description All rules, in the order of their file. */
        Alarms: {
            items: components["schemas"]["Alarm"][];
        };
        /**
         * @description Pending: beyond its threshold, but not yet for long enough.
         * @enum {string}
         */
        AlarmState: "ok" | "pending" | "firing";
        /**
         * @description A decimal amount in the tenant's currency, with exactly as many decimals as ISO 4217 gives it: 19.99 EUR, 1999 JPY, 1.999 KWD.
         * @example 19.99
         */
        Amount: string;
        /**
         * @description An API key without its token.
         * @example {
         *       "api_key_id": "019ab5d2-9b00-7a55-a0b1-2c3d4e5f6071",
         *       "created_at": "2026-11-24T11:00:00.000Z",
         *       "created_by": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
         *       "expires_at": "2027-11-24T11:00:00.000Z",
         *       "hint": "x7Qk",
         *       "last_used_at": "2026-11-25T08:00:00.000Z",
         *       "name": "Warehouse",
         *       "previous_ends_at": null,
         *       "rotated_at": null,
         *       "scopes": [
         *         "orders:read",
         *         "orders:write"
         *       ],
         *       "version": 1
         *     }
         */
        ApiKey: {
            /** Format: uuid */
            api_key_id: string;
            created_at: components["schemas"]["Time"];
            /**
             * Format: uuid
             * @description The member who created it. The key stays when they leave.
             */
            created_by: string;
            /**
             * Format: date-time
             * @description Null if it never expires.
             * @example 2026-11-24T09:30:00.000Z
             */
            expires_at: string | null;
            /** @description The last characters of the token. */
            hint: string;
            /**
             * Format: date-time
             * @description To the hour; null before the first use.
             * @example 2026-11-24T09:30:00.000Z
             */
            last_used_at: string | null;
            name: string;
            /**
             * Format: date-time
             * @description Until when the token before it is accepted; null if it is not.
             * @example 2026-11-24T09:30:00.000Z
             */
            previous_ends_at: string | null;
            /**
             * Format: date-time
             * @description When the token was replaced last.
             * @example 2026-11-24T09:30:00.000Z
             */
            rotated_at: string | null;
            scopes: components["schemas"]["Scope"][];
            /** Format: int64 */
            version: number;
        };
        /** @description A page may be short and still have a cursor; without one, it is the last. */
        ApiKeyPage: {
            items: components["schemas"]["ApiKey"][];
            /** @description Pass it as cursor, with the same filters, to get the next page. */
            next_cursor: string | null;
        };
        /**
         * @description How the token of a key is replaced.
         * @example {
         *       "overlap_hours": 24
         *     }
         */
        ApiKeyRotation: {
            /**
             * Format: date-time
             * @description When the key expires from now on. Left out or null, as before.
             */
            expires_at?: string | null;
            /**
             * Format: int32
             * @description Hours for which the replaced token is still accepted: 24, unless it says otherwise; 0 ends it at once.
             */
            overlap_hours?: number | null;
        };
        /**
         * @description Who did what, when. Of personal fields it says only that they changed.
         * @example {
         *       "action": "product.updated",
         *       "actor": {
         *         "api_key_id": null,
         *         "type": "member",
         *         "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f"
         *       },
         *       "at": "2026-11-24T10:05:00.000Z",
         *       "changes": [
         *         {
         *           "field": "price",
         *           "from": "64.50",
         *           "to": "69.00"
         *         }
         *       ],
         *       "id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
         *       "reason": null,
         *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
         *       "subject_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10"
         *     }
         */
        AuditEntry: {
            /** @description A stable name, as order.placed; all of them are explained at /v1/docs/actions. */
            action: string;
            actor: components["schemas"]["Actor"];
            at: components["schemas"]["Time"];
            changes: components["schemas"]["Change"][];
            /** Format: uuid */
            id: string;
            reason: string | null;
            request_id: string | null;
            /**
             * Format: uuid
             * @description What it was done to.
             */
            subject_id: string | null;
        };
        /** @description A page may be short and still have a cursor; without one, it is the last. */
        AuditEntryPage: {
            items: components["schemas"]["AuditEntry"][];
            /** @description Pass it as cursor, with the same filters, to get the next page. */
            next_cursor: string | null;
        };
        /**
         * @description How the company shows itself. Empty without the feature custom_branding; what was set is kept over a downgrade.
         * @example {
         *       "accent_color": "#0a7d55",
         *       "display_name": "Holz & Form",
         *       "logo": null
         *     }
         */
        Branding: {
            /** @description As #rrggbb. */
            accent_color: string | null;
            /** @description Instead of the company's name, for its customers. */
            display_name: string | null;
            /** @description A data URL of a PNG, JPEG or WebP picture. */
            logo: string | null;
        };
        /**
         * @description What became of each.
         * @example {
         *       "changed": 1,
         *       "refused": 1,
         *       "results": [
         *         {
         *           "code": null,
         *           "detail": null,
         *           "id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
         *           "status": "changed",
         *           "version": 2
         *         },
         *         {
         *           "code": "illegal_transition",
         *           "detail": "an order that is delivered can't become confirmed, nor anything else",
         *           "id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a67",
         *           "status": "refused",
         *           "version": null
         *         }
         *       ],
         *       "unchanged": 0
         *     }
         */
        BulkReport: {
            changed: number;
            refused: number;
            /** @description In the order that was asked for. */
            results: components["schemas"]["BulkResult"][];
            /** @description Were so already. */
            unchanged: number;
        };
        BulkResult: {
            /** @description Why it was rejected, as a problem would name it. */
            code: string | null;
            detail: string | null;
            /** Format: uuid */
            id: string;
            status: components["schemas"]["BulkStatus"];
            /**
             * Format: int64
             * @description The version that the change made; null where nothing was changed.
             */
            version: number | null;
        };
        /**
         * @description What became of one of many.
         * @enum {string}
         */
        BulkStatus: "changed" | "unchanged" | "refused";
        CategorySales: {
            /** @description Null for products without one. */
            category: string | null;
            revenue: components["schemas"]["Amount"];
            /** Format: int64 */
            units: number;
        };
        /**
         * @description The password was right; a second factor is asked for.
         * @example {
         *       "challenge": "AZq10s3vfhG...",
         *       "expires_in": 300,
         *       "methods": [
         *         "totp",
         *         "recovery_code"
         *       ]
         *     }
         */
        Challenge: {
            /** @description For POST /v1/auth/challenge. */
            challenge: string;
            /**
             * Format: int64
             * @description Seconds.
             */
            expires_in: number;
            methods: string[];
        };
        /**
         * @description The second factor: either a code of the app or a recovery code.
         * @example {
         *       "challenge": "AZq10s3vfhG...",
         *       "code": "287082"
         *     }
         */
        ChallengeAnswer: {
            /** Format: password */
            challenge: string;
            code?: string | null;
            recovery_code?: string | null;
            refresh_token_in?: components["schemas"]["RefreshTokenChannel"];
        };
        /** @description Tokens, or what is next after a recovery code. */
        ChallengeOutcome: components["schemas"]["SignedIn"] | components["schemas"]["Recovered"];
        /** @description From and to are null where the value is personal or long. */
        Change: {
            field: string;
            from: string | null;
            to: string | null;
        };
        /** @description From the period before to this one, to one decimal; null where there was nothing before. */
        ChangePercent: {
            average_order_value: string | null;
            orders: string | null;
            revenue: string | null;
            units: string | null;
        };
        /**
         * @description Whether the clock is trusted with what can't be undone.
         * @example {
         *       "off_by_s": 3456000,
         *       "safe_time": "2026-11-24T10:05:00.000Z",
         *       "trusted": false,
         *       "warning": "the clock is 960 hours ahead of 2026-11-24T10:05:00Z, the last time that is known to be right."
         *     }
         */
        Clock: {
            /**
             * Format: int64
             * @description Seconds between the clock and the last time that is known to be right; 0 while it is trusted.
             */
            off_by_s: number;
            /** @description What can't be undone is judged by this time. */
            safe_time: components["schemas"]["Time"];
            trusted: boolean;
            /** @description What is wrong and what to do; null while the clock is trusted. */
            warning: string | null;
        };
        /** @description Distinguished by their email address, without regard to case. */
        Customers: {
            /**
             * Format: int64
             * @description Who ordered in the range.
             */
            all: number;
            /**
             * Format: int64
             * @description Those of them who have ordered twice or more, up to the end of the range.
             */
            repeat: number;
            /**
             * @description To one decimal.
             * @example 50.0
             */
            repeat_percent: string;
        };
        /**
         * Format: date
         * @description A calendar day in the tenant's time zone.
         * @example 2026-11-24
         */
        Day: string;
        DaySales: {
            day: components["schemas"]["Day"];
            /** Format: int64 */
            orders: number;
            revenue: components["schemas"]["Amount"];
            /** Format: int64 */
            units: number;
        };
        DayUsage: components["schemas"]["Activity"] & {
            /**
             * Format: int64
             * @description At the end of the day, as last measured; null before the first measurement.
             */
            bytes_stored: number | null;
            day: components["schemas"]["Day"];
            /**
             * Format: int64
             * @description Not archived, at the end of the day.
             */
            products: number;
            /**
             * Format: int64
             * @description Members at the end of the day.
             */
            users: number;
        };
        /**
         * @description An event, the consumer that gave up on it, and its last error.
         * @example {
         *       "at": "2026-11-24T10:06:30.000Z",
         *       "attempts": 5,
         *       "consumer": "mail",
         *       "error": "the mail can't be sent just now",
         *       "event_id": "019ab5d2-8e12-7aaa-8bbb-0c0d0e0f1011",
         *       "occurred_at": "2026-11-24T10:05:00.000Z",
         *       "subject_id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
         *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
         *       "type": "order.placed"
         *     }
         */
        DeadLetter: {
            /** @description When the consumer gave up. */
            at: components["schemas"]["Time"];
            /** Format: int32 */
            attempts: number;
            consumer: string;
            error: string;
            /** Format: uuid */
            event_id: string;
            /** @description When the event was caused. */
            occurred_at: components["schemas"]["Time"];
            /** Format: uuid */
            subject_id: string | null;
            /** Format: uuid */
            tenant_id: string | null;
            type: string;
        };
        /** @description A page may be short and still have a cursor; without one, it is the last. */
        DeadLetterPage: {
            items: components["schemas"]["DeadLetter"][];
            /** @description Pass it as cursor, with the same filters, to get the next page. */
            next_cursor: string | null;
        };
        /**
         * @description An email address.
         * @example {
         *       "email": "grete@holzundform.example"
         *     }
         */
        EmailAddress: {
            /** Format: email */
            email: string;
        };
        /**
         * @description What an operator types to erase a tenant for good.
         * @example {
         *       "company_name": "Holz & Form GmbH",
         *       "reason": "The owner asked for it."
         *     }
         */
        Erasure: {
            /** @description As it stands. */
            company_name: string;
            reason: string;
        };
        /** @description What an event is about; each type has some of these. */
        EventData: {
            /**
             * Format: uuid
             * @description Of api_key.*
             */
            api_key_id?: string;
            /**
             * Format: uuid
             * @description Of member.*
             */
            member_id?: string;
            /**
             * Format: uuid
             * @description Of order.*
             */
            order_id?: string;
            /** @description Of order.confirmed, shipped, delivered and cancelled: the status before. */
            previous_status?: string;
            /**
             * Format: uuid
             * @description Of product.* and inventory.*
             */
            product_id?: string;
            /**
             * Format: uuid
             * @description Of tenant.*
             */
            tenant_id?: string;
            /**
             * Format: int64
             * @description Of inventory.low: the threshold in units.
             */
            threshold?: number;
        };
        /**
         * @description A page of the feed, oldest first. Unlike that of other lists, its cursor never ends.
         * @example {
         *       "has_more": false,
         *       "items": [
         *         {
         *           "data": {
         *             "order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
         *             "previous_status": "confirmed"
         *           },
         *           "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
         *           "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
         *           "timestamp": "2026-11-24T09:30:00.000Z",
         *           "type": "order.shipped",
         *           "version": 1
         *         }
         *       ],
         *       "next_cursor": "eyJkYXRhIjp7Im1hcmsiOiIwMTlhYjVkMiJ9fQ"
         *     }
         */
        EventFeed: {
            /** @description Whether there may be more already. */
            has_more: boolean;
            items: components["schemas"]["EventPayload"][];
            /** @description Keep it, and pass it as cursor, with the same types, to get what follows: now if has_more, else later. */
            next_cursor: string;
        };
        /**
         * @description One event. It holds ids and no personal values; read the rest at its link. The body of a webhook is the same.
         * @example {
         *       "data": {
         *         "order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
         *         "previous_status": "confirmed"
         *       },
         *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
         *       "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
         *       "timestamp": "2026-11-24T09:30:00.000Z",
         *       "type": "order.shipped",
         *       "version": 1
         *     }
         */
        EventPayload: {
            data: components["schemas"]["EventData"];
            /**
             * Format: uuid
             * @description The same each time that the event is sent: skip what you have handled.
             */
            id: string;
            /** @description The path of the operation that reads what it is about, as it is now. */
            link: string;
            timestamp: components["schemas"]["Time"];
            /** @description The name of its type, as order.placed; GET /v1/event-types lists all. New ones are added within /v1. */
            type: string;
            /**
             * Format: int32
             * @description The version of the type's data.
             */
            version: number;
        };
        /** @description The state of event delivery. */
        EventsState: {
            /**
             * Format: int64
             * @description Null while it is unknown.
             */
            dead_letters: number | null;
            /**
             * Format: date-time
             * @description When the oldest event was caused that not every consumer has seen.
             * @example 2026-11-24T09:30:00.000Z
             */
            oldest_waiting_at: string | null;
        };
        /**
         * @description A type of events.
         * @example {
         *       "description": "An order was placed.",
         *       "example": {
         *         "data": {
         *           "order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60"
         *         },
         *         "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
         *         "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
         *         "timestamp": "2026-11-24T09:30:00.000Z",
         *         "type": "order.placed",
         *         "version": 1
         *       },
         *       "role": "viewer",
         *       "since": "0.2.0",
         *       "type": "order.placed",
         *       "version": 1
         *     }
         */
        EventType: {
            /** @description When it happens. */
            description: string;
            example: components["schemas"]["EventPayload"];
            /** @description The least role that sees it in the feed. */
            role: components["schemas"]["Role"];
            /** @description The first release of Tenantry that has it. */
            since: string;
            /** @description Its name, which never changes its meaning. */
            type: string;
            /**
             * Format: int32
             * @description The version of its data. Fields may be added within one.
             */
            version: number;
        };
        /** @description All types of events. */
        EventTypeList: {
            items: components["schemas"]["EventType"][];
        };
        /**
         * @description An export that was begun; its pages can be read by the caller who began it.
         * @example {
         *       "expires_at": "2026-11-24T12:00:00.000Z",
         *       "id": "019ab5d2-9c00-7a11-8e22-5b4c3d2e1f00"
         *     }
         */
        Export: {
            expires_at: components["schemas"]["Time"];
            /** Format: uuid */
            id: string;
        };
        /**
         * @description A record in an export of a company's data.
         * @example {
         *       "data": {
         *         "created_at": "2026-11-24T09:00:00.000Z",
         *         "email": "grete@holzundform.example",
         *         "mfa_enabled": true,
         *         "name": "Grete Holz",
         *         "role": "owner",
         *         "updated_at": "2026-11-24T09:00:00.000Z",
         *         "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
         *         "version": 1
         *       },
         *       "kind": "member"
         *     }
         */
        Exported: {
            /** @description As the API shows a thing of this kind; an order with its steps and mails. */
            data: Record<string, never>;
            kind: components["schemas"]["ExportedKind"];
        };
        /**
         * @description What is exported, in the order in which it comes.
         * @enum {string}
         */
        ExportedKind: "tenant" | "member" | "invitation" | "api_key" | "product" | "movement" | "order" | "webhook_endpoint_health" | "webhook_endpoint" | "webhook_delivery" | "view" | "audit" | "usage";
        /** @description A page may be short and still have a cursor; without one, it is the last. */
        ExportedPage: {
            items: components["schemas"]["Exported"][];
            /** @description Pass it as cursor, with the same filters, to get the next page. */
            next_cursor: string | null;
        };
        /**
         * @description Why an operator takes a company's data; members need not say it.
         * @example {
         *       "reason": "The owner asked for it by letter."
         *     }
         */
        ExportRequest: {
            reason?: string;
        };
        Features: {
            advanced_analytics: boolean;
            api_access: boolean;
            custom_branding: boolean;
        };
        /**
         * @example {
         *       "status": "ok"
         *     }
         */
        Health: {
            status: string;
        };
        /**
         * @description Degraded works, but an operator should look; failing does not work.
         * @enum {string}
         */
        HealthLevel: "ok" | "degraded" | "failing";
        HourSales: {
            hour: number;
            /** Format: int64 */
            orders: number;
            revenue: components["schemas"]["Amount"];
        };
        /** @description A row that creates or changes a product. */
        ImportChange: {
            fields: components["schemas"]["ImportFieldChange"][];
            /** @description Before the change, or of the new product. */
            name: string;
            /**
             * Format: uuid
             * @description Null for a product that is created.
             */
            product_id: string | null;
            /**
             * Format: int64
             * @description As a spreadsheet counts: the header is row 1.
             */
            row: number;
        };
        /** @description Rows of the file by what becomes of them. */
        ImportCounts: {
            /** Format: int64 */
            create: number;
            /** Format: int64 */
            error: number;
            /**
             * Format: int64
             * @description No products, as rows for pictures.
             */
            ignored: number;
            /**
             * Format: int64
             * @description Equal to what is there.
             */
            skip: number;
            /** Format: int64 */
            update: number;
        };
        /**
         * @description A field of a product that a file can say.
         * @enum {string}
         */
        ImportField: "sku" | "name" | "description" | "price" | "category" | "inventory" | "barcode";
        /** @description Old and new value of one field, as an export writes them, cut to a hundred characters. */
        ImportFieldChange: {
            field: components["schemas"]["ImportField"];
            /** @description Null where there was nothing. */
            from: string | null;
            to: string | null;
        };
        /**
         * @description What a file looks like; nothing of it is judged yet.
         * @example {
         *       "encoding": "utf-8",
         *       "headers": [
         *         "sku",
         *         "name",
         *         "price",
         *         "inventory"
         *       ],
         *       "mapping": {
         *         "inventory": "inventory",
         *         "name": "name",
         *         "price": "price",
         *         "sku": "sku"
         *       },
         *       "questions": [],
         *       "row_count": 1,
         *       "rows": [
         *         [
         *           "BRD-WAL-40",
         *           "Walnut cutting board",
         *           "64.50",
         *           "25"
         *         ]
         *       ],
         *       "separator": ",",
         *       "template": "tenantry",
         *       "template_title": "Tenantry"
         *     }
         */
        ImportPreview: {
            /** @description utf-8, utf-16, windows-1252, windows-1250 or windows-1251. */
            encoding: string;
            headers: string[];
            /** @description Fields and the columns that seem to say them. */
            mapping: {
                [key: string]: string;
            };
            /** @description What is open for the whole file, each asked once. */
            questions: components["schemas"]["ImportQuestion"][];
            /** @description Without the header and blank rows. */
            row_count: number;
            /** @description The first five. */
            rows: string[][];
            separator: string;
            template: components["schemas"]["ImportTemplate"];
            /** @description The name of the shop or program whose columns they are, to show to people. */
            template_title: string;
        };
        /** @description What only a person can say of a file. Until it is answered, the rows that it concerns are rejected or lack a field. */
        ImportQuestion: {
            /** @description decimal_comma, foreign_currency, price_column or name_column. */
            code: string;
            /**
             * Format: int64
             * @description Rows that wait for the answer.
             */
            count: number;
            detail: string;
            /** @description Some of the values in question. */
            examples: string[];
            /** @description Values of the parameter; for mapping, the columns that may be the field. */
            options: string[];
            /** @description The query parameter that answers it. */
            parameter: string;
        };
        /** @description Rows that were rejected for one reason. */
        ImportRejection: {
            code: string;
            /** @description Null where whole rows are to blame. */
            column: string | null;
            /** Format: int64 */
            count: number;
            /** @description Of the first row, where the rows differ. */
            detail: string;
            /** @description The first twenty. */
            rows: number[];
        };
        /** @description A remark about a value of a row that was changed or left out; its product is still imported. */
        ImportRemark: {
            code: string;
            /** @description Null where no column is meant. */
            column: string | null;
            detail: string;
            /**
             * Format: int64
             * @description As a spreadsheet counts: the header is row 1.
             */
            row: number;
            /** @description What stands there, cut to a hundred characters. */
            value: string | null;
        };
        /**
         * @description What an import did, or would do in a dry run.
         * @example {
         *       "changes": [
         *         {
         *           "fields": [
         *             {
         *               "field": "price",
         *               "from": "59.00",
         *               "to": "64.50"
         *             }
         *           ],
         *           "name": "Walnut board",
         *           "product_id": "019a3f2b-7c10-7000-8000-5a6e1f0b2c3d",
         *           "row": 2
         *         }
         *       ],
         *       "changes_left_out": 14,
         *       "counts": {
         *         "create": 12,
         *         "error": 1,
         *         "ignored": 0,
         *         "skip": 5,
         *         "update": 3
         *       },
         *       "dry_run": false,
         *       "encoding": "utf-8",
         *       "errors": [
         *         {
         *           "code": "decimal_comma",
         *           "column": "price",
         *           "detail": "has a decimal comma: write 19.99 with a point",
         *           "row": 7,
         *           "value": "19,99"
         *         }
         *       ],
         *       "errors_left_out": 0,
         *       "questions": [],
         *       "rejections": [
         *         {
         *           "code": "decimal_comma",
         *           "column": "price",
         *           "count": 1,
         *           "detail": "has a decimal comma: write 19.99 with a point",
         *           "rows": [
         *             7
         *           ]
         *         }
         *       ],
         *       "remarks": [
         *         {
         *           "code": "negative_stock",
         *           "column": "inventory",
         *           "detail": "the file says -3: the stock is 0",
         *           "row": 9,
         *           "value": "-3"
         *         }
         *       ],
         *       "remarks_left_out": 0,
         *       "template": "tenantry"
         *     }
         */
        ImportReport: {
            /** @description Old and new values of the first fifty rows that create or change a product; only in a dry run. */
            changes: components["schemas"]["ImportChange"][];
            /**
             * Format: int64
             * @description Further rows of the dry run that create or change a product.
             */
            changes_left_out: number;
            counts: components["schemas"]["ImportCounts"];
            dry_run: boolean;
            /** @description utf-8, utf-16, windows-1252, windows-1250 or windows-1251. */
            encoding: string;
            /**
             * @description Why rows were rejected, in the order of the file; at most 500. A reason that is the file's or the plan's and not
             *     the row's is listed with its first row only. POST /v1/products/import/failed has all.
             */
            errors: components["schemas"]["ImportRowError"][];
            errors_left_out: number;
            /** @description What is open for the whole file, each asked once. */
            questions: components["schemas"]["ImportQuestion"][];
            /** @description The same by reason, the most frequent first. */
            rejections: components["schemas"]["ImportRejection"][];
            /** @description What was changed or left out of products that came in, in the order of the file; at most 500. */
            remarks: components["schemas"]["ImportRemark"][];
            remarks_left_out: number;
            template: components["schemas"]["ImportTemplate"];
        };
        ImportRowError: {
            code: string;
            /** @description Null where the whole row is to blame. */
            column: string | null;
            detail: string;
            /**
             * Format: int64
             * @description As a spreadsheet counts: the header is row 1.
             */
            row: number;
            /** @description What stands there, cut to a hundred characters. */
            value: string | null;
        };
        /**
         * @description Whose columns a file has.
         * @enum {string}
         */
        ImportTemplate: "tenantry" | "shopify" | "woocommerce" | "wix" | "squarespace" | "magento" | "prestashop" | "bigcommerce" | "square" | "etsy" | "medusa" | "vendure" | "odoo" | "lightspeed" | "google_merchant" | "unknown";
        /**
         * @description Sales over a range of days, without cancelled orders except in by_status.
         * @example {
         *       "as_of": "2026-11-24T12:00:00.000Z",
         *       "average_order_value": "129.00",
         *       "buckets": {
         *         "items": [
         *           {
         *             "from": "2026-11-23",
         *             "hour": null,
         *             "orders": 0,
         *             "revenue": "0.00",
         *             "to": "2026-11-23"
         *           },
         *           {
         *             "from": "2026-11-24",
         *             "hour": null,
         *             "orders": 2,
         *             "revenue": "258.00",
         *             "to": "2026-11-24"
         *           }
         *         ],
         *         "unit": "day"
         *       },
         *       "by_day": [
         *         {
         *           "day": "2026-11-23",
         *           "orders": 0,
         *           "revenue": "0.00",
         *           "units": 0
         *         },
         *         {
         *           "day": "2026-11-24",
         *           "orders": 2,
         *           "revenue": "258.00",
         *           "units": 4
         *         }
         *       ],
         *       "by_status": {
         *         "cancelled": {
         *           "orders": 0,
         *           "revenue": "0.00",
         *           "units": 0
         *         },
         *         "confirmed": {
         *           "orders": 0,
         *           "revenue": "0.00",
         *           "units": 0
         *         },
         *         "delivered": {
         *           "orders": 0,
         *           "revenue": "0.00",
         *           "units": 0
         *         },
         *         "pending": {
         *           "orders": 1,
         *           "revenue": "129.00",
         *           "units": 2
         *         },
         *         "shipped": {
         *           "orders": 1,
         *           "revenue": "129.00",
         *           "units": 2
         *         }
         *       },
         *       "currency": "EUR",
         *       "from": "2026-11-23",
         *       "low_stock": 1,
         *       "open_orders": 2,
         *       "orders": 2,
         *       "previous": {
         *         "average_order_value": "64.50",
         *         "from": "2026-11-21",
         *         "orders": 1,
         *         "revenue": "64.50",
         *         "to": "2026-11-22",
         *         "units": 1
         *       },
         *       "revenue": "258.00",
         *       "same_hours": {
         *         "average_order_value": "64.50",
         *         "hour": 12,
         *         "orders": 1,
         *         "revenue": "64.50"
         *       },
         *       "to": "2026-11-24",
         *       "top_products": [
         *         {
         *           "name": "Walnut cutting board",
         *           "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
         *           "revenue": "258.00",
         *           "units": 4
         *         }
         *       ],
         *       "units": 4
         *     }
         */
        Insights: {
            /** @description Every order placed before this moment is in the figures. */
            as_of: components["schemas"]["Time"];
            /** @description Rounded half up to the minor unit of the currency; zero without orders. */
            average_order_value: components["schemas"]["Amount"];
            /** @description The range in as many points as a chart can show. */
            buckets: components["schemas"]["SalesBuckets"];
            /** @description Every day of the range. */
            by_day: components["schemas"]["DaySales"][];
            /** @description Every status. */
            by_status: {
                [key: string]: components["schemas"]["SalesFigures"];
            };
            currency: string;
            from: components["schemas"]["Day"];
            /**
             * Format: int64
             * @description Products whose stock is at or below the tenant's low_stock_threshold, those without any included.
             */
            low_stock: number;
            /**
             * Format: int64
             * @description Orders of any day that are neither delivered nor cancelled.
             */
            open_orders: number;
            /** Format: int64 */
            orders: number;
            /** @description As many days just before, to compare with. */
            previous: components["schemas"]["SalesPeriod"];
            revenue: components["schemas"]["Amount"];
            /**
             * SameHours
             * @description What the period before had sold by this time of its last day, where the range ends today: compare with this, since
             *     a day that is not over is not like a whole one. Null for other ranges.
             */
            same_hours: {
                average_order_value: components["schemas"]["Amount"];
                /**
                 * Format: int32
                 * @description The last hour that counts, whole, in the tenant's time zone.
                 */
                hour: number;
                /** Format: int64 */
                orders: number;
                revenue: components["schemas"]["Amount"];
            } | null;
            to: components["schemas"]["Day"];
            /** @description The ten products that sold for most. */
            top_products: components["schemas"]["TopProduct"][];
            /** Format: int64 */
            units: number;
        };
        /**
         * @description The length of one point of a chart.
         * @enum {string}
         */
        InsightsUnit: "hour" | "day" | "week" | "month";
        /**
         * @description An open or expired invitation.
         * @example {
         *       "created_at": "2026-11-24T11:00:00.000Z",
         *       "email": "emil@holzundform.example",
         *       "expires_at": "2026-12-01T11:00:00.000Z",
         *       "invitation_id": "019ab5d2-9a00-7e21-8d33-6c5b4a392817",
         *       "invited_by": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
         *       "role": "staff",
         *       "version": 1
         *     }
         */
        Invitation: {
            created_at: components["schemas"]["Time"];
            email: string;
            expires_at: components["schemas"]["Time"];
            /** Format: uuid */
            invitation_id: string;
            /**
             * Format: uuid
             * @description The member who invited; null if the operator did.
             */
            invited_by: string | null;
            role: components["schemas"]["Role"];
            /** Format: int64 */
            version: number;
        };
        /** @description A page may be short and still have a cursor; without one, it is the last. */
        InvitationPage: {
            items: components["schemas"]["Invitation"][];
            /** @description Pass it as cursor, with the same filters, to get the next page. */
            next_cursor: string | null;
        };
        /**
         * @description The invitation as its recipient sees it before they accept.
         * @example {
         *       "already_member": false,
         *       "company_name": "Holz & Form GmbH",
         *       "email": "emil@holzundform.example",
         *       "expires_at": "2026-12-01T11:00:00.000Z",
         *       "role": "staff"
         *     }
         */
        InvitationPreview: {
            /** @description The address has an account, so the invitation can't be taken with it. */
            already_member: boolean;
            company_name: string;
            email: string;
            expires_at: components["schemas"]["Time"];
            role: components["schemas"]["Role"];
        };
        /**
         * @description Where the data lives: among others in the pool, or in the one with capacity of its own (provisioned_pool); or in a place of its own (silo).
         * @enum {string}
         */
        IsolationModel: "pool" | "provisioned_pool" | "silo";
        /**
         * @description An API key with its token, which is shown only now.
         * @example {
         *       "api_key": {
         *         "api_key_id": "019ab5d2-9b00-7a55-a0b1-2c3d4e5f6071",
         *         "created_at": "2026-11-24T11:00:00.000Z",
         *         "created_by": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
         *         "expires_at": "2027-11-24T11:00:00.000Z",
         *         "hint": "x7Qk",
         *         "last_used_at": null,
         *         "name": "Warehouse",
         *         "previous_ends_at": null,
         *         "rotated_at": null,
         *         "scopes": [
         *           "orders:read",
         *           "orders:write"
         *         ],
         *         "version": 1
         *       },
         *       "token": "tnt_AZq10s3vfhG2b1rS0c6hS7m2Yw8n3Qx5Kp0Vt4Lz9Rj6Ue1Wd2Ba7x7Qk"
         *     }
         */
        IssuedApiKey: {
            api_key: components["schemas"]["ApiKey"];
            /** @description To be sent as a bearer token. Keep it where secrets are kept. */
            token: string;
        };
        /**
         * @description A webhook endpoint with its secret, which is shown only now.
         * @example {
         *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
         *       "webhook_endpoint": {
         *         "created_at": "2026-11-24T11:00:00.000Z",
         *         "description": "Warehouse",
         *         "disabled_at": null,
         *         "disabled_reason": null,
         *         "enabled": true,
         *         "event_types": [
         *           "order.*",
         *           "inventory.low"
         *         ],
         *         "failing_since": null,
         *         "previous_secret_ends_at": null,
         *         "updated_at": "2026-11-24T11:00:00.000Z",
         *         "url": "https://example.com/webhooks",
         *         "version": 1,
         *         "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f"
         *       }
         *     }
         */
        IssuedWebhookSecret: {
            /** @description What messages are signed with, by Standard Webhooks. Keep it where secrets are kept. */
            secret: string;
            webhook_endpoint: components["schemas"]["WebhookEndpoint"];
        };
        /**
         * @description What a plan bounds.
         * @enum {string}
         */
        LimitName: "max_products" | "max_orders" | "max_users";
        /** @description What holds at this moment: the operator's overrides while they are in force, else the plan. Null means unlimited. */
        Limits: {
            /**
             * Format: int64
             * @description Orders placed in one calendar month of the tenant's time zone.
             */
            max_orders: number | null;
            /**
             * Format: int64
             * @description Products that are not archived.
             */
            max_products: number | null;
            /**
             * Format: int64
             * @description Members and open invitations.
             */
            max_users: number | null;
        };
        /** @description A limit and its present use. */
        LimitUse: {
            limit: components["schemas"]["LimitName"];
            /**
             * Format: int64
             * @description Null means unlimited.
             */
            max: number | null;
            /**
             * Format: int64
             * @description Rounded down.
             */
            percent: number | null;
            /** Format: int64 */
            used: number;
        };
        /**
         * @description A list whose filters can be kept.
         * @enum {string}
         */
        ListName: "products" | "orders";
        /**
         * @description A mail as it would have been sent.
         * @example {
         *       "at": "2026-11-24T09:00:00.000Z",
         *       "from_name": null,
         *       "id": "019ab5d2-6900-7abc-8def-0123456789ab",
         *       "reply_to": null,
         *       "subject": "Confirm your address",
         *       "text": "Follow this link: http://127.0.0.1:8080/...",
         *       "to": "grete@holzundform.example"
         *     }
         */
        Mail: {
            at: components["schemas"]["Time"];
            /** @description Who it is from, for the reader's eyes. */
            from_name: string | null;
            id: string;
            /** @description Where an answer goes, if not to the sender. */
            reply_to: string | null;
            subject: string;
            text: string;
            to: string;
        };
        /**
         * @description A code from a mailed link.
         * @example {
         *       "code": "AZq10s3vfhG..."
         *     }
         */
        MailedCode: {
            code: string;
        };
        /** @description The mails, newest first. */
        Mails: {
            items: components["schemas"]["Mail"][];
        };
        /** @description Who is signed in. */
        Me: components["schemas"]["MemberMe"] | components["schemas"]["OperatorMe"];
        /**
         * @description A member of the tenant.
         * @example {
         *       "created_at": "2026-11-24T09:00:00.000Z",
         *       "email": "grete@holzundform.example",
         *       "mfa_enabled": true,
         *       "name": "Grete Holz",
         *       "role": "owner",
         *       "updated_at": "2026-11-24T09:00:00.000Z",
         *       "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
         *       "version": 1
         *     }
         */
        Member: {
            created_at: components["schemas"]["Time"];
            email: string;
            /** @description Signing in takes a second factor. */
            mfa_enabled: boolean;
            name: string;
            role: components["schemas"]["Role"];
            updated_at: components["schemas"]["Time"];
            /** Format: uuid */
            user_id: string;
            /** Format: int64 */
            version: number;
        };
        /**
         * @description A member and the essentials of their tenant.
         * @example {
         *       "email": "grete@holzundform.example",
         *       "mfa_enabled": true,
         *       "mfa_required": false,
         *       "name": "Grete Holz",
         *       "operator": false,
         *       "role": "owner",
         *       "tenant": {
         *         "branding": {
         *           "accent_color": null,
         *           "display_name": null,
         *           "logo": null
         *         },
         *         "company_name": "Holz & Form GmbH",
         *         "currency": "EUR",
         *         "day_ends_at": "2026-11-24T23:00:00.000Z",
         *         "features": {
         *           "advanced_analytics": false,
         *           "api_access": true,
         *           "custom_branding": false
         *         },
         *         "isolation_model": "pool",
         *         "limits": {
         *           "max_orders": 1000,
         *           "max_products": 100,
         *           "max_users": 10
         *         },
         *         "low_stock_threshold": 5,
         *         "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
         *         "tier": "basic",
         *         "time_zone": "Europe/Berlin",
         *         "today": "2026-11-24"
         *       },
         *       "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f"
         *     }
         */
        MemberMe: {
            email: string;
            mfa_enabled: boolean;
            /** @description Nothing but setting up a second factor is done before it is enabled. */
            mfa_required: boolean;
            name: string;
            /** @enum {boolean} */
            operator: false;
            role: components["schemas"]["Role"];
            tenant: components["schemas"]["TenantSummary"];
            /** Format: uuid */
            user_id: string;
        };
        /** @description A page may be short and still have a cursor; without one, it is the last. */
        MemberPage: {
            items: components["schemas"]["Member"][];
            /** @description Pass it as cursor, with the same filters, to get the next page. */
            next_cursor: string | null;
        };
        /** @description A JSON merge patch of MemberEdit. */
        MemberPatch: {
            name?: string;
            role?: components["schemas"]["Role"];
        };
        /**
         * @description A person's second factor.
         * @example {
         *       "enabled": true,
         *       "enabled_since": "2026-11-24T09:00:00.000Z",
         *       "recovery_codes_left": 10,
         *       "required": false
         *     }
         */
        Mfa: {
            enabled: boolean;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC to the millisecond.
             * @example 2026-11-24T09:30:00.000Z
             */
            enabled_since: string | null;
            /** Format: int64 */
            recovery_codes_left: number;
            /** @description Your company demands one. */
            required: boolean;
        };
        /**
         * @description One line of a product's stock ledger.
         * @example {
         *       "at": "2026-11-24T10:05:00.000Z",
         *       "delta": -2,
         *       "movement_id": "019ab5d2-8f00-7b12-8c44-51d2e7a90b11",
         *       "order_id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
         *       "reason": "sold"
         *     }
         */
        Movement: {
            at: components["schemas"]["Time"];
            /**
             * Format: int64
             * @description Pieces that came (positive) or went (negative).
             */
            delta: number;
            /** Format: uuid */
            movement_id: string;
            /**
             * Format: uuid
             * @description The order that caused it, if one did.
             */
            order_id: string | null;
            reason: components["schemas"]["MovementReason"];
        };
        /** @description A page may be short and still have a cursor; without one, it is the last. */
        MovementPage: {
            items: components["schemas"]["Movement"][];
            /** @description Pass it as cursor, with the same filters, to get the next page. */
            next_cursor: string | null;
        };
        /**
         * @description Why stock moved.
         * @enum {string}
         */
        MovementReason: "opening" | "adjusted" | "import" | "sold" | "restocked";
        /**
         * @description A key to create.
         * @example {
         *       "expires_at": "2099-11-24T11:00:00Z",
         *       "name": "Warehouse",
         *       "scopes": [
         *         "orders:read",
         *         "orders:write"
         *       ]
         *     }
         */
        NewApiKey: {
            /**
             * Format: date-time
             * @description Left out or null, it never expires.
             */
            expires_at?: string | null;
            name: string;
            scopes: components["schemas"]["Scope"][];
        };
        /**
         * @description Whom to invite, and as what.
         * @example {
         *       "email": "emil@holzundform.example",
         *       "role": "staff"
         *     }
         */
        NewInvitation: {
            /** Format: email */
            email: string;
            role: components["schemas"]["Role"];
        };
        /**
         * @description Limits to hold instead of the plan's. A limit that is left out is the plan's; null means unlimited.
         * @example {
         *       "expires_at": "2027-01-01T00:00:00Z",
         *       "max_orders": null,
         *       "max_products": 500,
         *       "rate": {
         *         "burst": 200,
         *         "per_second": 100
         *       },
         *       "reason": "Christmas season"
         *     }
         */
        NewLimitOverrides: {
            /**
             * Format: date-time
             * @description The plan's limits hold again from this moment on (RFC 3339). Never, if it is left out.
             */
            expires_at?: string | null;
            /** Format: int64 */
            max_orders?: number | null;
            /** Format: int64 */
            max_products?: number | null;
            /** Format: int64 */
            max_users?: number | null;
            /**
             * RateQuota
             * @description Requests of all people of the tenant together.
             * @example {
             *       "burst": 100,
             *       "per_second": 50
             *     }
             */
            rate?: {
                /**
                 * Format: int32
                 * @description At once, after a rest.
                 */
                burst: number;
                /**
                 * Format: int32
                 * @description In the long run.
                 */
                per_second: number;
            } | null;
            reason: string;
        };
        /**
         * @description An order to place. Prices are never the caller's: the catalog's are taken.
         * @example {
         *       "customer_email": "ada@example.com",
         *       "external_ref": "536365",
         *       "items": [
         *         {
         *           "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
         *           "quantity": 2
         *         }
         *       ],
         *       "note": "Please ring twice.",
         *       "shipping_address": {
         *         "city": "Bonn",
         *         "country": "DE",
         *         "street": "Am Markt 1",
         *         "zip": "53111"
         *       }
         *     }
         */
        NewOrder: {
            /** Format: email */
            customer_email: string;
            /** @description Your own number for it, unique in the tenant. */
            external_ref?: string | null;
            /** @description At most 50 different products; lines of one product are added up. */
            items: components["schemas"]["NewOrderItem"][];
            note?: string | null;
            /** NewShippingAddress */
            shipping_address?: {
                city: string;
                country?: string | null;
                state?: string | null;
                street: string;
                zip: string;
            } | null;
        };
        NewOrderItem: {
            /** Format: uuid */
            product_id: string;
            /** Format: int64 */
            quantity: number;
        };
        /**
         * @description A product to create.
         * @example {
         *       "barcode": "0036000291452",
         *       "category": "Kitchen",
         *       "description": "End grain, oiled, 40 x 30 cm.",
         *       "inventory": 25,
         *       "name": "Walnut cutting board",
         *       "price": "64.50",
         *       "sku": "BRD-WAL-40"
         *     }
         */
        NewProduct: {
            /**
             * @description Any text that a scanner reads. A number that can be no GTIN (8, 12, 13 or 14 digits with a check digit) is taken,
             *     with a remark.
             */
            barcode?: string | null;
            category?: string | null;
            description?: string | null;
            /**
             * Format: int64
             * @description Pieces in stock; none if it is left out.
             */
            inventory?: number;
            name: string;
            price: components["schemas"]["Price"];
            /** @description Unique in the tenant, without regard to case. */
            sku?: string | null;
        };
        /**
         * @description Codes that are shown once and serve once each.
         * @example {
         *       "recovery_codes": [
         *         "8k2m-4q7x-z0vw",
         *         "c5rt-91nd-jh3e"
         *       ]
         *     }
         */
        NewRecoveryCodes: {
            recovery_codes: string[];
        };
        /**
         * @description A view to keep.
         * @example {
         *       "list": "products",
         *       "name": "Running low",
         *       "query": "stock=low&category=Kitchen",
         *       "shared": true
         *     }
         */
        NewSavedView: {
            list: components["schemas"]["ListName"];
            name: string;
            /** @description What GET of the list takes, without limit and cursor; empty for the whole list. */
            query: string;
            shared?: boolean;
        };
        /**
         * @description A tenant that an operator creates; its admin_email is invited as the owner.
         * @example {
         *       "admin_email": "it@nordlicht.example",
         *       "company_name": "Nordlicht AG",
         *       "currency": "EUR",
         *       "isolation_model": "silo",
         *       "tier": "enterprise",
         *       "time_zone": "Europe/Oslo"
         *     }
         */
        NewTenant: {
            /** Format: email */
            admin_email: string;
            company_name: string;
            /** @description ISO 4217, of a currency with two decimals. USD if it is left out. */
            currency?: string | null;
            isolation_model: components["schemas"]["IsolationModel"];
            tier: components["schemas"]["Tier"];
            /** @description IANA. UTC if it is left out. */
            time_zone?: string | null;
        };
        /**
         * @description A webhook endpoint to create.
         * @example {
         *       "description": "Warehouse",
         *       "event_types": [
         *         "order.*",
         *         "inventory.low"
         *       ],
         *       "url": "https://example.com/webhooks"
         *     }
         */
        NewWebhookEndpoint: {
            description?: string | null;
            /**
             * @description Whether it gets events from the start.
             * @default true
             */
            enabled?: boolean;
            /** @description Names of types, or beginnings as order.*; left out or empty, all are sent. */
            event_types?: string[];
            /** @description Where events are sent to, by https, at a public address. */
            url: string;
        };
        /**
         * @description An operation on a tenant, in steps. A failed step can be retried; the steps before it are not repeated.
         * @example {
         *       "ended_at": null,
         *       "id": "019ab5d2-9b00-7c11-8e22-1a2b3c4d5e6f",
         *       "kind": "provision",
         *       "reason": null,
         *       "source": null,
         *       "started_at": "2026-11-24T11:30:00.000Z",
         *       "status": "running",
         *       "steps": [
         *         {
         *           "at": "2026-11-24T11:30:00.000Z",
         *           "detail": null,
         *           "name": "create_place",
         *           "status": "running"
         *         }
         *       ],
         *       "target": "silo",
         *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
         *       "tries": 1
         *     }
         */
        Operation: {
            /**
             * Format: date-time
             * @description RFC 3339, in UTC to the millisecond.
             * @example 2026-11-24T09:30:00.000Z
             */
            ended_at: string | null;
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["OperationKind"];
            /** @description Why the operator wanted it. */
            reason: string | null;
            /**
             * @description Where the data lived when a move began; null if it is no move, or one of release 0.1.0.
             * @enum {string|null}
             */
            source: "pool" | "provisioned_pool" | "silo" | null;
            started_at: components["schemas"]["Time"];
            status: components["schemas"]["OperationStatus"];
            /** @description In the order in which they are taken. */
            steps: components["schemas"]["OperationStep"][];
            /**
             * @description Where the data is to live; null if it is not about that.
             * @enum {string|null}
             */
            target: "pool" | "provisioned_pool" | "silo" | null;
            /** Format: uuid */
            tenant_id: string;
            /**
             * Format: int32
             * @description How often it was tried.
             */
            tries: number;
        };
        /**
         * @description What is being done to a tenant.
         * @enum {string}
         */
        OperationKind: "provision" | "move" | "erase";
        /** @description A page may be short and still have a cursor; without one, it is the last. */
        OperationPage: {
            items: components["schemas"]["Operation"][];
            /** @description Pass it as cursor, with the same filters, to get the next page. */
            next_cursor: string | null;
        };
        /**
         * @description Failed operations wait for the operator to try them again.
         * @enum {string}
         */
        OperationStatus: "running" | "done" | "failed";
        OperationStep: {
            /**
             * Format: date-time
             * @description When it came to this status; null while it waits.
             * @example 2026-11-24T09:30:00.000Z
             */
            at: string | null;
            /** @description What it did. The cause of a failure is shown to operators only. */
            detail: string | null;
            name: components["schemas"]["OperationStepName"];
            status: components["schemas"]["OperationStepStatus"];
        };
        /**
         * @description One step of an operation.
         * @enum {string}
         */
        OperationStepName: "create_place" | "copy" | "switch" | "clean_up" | "end_sessions" | "erase_data" | "erase_records";
        /**
         * @description How far a step has come.
         * @enum {string}
         */
        OperationStepStatus: "waiting" | "running" | "done" | "failed";
        /**
         * @description An operator of the installation.
         * @example {
         *       "email": "ops@example.com",
         *       "mfa_enabled": true,
         *       "mfa_required": false,
         *       "name": "Olga",
         *       "operator": true,
         *       "placements": [
         *         "pool",
         *         "silo"
         *       ],
         *       "user_id": "019ab5d2-5000-7111-8222-333344445555"
         *     }
         */
        OperatorMe: {
            email: string;
            mfa_enabled: boolean;
            /** @description Nothing but setting up a second factor is done before it is enabled. */
            mfa_required: boolean;
            name: string;
            /** @enum {boolean} */
            operator: true;
            /** @description Placements that tenants can be given in this installation. */
            placements: components["schemas"]["IsolationModel"][];
            /** Format: uuid */
            user_id: string;
        };
        /**
         * @description An order with the names and prices as they were sold.
         * @example {
         *       "created_at": "2026-11-24T10:05:00.000Z",
         *       "currency": "EUR",
         *       "customer_email": "ada@example.com",
         *       "external_ref": "536365",
         *       "items": [
         *         {
         *           "price": "64.50",
         *           "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
         *           "product_name": "Walnut cutting board",
         *           "quantity": 2,
         *           "sku": "BRD-WAL-40",
         *           "subtotal": "129.00"
         *         }
         *       ],
         *       "next_statuses": [
         *         "confirmed",
         *         "cancelled"
         *       ],
         *       "note": "Please ring twice.",
         *       "number": "HF-23A-KH5Q-WAK6",
         *       "order_id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
         *       "placed_on": "2026-11-24",
         *       "sample": false,
         *       "shipping_address": {
         *         "city": "Bonn",
         *         "country": "DE",
         *         "state": null,
         *         "street": "Am Markt 1",
         *         "zip": "53111"
         *       },
         *       "status": "pending",
         *       "total_amount": "129.00",
         *       "tracking": null,
         *       "updated_at": "2026-11-24T10:05:00.000Z",
         *       "version": 1
         *     }
         */
        Order: {
            created_at: components["schemas"]["Time"];
            currency: string;
            customer_email: string;
            external_ref: string | null;
            items: components["schemas"]["OrderItem"][];
            /** @description The steps that it can take from here. */
            next_statuses: components["schemas"]["OrderStatus"][];
            note: string | null;
            /**
             * @description What people call it: the tenant's prefix when it was placed and a code made from the id. Unique in practice;
             *     the id is unique by itself.
             */
            number: string;
            /** Format: uuid */
            order_id: string;
            /** @description The day it counts for, in the tenant's time zone when it was placed. */
            placed_on: components["schemas"]["Day"];
            /** @description It is sample data: invented, and removed with it. */
            sample: boolean;
            /** ShippingAddress */
            shipping_address: {
                city: string;
                country: string | null;
                state: string | null;
                street: string;
                zip: string;
            } | null;
            status: components["schemas"]["OrderStatus"];
            total_amount: components["schemas"]["Amount"];
            tracking: string | null;
            updated_at: components["schemas"]["Time"];
            /** Format: int64 */
            version: number;
        };
        /**
         * @description One step for many orders.
         * @example {
         *       "ids": [
         *         "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66"
         *       ],
         *       "status": "confirmed"
         *     }
         */
        OrderBulk: {
            ids: string[];
            status: components["schemas"]["OrderStatus"];
        };
        /**
         * @description How many orders are in each status.
         * @example {
         *       "all": 42,
         *       "by_status": {
         *         "cancelled": 2,
         *         "confirmed": 5,
         *         "delivered": 28,
         *         "pending": 3,
         *         "shipped": 4
         *       }
         *     }
         */
        OrderCounts: {
            /** Format: int64 */
            all: number;
            /** @description Every status. */
            by_status: {
                [key: string]: number;
            };
        };
        /**
         * @description The fields of an order that can still be changed once it is placed.
         * @example {
         *       "note": "Please ring twice.",
         *       "status": "shipped",
         *       "tracking": "JD014600006281230704"
         *     }
         */
        OrderEdit: {
            note?: string | null;
            status: components["schemas"]["OrderStatus"];
            tracking?: string | null;
        };
        /** @description One product of an order. */
        OrderItem: {
            price: components["schemas"]["Amount"];
            /** Format: uuid */
            product_id: string;
            product_name: string;
            /** Format: int32 */
            quantity: number;
            sku: string | null;
            subtotal: components["schemas"]["Amount"];
        };
        /** @description A page may be short and still have a cursor; without one, it is the last. */
        OrderPage: {
            items: components["schemas"]["Order"][];
            /** @description Pass it as cursor, with the same filters, to get the next page. */
            next_cursor: string | null;
        };
        /** @description A JSON merge patch of OrderEdit. */
        OrderPatch: {
            note?: string | null;
            status?: components["schemas"]["OrderStatus"];
            tracking?: string | null;
        };
        /**
         * @description pending, confirmed, shipped, delivered; or cancelled.
         * @enum {string}
         */
        OrderStatus: "pending" | "confirmed" | "shipped" | "delivered" | "cancelled";
        /** @description A part of the installation. */
        PartHealth: {
            detail: string | null;
            name: string;
            status: components["schemas"]["HealthLevel"];
        };
        /**
         * @description The password that you have, and the one that you want.
         * @example {
         *       "current_password": "correct horse battery",
         *       "new_password": "vier Tassen auf dem Dach"
         *     }
         */
        PasswordChange: {
            /** Format: password */
            current_password: string;
            /** Format: password */
            new_password: string;
        };
        /**
         * @description The password, so that nobody does this at an open screen.
         * @example {
         *       "password": "correct horse battery"
         *     }
         */
        PasswordProof: {
            /** Format: password */
            password: string;
        };
        /**
         * @description A code from a mailed link, and the new password.
         * @example {
         *       "code": "AZq10s3vfhG...",
         *       "password": "correct horse battery"
         *     }
         */
        PasswordReset: {
            code: string;
            /** Format: password */
            password: string;
        };
        /**
         * @description An amount in the tenant's currency with at most the decimals of ISO 4217 (EUR two, JPY none, KWD three), from 0 to 100000000000 of its smallest unit: best as a string; a JSON number is taken if it is exactly such a decimal.
         * @example 19.99
         */
        Price: string | number;
        /** @description A problem (RFC 9457). Single codes add members, as limit, max, used, next or available. */
        Problem: {
            /**
             * @description Stable.
             * @enum {string}
             */
            code: "malformed_json" | "invalid_utf8" | "body_required" | "body_unreadable" | "unknown_parameter" | "invalid_header" | "idempotency_key_required" | "bad_code" | "bad_cursor" | "bad_request" | "unauthenticated" | "wrong_credentials" | "wrong_code" | "challenge_over" | "mfa_required" | "role_too_low" | "members_only" | "scope_missing" | "people_only" | "tenant_suspended" | "feature_missing" | "limit_reached" | "cross_site" | "not_found" | "method_not_allowed" | "request_timeout" | "contended" | "out_of_stock" | "illegal_transition" | "sku_taken" | "external_ref_taken" | "archived" | "not_archived" | "email_taken" | "already_member" | "already_invited" | "totp_on" | "totp_off" | "last_owner" | "wrong_tenant_status" | "no_limit_overrides" | "grace_period_over" | "tenant_not_deleted" | "operation_running" | "operation_not_failed" | "already_there" | "sample_data_leaving" | "name_taken" | "view_name_taken" | "too_many_views" | "webhook_endpoint_disabled" | "revenue_too_large" | "conflict" | "cursor_expired" | "stale" | "weak_tag" | "too_large" | "unsupported_media_type" | "invalid" | "unknown_field" | "read_only" | "idempotency_mismatch" | "precondition_required" | "rate_limited" | "throttled" | "internal" | "unavailable" | "tenant_data_unavailable" | "timeout" | "not_ready";
            /** @description The other record that is in the way, of a name or address that is taken. */
            conflicting?: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description What people call it. */
                name: string;
            };
            /** @description The present entity tag, of code stale or weak_tag. */
            current?: string;
            /** @description What is wrong with this very request. */
            detail: string;
            errors?: {
                /** @description Stable. */
                code: string;
                /** @description For people. */
                detail: string;
                /** @description JSON pointer (RFC 6901) into the body, or / and the parameter's name. */
                pointer: string;
            }[];
            /** @description Under this id the operator finds the request in the log. */
            request_id: string;
            retry_after_s?: number;
            status: number;
            /** @description The same for each problem of the code. */
            title: string;
            /**
             * Format: uri-reference
             * @description Where the code is explained.
             */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A product as its tenant sees it.
         * @example {
         *       "barcode": "0036000291452",
         *       "category": "Kitchen",
         *       "created_at": "2026-11-24T09:30:00.000Z",
         *       "description": "End grain, oiled, 40 x 30 cm.",
         *       "inventory": 25,
         *       "name": "Walnut cutting board",
         *       "price": "64.50",
         *       "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
         *       "sku": "BRD-WAL-40",
         *       "status": "active",
         *       "updated_at": "2026-11-24T09:30:00.000Z",
         *       "version": 1
         *     }
         */
        Product: {
            /** @description What a scanner reads from the package, most often a GTIN. Text: zeros at its beginning count. */
            barcode: string | null;
            category: string | null;
            created_at: components["schemas"]["Time"];
            description: string | null;
            /**
             * Format: int64
             * @description Pieces in stock. Sales move it without a new version.
             */
            inventory: number;
            name: string;
            price: components["schemas"]["Amount"];
            /** Format: uuid */
            product_id: string;
            /** @description What is remarked upon and not rejected; left out where there is nothing to say. */
            remarks?: components["schemas"]["ProductRemark"][];
            /** @description Unique in the tenant, without regard to case. */
            sku: string | null;
            status: components["schemas"]["ProductStatus"];
            updated_at: components["schemas"]["Time"];
            /**
             * Format: int64
             * @description Rises with each change of the other fields.
             */
            version: number;
        };
        /**
         * @description One of ids, seen and filter, and one change.
         * @example {
         *       "change": {
         *         "price_percent": "-10"
         *       },
         *       "ids": [
         *         "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10"
         *       ]
         *     }
         */
        ProductBulk: {
            change: components["schemas"]["ProductBulkChange"];
            /**
             * ProductBulkFilter
             * @description As the list of products is filtered; it may find at most 1000.
             */
            filter?: {
                archived?: boolean;
                /** @description The beginning of the barcode. */
                barcode?: string | null;
                category?: string | null;
                /** @description The beginning of the name. */
                name?: string | null;
                /**
                 * @description An amount in the tenant's currency with at most the decimals of ISO 4217 (EUR two, JPY none, KWD three), from 0 to 100000000000 of its smallest unit: best as a string; a JSON number is taken if it is exactly such a decimal.
                 * @example 19.99
                 */
                price_max?: (string | null) | number;
                /**
                 * @description An amount in the tenant's currency with at most the decimals of ISO 4217 (EUR two, JPY none, KWD three), from 0 to 100000000000 of its smallest unit: best as a string; a JSON number is taken if it is exactly such a decimal.
                 * @example 19.99
                 */
                price_min?: (string | null) | number;
                /** @description The beginning of the SKU. Not together with name. */
                sku?: string | null;
                /**
                 * @description In: more pieces than the tenant's low_stock_threshold; low: one up to it; out: none.
                 * @enum {string|null}
                 */
                stock?: "in" | "low" | "out" | null;
            } | null;
            /** @description At most 1000. */
            ids?: string[] | null;
            /**
             * @description At most 1000, as you saw them: one that has a newer version is rejected by itself, as stale. So a bulk change
             *     is undone without touching what others have changed since. A sale makes no new version.
             */
            seen?: components["schemas"]["SeenProduct"][] | null;
        };
        /** @description Exactly one of them. */
        ProductBulkChange: {
            /** @example true */
            archive?: boolean | null;
            /** @description Empty takes them out of their category. */
            category?: string | null;
            /**
             * @description By so many percent, to the hundredth, from -99.99 to 1000; rounded half up to the minor unit of the currency.
             * @example -10
             */
            price_percent?: string | null;
            /**
             * @description An amount in the tenant's currency with at most the decimals of ISO 4217 (EUR two, JPY none, KWD three), from 0 to 100000000000 of its smallest unit: best as a string; a JSON number is taken if it is exactly such a decimal.
             * @example 19.99
             */
            price_set?: (string | null) | number;
            /** @example true */
            restore?: boolean | null;
        };
        /**
         * @description The fields of a product that can be changed.
         * @example {
         *       "barcode": "0036000291452",
         *       "category": "Kitchen",
         *       "description": "End grain, oiled, 40 x 30 cm.",
         *       "inventory": 40,
         *       "name": "Walnut cutting board",
         *       "price": "69.00",
         *       "sku": "BRD-WAL-40"
         *     }
         */
        ProductEdit: {
            /**
             * @description Any text that a scanner reads. A number that can be no GTIN (8, 12, 13 or 14 digits with a check digit) is taken,
             *     with a remark.
             */
            barcode?: string | null;
            category?: string | null;
            description?: string | null;
            /**
             * Format: int64
             * @description Pieces in stock. The difference to what you read is applied, so that a
             *     sale in between is not lost.
             */
            inventory: number;
            name: string;
            price: components["schemas"]["Price"];
            /** @description Unique in the tenant, without regard to case. */
            sku?: string | null;
        };
        /** @description A page may be short and still have a cursor; without one, it is the last. */
        ProductPage: {
            items: components["schemas"]["Product"][];
            /** @description Pass it as cursor, with the same filters, to get the next page. */
            next_cursor: string | null;
        };
        /** @description A JSON merge patch of ProductEdit. */
        ProductPatch: {
            /**
             * @description Any text that a scanner reads. A number that can be no GTIN (8, 12, 13 or 14 digits with a check digit) is taken,
             *     with a remark.
             */
            barcode?: string | null;
            category?: string | null;
            description?: string | null;
            /**
             * Format: int64
             * @description Pieces in stock. The difference to what you read is applied, so that a
             *     sale in between is not lost.
             */
            inventory?: number;
            name?: string;
            price?: components["schemas"]["Price"];
            /** @description Unique in the tenant, without regard to case. */
            sku?: string | null;
        };
        /**
         * @description A remark about a field of a product that stands as it was sent.
         * @example {
         *       "code": "barcode_check_digit",
         *       "detail": "is no GTIN, since its check digit is wrong: compare it with the package",
         *       "pointer": "/barcode"
         *     }
         */
        ProductRemark: {
            /** @description barcode_length or barcode_check_digit. */
            code: string;
            detail: string;
            /** @description Where in the product (RFC 6901). */
            pointer: string;
        };
        /**
         * @description Archived products can't be ordered and do not count against the plan.
         * @enum {string}
         */
        ProductStatus: "active" | "archived";
        /**
         * @description Requests of all people of the tenant together.
         * @example {
         *       "burst": 100,
         *       "per_second": 50
         *     }
         */
        RateQuota: {
            /**
             * Format: int32
             * @description At once, after a rest.
             */
            burst: number;
            /**
             * Format: int32
             * @description In the long run.
             */
            per_second: number;
        };
        /**
         * @description Why it is done; kept in the journal.
         * @example {
         *       "reason": "Three invoices are overdue."
         *     }
         */
        Reason: {
            reason: string;
        };
        /**
         * @description A recovery code was used: the password signs in, once without a code.
         * @example {
         *       "next": "sign_in"
         *     }
         */
        Recovered: {
            /** @description sign_in: with the password, once more. */
            next: string;
        };
        /**
         * @description Which consumer gets the event once more.
         * @example {
         *       "consumer": "mail"
         *     }
         */
        Redrive: {
            consumer: string;
        };
        /**
         * @description How many dead letters their consumer gets again.
         * @example {
         *       "more": false,
         *       "redriven": 311
         *     }
         */
        RedrivenLetters: {
            /** @description Whether some are left: one call takes 10,000. Call again. */
            more: boolean;
            /** Format: int64 */
            redriven: number;
        };
        /**
         * @description The refresh token, unless the cookie carries it.
         * @example {
         *       "refresh_token": "kZ3q..."
         *     }
         */
        Refresh: {
            /** Format: password */
            refresh_token?: string | null;
        };
        /**
         * @description Browsers take the cookie, which no script can read; programs take the body.
         * @enum {string}
         */
        RefreshTokenChannel: "cookie" | "body";
        /**
         * @description A company that signs up, and the person who does it.
         * @example {
         *       "company_name": "Holz & Form GmbH",
         *       "currency": "EUR",
         *       "email": "grete@holzundform.example",
         *       "name": "Grete Holz",
         *       "password": "correct horse battery",
         *       "tier": "basic",
         *       "time_zone": "Europe/Berlin"
         *     }
         */
        Registration: {
            company_name: string;
            /** @description ISO 4217, of a currency with two decimals. USD if it is left out. */
            currency?: string | null;
            /** Format: email */
            email: string;
            name: string;
            /** Format: password */
            password: string;
            /**
             * @description Given at once if the installation lets companies choose it; otherwise
             *     it is a request that the operator approves. basic if it is left out.
             * @enum {string|null}
             */
            tier?: "basic" | "premium" | "enterprise" | null;
            /** @description IANA. UTC if it is left out. */
            time_zone?: string | null;
        };
        /**
         * @description Each role may do what the ones before it may.
         * @enum {string}
         */
        Role: "viewer" | "staff" | "admin" | "owner";
        /** @description What a route did. */
        RouteTraffic: {
            /**
             * Format: int64
             * @description Of the server, not of the caller.
             */
            errors: number;
            /** Format: double */
            p50_ms: number;
            /** Format: double */
            p99_ms: number;
            /** Format: int64 */
            requests: number;
            route: string;
        };
        SalesBucket: {
            from: components["schemas"]["Day"];
            /**
             * Format: int32
             * @description Null where it is not an hour.
             */
            hour: number | null;
            /** Format: int64 */
            orders: number;
            revenue: components["schemas"]["Amount"];
            to: components["schemas"]["Day"];
        };
        /** @description Points of a chart, in order and without gaps. */
        SalesBuckets: {
            items: components["schemas"]["SalesBucket"][];
            /** @description Hours for one day, then days, weeks that begin on Monday, months. The first and the last may be cut by the range. */
            unit: components["schemas"]["InsightsUnit"];
        };
        SalesFigures: {
            /** Format: int64 */
            orders: number;
            revenue: components["schemas"]["Amount"];
            /** Format: int64 */
            units: number;
        };
        /** @description The totals of a range of days, without cancelled orders. */
        SalesPeriod: {
            /** @description Rounded half up to the minor unit of the currency; zero without orders. */
            average_order_value: components["schemas"]["Amount"];
            from: components["schemas"]["Day"];
            /** Format: int64 */
            orders: number;
            revenue: components["schemas"]["Amount"];
            to: components["schemas"]["Day"];
            /** Format: int64 */
            units: number;
        };
        /**
         * @example {
         *       "added_at": "2026-11-24T11:00:00.000Z",
         *       "complete": true,
         *       "orders": 40,
         *       "present": true,
         *       "products": 12
         *     }
         */
        SampleData: {
            /**
             * Format: date-time
             * @description RFC 3339, in UTC to the millisecond.
             * @example 2026-11-24T09:30:00.000Z
             */
            added_at: string | null;
            /** @description False while it is being added or removed, or if that was interrupted: do it again. */
            complete: boolean;
            orders: number;
            present: boolean;
            products: number;
        };
        /**
         * @example {
         *       "orders_removed": 40,
         *       "products_kept": 1,
         *       "products_removed": 11
         *     }
         */
        SampleDataRemoval: {
            orders_removed: number;
            /** @description Real orders name them, so they stay, archived. */
            products_kept: number;
            products_removed: number;
        };
        /**
         * @description A list with its filters, under a name.
         * @example {
         *       "created_at": "2026-11-24T11:00:00.000Z",
         *       "list": "products",
         *       "name": "Running low",
         *       "owner": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
         *       "query": "stock=low&category=Kitchen",
         *       "shared": true,
         *       "updated_at": "2026-11-24T11:00:00.000Z",
         *       "version": 1,
         *       "view_id": "019ab5d2-9b10-7d31-8e44-7c6b5a493821"
         *     }
         */
        SavedView: {
            created_at: components["schemas"]["Time"];
            list: components["schemas"]["ListName"];
            name: string;
            /**
             * Format: uuid
             * @description The member who keeps it.
             */
            owner: string;
            /** @description What GET of the list takes, without limit and cursor. */
            query: string;
            /** @description Everybody in the company sees it. */
            shared: boolean;
            updated_at: components["schemas"]["Time"];
            /** Format: int64 */
            version: number;
            /** Format: uuid */
            view_id: string;
        };
        /**
         * @description The fields of a view that can be changed.
         * @example {
         *       "name": "Running low",
         *       "query": "stock=low",
         *       "shared": false
         *     }
         */
        SavedViewEdit: {
            name: string;
            query: string;
            shared?: boolean;
        };
        /** @description One's own and the shared ones, by name. */
        SavedViewList: {
            items: components["schemas"]["SavedView"][];
        };
        /** @description A JSON merge patch of SavedViewEdit. */
        SavedViewPatch: {
            name?: string;
            query?: string;
            shared?: boolean;
        };
        /**
         * @description What an API key may be used for. Writing does not include reading.
         * @enum {string}
         */
        Scope: "products:read" | "products:write" | "orders:read" | "orders:write" | "insights:read" | "settings:read" | "settings:write";
        /**
         * @description What a search finds.
         * @enum {string}
         */
        SearchKind: "product" | "order";
        /**
         * @description The field that matched.
         * @enum {string}
         */
        SearchMatch: "sku" | "name" | "number" | "id" | "external_ref" | "customer_email";
        SearchResult: {
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["SearchKind"];
            /** @description By what it was found. */
            matched: components["schemas"]["SearchMatch"];
            subtitle: string;
            /** @description The name of a product, the number of an order. */
            title: string;
        };
        /**
         * @description Products first, then orders; what matches best comes first among its kind.
         * @example {
         *       "items": [
         *         {
         *           "id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
         *           "kind": "product",
         *           "matched": "name",
         *           "subtitle": "BRD-WAL-40 · 64.50 EUR · 25 in stock",
         *           "title": "Walnut cutting board"
         *         },
         *         {
         *           "id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
         *           "kind": "order",
         *           "matched": "customer_email",
         *           "subtitle": "walter@customers.example · shipped · 129.00 EUR",
         *           "title": "HF-23A-KH5Q-WAK6"
         *         }
         *       ]
         *     }
         */
        SearchResults: {
            items: components["schemas"]["SearchResult"][];
        };
        SeenProduct: {
            /** Format: uuid */
            id: string;
            /** Format: int64 */
            version: number;
        };
        /**
         * @description A device that you are signed in on.
         * @example {
         *       "address": "203.0.113.7",
         *       "created_at": "2026-11-24T09:00:00.000Z",
         *       "current": true,
         *       "device": "Firefox on Linux",
         *       "expires_at": "2026-12-24T09:00:00.000Z",
         *       "last_used_at": "2026-11-24T10:00:00.000Z",
         *       "session_id": "019ab5d2-7000-7e01-8a2b-3c4d5e6f7a8b"
         *     }
         */
        Session: {
            /** @description Where it signed in from; of an IPv6 address, the network. */
            address: string;
            created_at: components["schemas"]["Time"];
            /** @description It is the one that asks. */
            current: boolean;
            /** @description What it said of itself. */
            device: string;
            expires_at: components["schemas"]["Time"];
            /** @description When it last got a fresh access token. */
            last_used_at: components["schemas"]["Time"];
            /** Format: uuid */
            session_id: string;
        };
        /** @description A page may be short and still have a cursor; without one, it is the last. */
        SessionPage: {
            items: components["schemas"]["Session"][];
            /** @description Pass it as cursor, with the same filters, to get the next page. */
            next_cursor: string | null;
        };
        /**
         * @description Settings to write; what is left out is as for a new tenant.
         * @example {
         *       "branding": {
         *         "accent_color": "#0a7d55",
         *         "display_name": "Holz & Form"
         *       },
         *       "low_stock_threshold": 10,
         *       "notification_addresses": [
         *         "stock@holzundform.example"
         *       ],
         *       "order_number_prefix": "HF-",
         *       "reply_to": "service@holzundform.example"
         *     }
         */
        SettingsEdit: {
            /**
             * BrandingEdit
             * @description Takes the feature custom_branding.
             * @example {
             *       "accent_color": "#0a7d55",
             *       "display_name": "Holz & Form"
             *     }
             */
            branding?: {
                accent_color?: string | null;
                display_name?: string | null;
                /** @description A base64 data URL of a PNG, JPEG or WebP picture, at most 64 KiB long. */
                logo?: string | null;
            } | null;
            /**
             * Format: int64
             * @description Stock at or below which a product counts as low.
             * @default 5
             */
            low_stock_threshold?: number | null;
            /** @description Notified of low stock, limit alerts and changes of the tenant, besides admin_email. */
            notification_addresses?: string[];
            /** @description Before the code in the number of each new order. */
            order_number_prefix?: string;
            /**
             * Format: email
             * @description Where customers' answers to mails go.
             */
            reply_to?: string | null;
        };
        /**
         * @description A fresh access token.
         * @example {
         *       "access_token": "eyJhbGciOiJFUzI1NiIs...",
         *       "expires_in": 3600,
         *       "token_type": "Bearer"
         *     }
         */
        SignedIn: {
            access_token: string;
            /**
             * Format: int64
             * @description Seconds.
             */
            expires_in: number;
            /** @description Only where the request asked for it in the body; otherwise it is in the cookie. */
            refresh_token?: string;
            token_type: string;
        };
        /**
         * @description Who signs in, and where the refresh token shall go.
         * @example {
         *       "email": "grete@holzundform.example",
         *       "password": "correct horse battery"
         *     }
         */
        SignIn: {
            /** Format: email */
            email: string;
            /** Format: password */
            password: string;
            refresh_token_in?: components["schemas"]["RefreshTokenChannel"];
        };
        /** @description Tokens, or a challenge for those who have a second factor. */
        SignInAnswer: components["schemas"]["SignedIn"] | components["schemas"]["Challenge"];
        /**
         * @description What to end: this session, or all of the person.
         * @example {
         *       "everywhere": false
         *     }
         */
        SignOut: {
            everywhere?: boolean;
            /**
             * Format: password
             * @description Unless the cookie carries it, or a bearer token names the session.
             */
            refresh_token?: string | null;
        };
        /**
         * @description An invited person joins.
         * @example {
         *       "code": "AZq10s3vfhG...",
         *       "name": "Emil Form",
         *       "password": "correct horse battery"
         *     }
         */
        SignUp: {
            /** @description From the mailed link. */
            code: string;
            name: string;
            /** Format: password */
            password: string;
        };
        /** @description What the data takes. */
        StorageState: {
            /**
             * Format: int64
             * @description Null while it is unknown.
             */
            bytes: number | null;
            /**
             * Format: int64
             * @description Null where there is no end to it.
             */
            free_bytes: number | null;
        };
        /**
         * @description Health, traffic, events and storage.
         * @example {
         *       "events": {
         *         "dead_letters": 0,
         *         "oldest_waiting_at": null
         *       },
         *       "health": [
         *         {
         *           "detail": null,
         *           "name": "control_store",
         *           "status": "ok"
         *         }
         *       ],
         *       "home": "standalone",
         *       "routes": [
         *         {
         *           "errors": 0,
         *           "p50_ms": 0.9,
         *           "p99_ms": 6.1,
         *           "requests": 800,
         *           "route": "GET /v1/products"
         *         }
         *       ],
         *       "started_at": "2026-11-24T08:00:00.000Z",
         *       "storage": {
         *         "bytes": 104857600,
         *         "free_bytes": 42949672960
         *       },
         *       "time_zone_database": "2026f",
         *       "traffic": [
         *         {
         *           "at": "2026-11-24T10:05:00.000Z",
         *           "client_errors": 4,
         *           "p50_ms": 1.2,
         *           "p99_ms": 14.5,
         *           "requests": 1200,
         *           "server_errors": 0,
         *           "throttled": 1
         *         }
         *       ],
         *       "version": "0.1.0"
         *     }
         */
        System: {
            events: components["schemas"]["EventsState"];
            health: components["schemas"]["PartHealth"][];
            /** @description `standalone` or `aws`. */
            home: string;
            /** @description The last hour, busiest first, at most 20. On AWS they are services. */
            routes: components["schemas"]["RouteTraffic"][];
            /**
             * Format: date-time
             * @description Null where there is no one process that started.
             * @example 2026-11-24T09:30:00.000Z
             */
            started_at: string | null;
            storage: components["schemas"]["StorageState"];
            /** @description Release of the IANA time zone database that days are counted by, whatever the machine has. */
            time_zone_database: string;
            /** @description The last 60 minutes, oldest first; the last one is under way. */
            traffic: components["schemas"]["TrafficMinute"][];
            /** @description Of the server. */
            version: string;
        };
        /**
         * @description A company and what its plan allows.
         * @example {
         *       "admin_email": "grete@holzundform.example",
         *       "company_name": "Holz & Form GmbH",
         *       "created_at": "2026-11-24T09:00:00.000Z",
         *       "currency": "EUR",
         *       "deleted_at": null,
         *       "features": {
         *         "advanced_analytics": false,
         *         "api_access": true,
         *         "custom_branding": false
         *       },
         *       "isolation_model": "pool",
         *       "limit_overrides": {
         *         "expires_at": "2027-01-01T00:00:00.000Z",
         *         "in_force": true,
         *         "max_products": 500,
         *         "reason": "Christmas season"
         *       },
         *       "limits": {
         *         "max_orders": 1000,
         *         "max_products": 500,
         *         "max_users": 10
         *       },
         *       "rate_limit": {
         *         "burst": 100,
         *         "per_second": 50
         *       },
         *       "requested_tier": null,
         *       "require_mfa": false,
         *       "settings": {
         *         "branding": {
         *           "accent_color": null,
         *           "display_name": null,
         *           "logo": null
         *         },
         *         "low_stock_threshold": 5,
         *         "notification_addresses": [
         *           "stock@holzundform.example"
         *         ],
         *         "order_number_prefix": "HF-",
         *         "reply_to": "service@holzundform.example"
         *       },
         *       "status": "active",
         *       "status_reason": null,
         *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
         *       "tier": "basic",
         *       "time_zone": "Europe/Berlin",
         *       "updated_at": "2026-11-24T09:00:00.000Z",
         *       "version": 1
         *     }
         */
        Tenant: {
            admin_email: string;
            company_name: string;
            created_at: components["schemas"]["Time"];
            /** @description ISO 4217. */
            currency: string;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC to the millisecond.
             * @example 2026-11-24T09:30:00.000Z
             */
            deleted_at: string | null;
            features: components["schemas"]["Features"];
            isolation_model: components["schemas"]["IsolationModel"];
            /**
             * LimitOverrides
             * @description What the operator granted beside the plan. Shown to admins and operators; null to others and where there is none.
             * @example {
             *       "expires_at": "2027-01-01T00:00:00.000Z",
             *       "in_force": true,
             *       "max_orders": null,
             *       "max_products": 500,
             *       "rate": {
             *         "burst": 200,
             *         "per_second": 100
             *       },
             *       "reason": "Christmas season"
             *     }
             */
            limit_overrides: {
                /**
                 * Format: date-time
                 * @description The plan's limits hold again from this moment on.
                 * @example 2026-11-24T09:30:00.000Z
                 */
                expires_at: string | null;
                /** @description Whether they have not expired yet. */
                in_force: boolean;
                /** Format: int64 */
                max_orders?: number | null;
                /** Format: int64 */
                max_products?: number | null;
                /** Format: int64 */
                max_users?: number | null;
                rate?: components["schemas"]["RateQuota"];
                reason: string;
            } | null;
            limits: components["schemas"]["Limits"];
            rate_limit: components["schemas"]["RateQuota"];
            /**
             * @description A tier that was asked for and waits for the operator.
             * @enum {string|null}
             */
            requested_tier: "basic" | "premium" | "enterprise" | null;
            /** @description Members can do nothing before they have set up a second factor. */
            require_mfa: boolean;
            settings: components["schemas"]["TenantSettings"];
            status: components["schemas"]["TenantStatus"];
            /** @description Why it is suspended or deleted. */
            status_reason: string | null;
            /** Format: uuid */
            tenant_id: string;
            tier: components["schemas"]["Tier"];
            /** @description IANA. */
            time_zone: string;
            updated_at: components["schemas"]["Time"];
            /** Format: int64 */
            version: number;
        };
        /** @description One of the two ways to create a tenant; which one depends on who asks. */
        TenantCreation: components["schemas"]["Registration"] | components["schemas"]["NewTenant"];
        /**
         * @description The fields of a tenant that its admins can change.
         * @example {
         *       "admin_email": "office@holzundform.example",
         *       "company_name": "Holz & Form GmbH",
         *       "settings": {
         *         "low_stock_threshold": 10,
         *         "order_number_prefix": "HF-"
         *       },
         *       "time_zone": "Europe/Berlin"
         *     }
         */
        TenantEdit: {
            /** Format: email */
            admin_email: string;
            company_name: string;
            /**
             * @description Members can do nothing before they have set up a second factor. As it
             *     is, if it is left out.
             */
            require_mfa?: boolean;
            /** @description As for a new tenant, if they are left out. */
            settings?: components["schemas"]["SettingsEdit"];
            /** @description IANA. */
            time_zone: string;
        };
        /**
         * @description Where a tenant's data shall live, and why.
         * @example {
         *       "placement": "silo",
         *       "reason": "Data of its own, as the contract says."
         *     }
         */
        TenantMove: {
            placement: components["schemas"]["IsolationModel"];
            reason: string;
        };
        /** @description A page may be short and still have a cursor; without one, it is the last. */
        TenantPage: {
            items: components["schemas"]["Tenant"][];
            /** @description Pass it as cursor, with the same filters, to get the next page. */
            next_cursor: string | null;
        };
        /** @description A JSON merge patch of TenantEdit. */
        TenantPatch: {
            /** Format: email */
            admin_email?: string;
            company_name?: string;
            /**
             * @description Members can do nothing before they have set up a second factor. As it
             *     is, if it is left out.
             */
            require_mfa?: boolean;
            /** @description As for a new tenant, if they are left out. */
            settings?: components["schemas"]["SettingsEdit"];
            /** @description IANA. */
            time_zone?: string;
        };
        /**
         * @description What a tenant's admins set for their company; each field acts somewhere.
         * @example {
         *       "branding": {
         *         "accent_color": "#0a7d55",
         *         "display_name": "Holz & Form",
         *         "logo": null
         *       },
         *       "low_stock_threshold": 5,
         *       "notification_addresses": [
         *         "stock@holzundform.example"
         *       ],
         *       "order_number_prefix": "HF-",
         *       "reply_to": "service@holzundform.example"
         *     }
         */
        TenantSettings: {
            branding: components["schemas"]["Branding"];
            /**
             * Format: int64
             * @description Stock at or below which a product counts as low.
             */
            low_stock_threshold: number;
            /** @description Notified of low stock, limit alerts and changes of the tenant, besides admin_email. */
            notification_addresses: string[];
            /** @description Before the code in the number of each new order. */
            order_number_prefix: string;
            /** @description Where customers' answers to mails go. */
            reply_to: string | null;
        };
        /**
         * @description All but active ones lock their people out. Of an erased tenant only this is left.
         * @enum {string}
         */
        TenantStatus: "active" | "suspended" | "deleted" | "erased";
        /** @description What the web app needs to know of the tenant. */
        TenantSummary: {
            branding: components["schemas"]["Branding"];
            company_name: string;
            currency: string;
            /**
             * Format: date-time
             * @description When that day ends; null at the end of time.
             * @example 2026-11-24T09:30:00.000Z
             */
            day_ends_at: string | null;
            features: components["schemas"]["Features"];
            isolation_model: components["schemas"]["IsolationModel"];
            limits: components["schemas"]["Limits"];
            /**
             * Format: int64
             * @description Stock at or below which a product counts as low.
             */
            low_stock_threshold: number;
            /** Format: uuid */
            tenant_id: string;
            tier: components["schemas"]["Tier"];
            time_zone: string;
            /** @description The day that it is in the tenant's time zone, by the server's time zone database. */
            today: components["schemas"]["Day"];
        };
        /**
         * @description What a tenant used, and what that costs.
         * @example {
         *       "days": [
         *         {
         *           "bytes_stored": 184320,
         *           "client_errors": 17,
         *           "day": "2026-11-24",
         *           "duration_ms": 3842,
         *           "errors": 0,
         *           "mails": 57,
         *           "orders": 52,
         *           "products": 81,
         *           "reads": 3310,
         *           "requests": 1204,
         *           "users": 4,
         *           "writes": 214
         *         }
         *       ],
         *       "estimated_cost_usd": "0.02",
         *       "from": "2026-11-24",
         *       "limits": [
         *         {
         *           "limit": "max_products",
         *           "max": 100,
         *           "percent": 81,
         *           "used": 81
         *         }
         *       ],
         *       "to": "2026-11-24",
         *       "total": {
         *         "client_errors": 17,
         *         "duration_ms": 3842,
         *         "errors": 0,
         *         "mails": 57,
         *         "orders": 52,
         *         "reads": 3310,
         *         "requests": 1204,
         *         "writes": 214
         *       }
         *     }
         */
        TenantUsage: components["schemas"]["Usage"] & {
            /** @description What these days cost on AWS, in dollars: an estimate from above by list prices, without what is fixed. */
            estimated_cost_usd: string;
        };
        /**
         * @description The plan of a tenant.
         * @enum {string}
         */
        Tier: "basic" | "premium" | "enterprise";
        /**
         * @description A tier, and why it is given.
         * @example {
         *       "reason": "Upgrade ordered on 24 November.",
         *       "tier": "premium"
         *     }
         */
        TierChange: {
            reason: string;
            tier: components["schemas"]["Tier"];
        };
        /**
         * Format: date-time
         * @description RFC 3339, in UTC to the millisecond.
         * @example 2026-11-24T09:30:00.000Z
         */
        Time: string;
        /**
         * @description The history of an order, oldest first.
         * @example {
         *       "items": [
         *         {
         *           "actor": {
         *             "api_key_id": null,
         *             "type": "member",
         *             "user_id": "019ab5d2-7a00-7c11-b2aa-6f0e1d2c3b4a"
         *           },
         *           "at": "2026-11-24T10:05:00.000Z",
         *           "name": "Olga Owner",
         *           "status": "pending",
         *           "type": "status"
         *         },
         *         {
         *           "at": "2026-11-24T10:05:00.210Z",
         *           "subject": "Walnut & Co has received your order",
         *           "type": "mail"
         *         }
         *       ]
         *     }
         */
        Timeline: {
            items: components["schemas"]["TimelineItem"][];
        };
        TimelineItem: {
            actor: components["schemas"]["Actor"];
            at: components["schemas"]["Time"];
            /** @description The present name of the member or the API key; null for others, and for what is gone. */
            name: string | null;
            status: components["schemas"]["OrderStatus"];
            /** @enum {string} */
            type: "status";
        } | {
            at: components["schemas"]["Time"];
            subject: string;
            /** @enum {string} */
            type: "mail";
        };
        TopProduct: {
            name: string;
            /** Format: uuid */
            product_id: string;
            revenue: components["schemas"]["Amount"];
            /** Format: int64 */
            units: number;
        };
        /**
         * @description The code that an authenticator app shows.
         * @example {
         *       "code": "287082"
         *     }
         */
        TotpCode: {
            code: string;
        };
        /**
         * @description What an authenticator app needs.
         * @example {
         *       "qr_svg": "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" ...>",
         *       "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
         *       "uri": "otpauth://totp/Tenantry:grete%40holzundform.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tenantry&algorithm=SHA1&digits=6&period=30"
         *     }
         */
        TotpEnrolment: {
            /** @description The same as a picture to scan. */
            qr_svg: string;
            /** @description Base 32, to type where the QR code can't be scanned. */
            secret: string;
            /** @description For an app on the same device. */
            uri: string;
        };
        /** @description A minute of requests. */
        TrafficMinute: {
            at: components["schemas"]["Time"];
            /** Format: int64 */
            client_errors: number;
            /** Format: double */
            p50_ms: number | null;
            /** Format: double */
            p99_ms: number | null;
            /** Format: int64 */
            requests: number;
            /** Format: int64 */
            server_errors: number;
            /**
             * Format: int64
             * @description Of the client errors; null where they are not distinguished.
             */
            throttled: number | null;
        };
        /**
         * @description What a tenant used, by day of its time zone, and how much of its limits.
         * @example {
         *       "days": [
         *         {
         *           "bytes_stored": 184320,
         *           "client_errors": 17,
         *           "day": "2026-11-24",
         *           "duration_ms": 3842,
         *           "errors": 0,
         *           "mails": 57,
         *           "orders": 52,
         *           "products": 81,
         *           "reads": 3310,
         *           "requests": 1204,
         *           "users": 4,
         *           "writes": 214
         *         }
         *       ],
         *       "from": "2026-11-24",
         *       "limits": [
         *         {
         *           "limit": "max_products",
         *           "max": 100,
         *           "percent": 81,
         *           "used": 81
         *         },
         *         {
         *           "limit": "max_orders",
         *           "max": null,
         *           "percent": null,
         *           "used": 640
         *         },
         *         {
         *           "limit": "max_users",
         *           "max": 10,
         *           "percent": 50,
         *           "used": 5
         *         }
         *       ],
         *       "to": "2026-11-24",
         *       "total": {
         *         "client_errors": 17,
         *         "duration_ms": 3842,
         *         "errors": 0,
         *         "mails": 57,
         *         "orders": 52,
         *         "reads": 3310,
         *         "requests": 1204,
         *         "writes": 214
         *       }
         *     }
         */
        Usage: {
            /** @description Every day of the range. */
            days: components["schemas"]["DayUsage"][];
            from: components["schemas"]["Day"];
            limits: components["schemas"]["LimitUse"][];
            to: components["schemas"]["Day"];
            total: components["schemas"]["Activity"];
        };
        /**
         * @description One event on its way to one endpoint. It is kept for 30 days.
         * @example {
         *       "created_at": "2026-11-24T09:30:00.000Z",
         *       "event_id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
         *       "event_type": "order.shipped",
         *       "last_try": {
         *         "at": "2026-11-24T09:30:00.000Z",
         *         "body": "busy",
         *         "error": null,
         *         "status": 503,
         *         "took_ms": 31
         *       },
         *       "next_try_at": "2026-11-24T09:30:05.000Z",
         *       "request_body": "{\"id\":\"019ab5d2-8e12-7001-9a4b-5c6d7e8f9012\",\"type\":\"order.shipped\"}",
         *       "status": "pending",
         *       "tries": 1,
         *       "webhook_delivery_id": "019ab5d2-8e12-7f3a-8b2c-7d8e9f0a1b2c",
         *       "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f"
         *     }
         */
        WebhookDelivery: {
            /** @description When the event happened. */
            created_at: components["schemas"]["Time"];
            /**
             * Format: uuid
             * @description The header webhook-id of each try.
             */
            event_id: string;
            /** @description A name of GET /v1/event-types, or webhook_endpoint.test. */
            event_type: string;
            /**
             * WebhookLastTry
             * @description Null before the first one.
             */
            last_try: {
                at: components["schemas"]["Time"];
                /** @description The first KiB of the answer's body. */
                body: string | null;
                /** @description Why there was no answer, or nothing was sent. */
                error: string | null;
                /**
                 * Format: int32
                 * @description The status code of the answer; null if there was none.
                 */
                status: number | null;
                /** Format: int64 */
                took_ms: number;
            } | null;
            /**
             * Format: date-time
             * @description Null unless it is pending.
             * @example 2026-11-24T09:30:00.000Z
             */
            next_try_at: string | null;
            /** @description What is sent, to the byte. */
            request_body: string;
            status: components["schemas"]["WebhookDeliveryStatus"];
            /**
             * Format: int32
             * @description All tries so far, those before a replay among them.
             */
            tries: number;
            /** Format: uuid */
            webhook_delivery_id: string;
            /** Format: uuid */
            webhook_endpoint_id: string;
        };
        /** @description A page may be short and still have a cursor; without one, it is the last. */
        WebhookDeliveryPage: {
            items: components["schemas"]["WebhookDelivery"][];
            /** @description Pass it as cursor, with the same filters, to get the next page. */
            next_cursor: string | null;
        };
        /**
         * @description Pending ones are tried, or tried again; failed ones were given up and can be replayed.
         * @enum {string}
         */
        WebhookDeliveryStatus: "pending" | "delivered" | "failed";
        /**
         * @description A webhook endpoint without its secret.
         * @example {
         *       "created_at": "2026-11-24T11:00:00.000Z",
         *       "description": "Warehouse",
         *       "disabled_at": null,
         *       "disabled_reason": null,
         *       "enabled": true,
         *       "event_types": [
         *         "order.*",
         *         "inventory.low"
         *       ],
         *       "failing_since": null,
         *       "previous_secret_ends_at": null,
         *       "updated_at": "2026-11-24T11:00:00.000Z",
         *       "url": "https://example.com/webhooks",
         *       "version": 1,
         *       "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f"
         *     }
         */
        WebhookEndpoint: {
            created_at: components["schemas"]["Time"];
            description: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC to the millisecond.
             * @example 2026-11-24T09:30:00.000Z
             */
            disabled_at: string | null;
            /**
             * @description Null while it is enabled, and where a member disabled it.
             * @enum {string|null}
             */
            disabled_reason: "failing" | "gone" | null;
            enabled: boolean;
            /** @description The types that it chose: names, or beginnings as order.*; an empty list means all. */
            event_types: string[];
            /**
             * Format: date-time
             * @description Since when every try fails; null if the last one succeeded. After five days the endpoint is disabled.
             * @example 2026-11-24T09:30:00.000Z
             */
            failing_since: string | null;
            /**
             * Format: date-time
             * @description Until when messages are signed with the secret before as well; null if they are not.
             * @example 2026-11-24T09:30:00.000Z
             */
            previous_secret_ends_at: string | null;
            updated_at: components["schemas"]["Time"];
            url: string;
            /** Format: int64 */
            version: number;
            /** Format: uuid */
            webhook_endpoint_id: string;
        };
        /** @description A page may be short and still have a cursor; without one, it is the last. */
        WebhookEndpointPage: {
            items: components["schemas"]["WebhookEndpoint"][];
            /** @description Pass it as cursor, with the same filters, to get the next page. */
            next_cursor: string | null;
        };
        /** @description A JSON merge patch of WebhookEndpointEdit. */
        WebhookEndpointPatch: {
            description?: string | null;
            /** @description What happens while it is disabled is not sent later either. */
            enabled?: boolean;
            /** @description Names of types, or beginnings as order.*; empty, all are sent. */
            event_types?: string[];
            /** @description Where events are sent to, by https, at a public address. */
            url?: string;
        };
        /**
         * @description Which deliveries are sent once more.
         * @example {
         *       "since": "2026-11-24T00:00:00Z"
         *     }
         */
        WebhookReplay: {
            /**
             * Format: date-time
             * @description All that failed and whose events happened at or after this instant.
             */
            since: string;
        };
        /**
         * @description How many deliveries are sent once more.
         * @example {
         *       "replayed": 12
         *     }
         */
        WebhookReplayed: {
            /** Format: int64 */
            replayed: number;
        };
        /**
         * @description How a secret is replaced.
         * @example {
         *       "overlap_hours": 24
         *     }
         */
        WebhookSecretRotation: {
            /**
             * Format: int32
             * @description Hours for which messages are signed with the replaced secret as well: 24, unless it says otherwise; 0 ends it at
             *     once.
             */
            overlap_hours?: number | null;
        };
        WeekdaySales: {
            /** Format: int64 */
            orders: number;
            revenue: components["schemas"]["Amount"];
            weekday: string;
        };
    };
    responses: {
        /** @description The request can't be read. */
        BadRequest: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "unknown_parameter",
                 *       "detail": "Leave it out; the answer names the parameters that this list knows.",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "status": 400,
                 *       "title": "The query has an unknown parameter",
                 *       "type": "/v1/docs/problems#unknown_parameter"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The present state does not allow it. */
        Conflict: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "conflict",
                 *       "detail": "Read the resource again and decide anew.",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "status": 409,
                 *       "title": "The present state does not allow this",
                 *       "type": "/v1/docs/problems#conflict"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The role, the plan or the tenant's status does not allow it. */
        Forbidden: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "role_too_low",
                 *       "detail": "Ask an owner or admin of your company to do it, or to raise your role.",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "status": 403,
                 *       "title": "Your role does not allow this",
                 *       "type": "/v1/docs/problems#role_too_low"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Events behind the cursor are not kept any more. */
        Gone: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "cursor_expired",
                 *       "detail": "Read what you keep copies of anew, then the feed without a cursor.",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "status": 410,
                 *       "title": "Events behind the cursor are not kept any more",
                 *       "type": "/v1/docs/problems#cursor_expired"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Some fields are not valid. */
        Invalid: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "invalid",
                 *       "detail": "Correct the fields that errors points to.",
                 *       "errors": [
                 *         {
                 *           "code": "negative",
                 *           "detail": "must not be negative",
                 *           "pointer": "/price"
                 *         }
                 *       ],
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "status": 422,
                 *       "title": "Some fields are not valid",
                 *       "type": "/v1/docs/problems#invalid"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It does not exist, or it belongs to others. */
        NotFound: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "not_found",
                 *       "detail": "Check the id and the path. What belongs to others looks the same as what does not exist.",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "status": 404,
                 *       "title": "Not found",
                 *       "type": "/v1/docs/problems#not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The If-Match header is missing. */
        PreconditionRequired: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "precondition_required",
                 *       "detail": "Read the resource and send its ETag in If-Match, or * to overwrite whatever is there.",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "status": 428,
                 *       "title": "The If-Match header is missing",
                 *       "type": "/v1/docs/problems#precondition_required"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Any other error. */
        Problem: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "internal",
                 *       "detail": "Try again; if it stays, report the request_id.",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "status": 500,
                 *       "title": "Something went wrong on our side",
                 *       "type": "/v1/docs/problems#internal"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It was changed since it was read. */
        Stale: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "stale",
                 *       "current": "\"4\"",
                 *       "detail": "Read it again, compare, and send the change with the new ETag in If-Match.",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "status": 412,
                 *       "title": "It was changed since you read it",
                 *       "type": "/v1/docs/problems#stale"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is larger than 256 KiB; a file, than 4 MiB. */
        TooLarge: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "too_large",
                 *       "detail": "Send at most what the answer names.",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "status": 413,
                 *       "title": "The body is too large",
                 *       "type": "/v1/docs/problems#too_large"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests. */
        TooManyRequests: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "rate_limited",
                 *       "detail": "Wait for the seconds in Retry-After; the RateLimit headers say how much is left.",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "retry_after_s": 1,
                 *       "status": 429,
                 *       "title": "Too many requests of your tenant",
                 *       "type": "/v1/docs/problems#rate_limited"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The token is missing, wrong or expired. */
        Unauthenticated: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "unauthenticated",
                 *       "detail": "Send a valid access token as a bearer token; refresh it or sign in again when it has expired.",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "status": 401,
                 *       "title": "Sign in first",
                 *       "type": "/v1/docs/problems#unauthenticated"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The service can't answer just now, or it took too long. */
        Unavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "unavailable",
                 *       "detail": "Nothing was changed. Try again after the seconds in Retry-After.",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "retry_after_s": 1,
                 *       "status": 503,
                 *       "title": "The service can't answer just now",
                 *       "type": "/v1/docs/problems#unavailable"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not JSON, or not CSV where a file is taken. */
        UnsupportedMediaType: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "unsupported_media_type",
                 *       "detail": "Send Content-Type: application/json (application/merge-patch+json with PATCH, text/csv for files).",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "status": 415,
                 *       "title": "The body is of another type than this takes",
                 *       "type": "/v1/docs/problems#unsupported_media_type"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The code is wrong, or the sign-in is over. */
        WrongCode: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "wrong_code",
                 *       "detail": "Type the code that your app shows now, or an unused recovery code; each serves once.",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "status": 401,
                 *       "title": "The code is wrong",
                 *       "type": "/v1/docs/problems#wrong_code"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The address or the password is wrong. */
        WrongCredentials: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "wrong_credentials",
                 *       "detail": "Try again, or reset the password.",
                 *       "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                 *       "status": 401,
                 *       "title": "The email address or the password is wrong",
                 *       "type": "/v1/docs/problems#wrong_credentials"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /**
         * @description A name to save it under.
         * @example attachment; filename="products-2026-11-24.csv"
         */
        "Content-Disposition": string;
        /**
         * @description The version, for If-Match and If-None-Match.
         * @example "1"
         */
        ETag: string;
        /**
         * @description true, where this is the first answer again.
         * @example true
         */
        "Idempotent-Replayed": string;
        /**
         * @description Where it is.
         * @example /v1/products/019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10
         */
        Location: string;
        /**
         * @description What is left: r requests now, all of them in t seconds.
         * @example "tenant";r=99;t=1
         */
        RateLimit: string;
        /**
         * @description The tenant's quota: q requests in w seconds.
         * @example "tenant";q=100;w=2
         */
        "RateLimit-Policy": string;
        /**
         * @description Seconds to wait.
         * @example 1
         */
        "Retry-After": string;
        /**
         * @description Bearer, where a token is missing or wrong.
         * @example Bearer
         */
        "WWW-Authenticate": string;
        /**
         * @description The id of this request.
         * @example 019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f
         */
        "X-Request-Id": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    check_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It lives. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["BadRequest"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    check_readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is ready. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["BadRequest"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_api_keys: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Items per page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "api_key_id": "019ab5d2-9b00-7a55-a0b1-2c3d4e5f6071",
                     *           "created_at": "2026-11-24T11:00:00.000Z",
                     *           "created_by": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *           "expires_at": "2027-11-24T11:00:00.000Z",
                     *           "hint": "x7Qk",
                     *           "last_used_at": "2026-11-25T08:00:00.000Z",
                     *           "name": "Warehouse",
                     *           "previous_ends_at": null,
                     *           "rotated_at": null,
                     *           "scopes": [
                     *             "orders:read",
                     *             "orders:write"
                     *           ],
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    create_api_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expires_at": "2099-11-24T11:00:00Z",
                 *       "name": "Warehouse",
                 *       "scopes": [
                 *         "orders:read",
                 *         "orders:write"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description The key with its token. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "api_key": {
                     *         "api_key_id": "019ab5d2-9b00-7a55-a0b1-2c3d4e5f6071",
                     *         "created_at": "2026-11-24T11:00:00.000Z",
                     *         "created_by": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *         "expires_at": "2027-11-24T11:00:00.000Z",
                     *         "hint": "x7Qk",
                     *         "last_used_at": null,
                     *         "name": "Warehouse",
                     *         "previous_ends_at": null,
                     *         "rotated_at": null,
                     *         "scopes": [
                     *           "orders:read",
                     *           "orders:write"
                     *         ],
                     *         "version": 1
                     *       },
                     *       "token": "tnt_AZq10s3vfhG2b1rS0c6hS7m2Yw8n3Qx5Kp0Vt4Lz9Rj6Ue1Wd2Ba7x7Qk"
                     *     }
                     */
                    "application/json": components["schemas"]["IssuedApiKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_api_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "api_key_id": "019ab5d2-9b00-7a55-a0b1-2c3d4e5f6071",
                     *       "created_at": "2026-11-24T11:00:00.000Z",
                     *       "created_by": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *       "expires_at": "2027-11-24T11:00:00.000Z",
                     *       "hint": "x7Qk",
                     *       "last_used_at": "2026-11-25T08:00:00.000Z",
                     *       "name": "Warehouse",
                     *       "previous_ends_at": null,
                     *       "rotated_at": null,
                     *       "scopes": [
                     *         "orders:read",
                     *         "orders:write"
                     *       ],
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    revoke_api_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key is revoked. */
            204: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    rotate_api_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlap_hours": 24
                 *     }
                 */
                "application/json": components["schemas"]["ApiKeyRotation"];
            };
        };
        responses: {
            /** @description The key with its new token. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "api_key": {
                     *         "api_key_id": "019ab5d2-9b00-7a55-a0b1-2c3d4e5f6071",
                     *         "created_at": "2026-11-24T11:00:00.000Z",
                     *         "created_by": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *         "expires_at": "2027-11-24T11:00:00.000Z",
                     *         "hint": "x7Qk",
                     *         "last_used_at": null,
                     *         "name": "Warehouse",
                     *         "previous_ends_at": null,
                     *         "rotated_at": null,
                     *         "scopes": [
                     *           "orders:read",
                     *           "orders:write"
                     *         ],
                     *         "version": 1
                     *       },
                     *       "token": "tnt_AZq10s3vfhG2b1rS0c6hS7m2Yw8n3Qx5Kp0Vt4Lz9Rj6Ue1Wd2Ba7x7Qk"
                     *     }
                     */
                    "application/json": components["schemas"]["IssuedApiKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_audit: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Items per page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "action": "product.updated",
                     *           "actor": {
                     *             "api_key_id": null,
                     *             "type": "member",
                     *             "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f"
                     *           },
                     *           "at": "2026-11-24T10:05:00.000Z",
                     *           "changes": [
                     *             {
                     *               "field": "price",
                     *               "from": "64.50",
                     *               "to": "69.00"
                     *             }
                     *           ],
                     *           "id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                     *           "reason": null,
                     *           "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                     *           "subject_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["AuditEntryPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    answer_challenge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challenge": "AZq10s3vfhG...",
                 *       "code": "287082"
                 *     }
                 */
                "application/json": components["schemas"]["ChallengeAnswer"];
            };
        };
        responses: {
            /** @description Signed in, or the password is asked for again. */
            200: {
                headers: {
                    /** @description The refresh token, unless it was asked for in the body. */
                    "Set-Cookie"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJFUzI1NiIs...",
                     *       "expires_in": 3600,
                     *       "token_type": "Bearer"
                     *     }
                     */
                    "application/json": components["schemas"]["ChallengeOutcome"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["WrongCode"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "current_password": "correct horse battery",
                 *       "new_password": "vier Tassen auf dem Dach"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description The new password is set. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    check_registration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "company_name": "Holz & Form GmbH",
                 *       "currency": "EUR",
                 *       "email": "grete@holzundform.example",
                 *       "name": "Grete Holz",
                 *       "password": "correct horse battery",
                 *       "tier": "basic",
                 *       "time_zone": "Europe/Berlin"
                 *     }
                 */
                "application/json": components["schemas"]["Registration"];
            };
        };
        responses: {
            /** @description Each field is sound. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    confirm_registration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "AZq10s3vfhG..."
                 *     }
                 */
                "application/json": components["schemas"]["MailedCode"];
            };
        };
        responses: {
            /** @description The new tenant, whose owner can sign in now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "admin_email": "grete@holzundform.example",
                     *       "company_name": "Holz & Form GmbH",
                     *       "created_at": "2026-11-24T09:00:00.000Z",
                     *       "currency": "EUR",
                     *       "deleted_at": null,
                     *       "features": {
                     *         "advanced_analytics": false,
                     *         "api_access": true,
                     *         "custom_branding": false
                     *       },
                     *       "isolation_model": "pool",
                     *       "limit_overrides": {
                     *         "expires_at": "2027-01-01T00:00:00.000Z",
                     *         "in_force": true,
                     *         "max_products": 500,
                     *         "reason": "Christmas season"
                     *       },
                     *       "limits": {
                     *         "max_orders": 1000,
                     *         "max_products": 500,
                     *         "max_users": 10
                     *       },
                     *       "rate_limit": {
                     *         "burst": 100,
                     *         "per_second": 50
                     *       },
                     *       "requested_tier": null,
                     *       "require_mfa": false,
                     *       "settings": {
                     *         "branding": {
                     *           "accent_color": null,
                     *           "display_name": null,
                     *           "logo": null
                     *         },
                     *         "low_stock_threshold": 5,
                     *         "notification_addresses": [
                     *           "stock@holzundform.example"
                     *         ],
                     *         "order_number_prefix": "HF-",
                     *         "reply_to": "service@holzundform.example"
                     *       },
                     *       "status": "active",
                     *       "status_reason": null,
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tier": "basic",
                     *       "time_zone": "Europe/Berlin",
                     *       "updated_at": "2026-11-24T09:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["BadRequest"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    forgot_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "grete@holzundform.example"
                 *     }
                 */
                "application/json": components["schemas"]["EmailAddress"];
            };
        };
        responses: {
            /** @description If the address has an account, a link is mailed to it. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "confirmation_sent"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    preview_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "AZq10s3vfhG..."
                 *     }
                 */
                "application/json": components["schemas"]["MailedCode"];
            };
        };
        responses: {
            /** @description The invitation. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "already_member": false,
                     *       "company_name": "Holz & Form GmbH",
                     *       "email": "emil@holzundform.example",
                     *       "expires_at": "2026-12-01T11:00:00.000Z",
                     *       "role": "staff"
                     *     }
                     */
                    "application/json": components["schemas"]["InvitationPreview"];
                };
            };
            400: components["responses"]["BadRequest"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_jwks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "alg": "ES256",
                     *           "crv": "P-256",
                     *           "kid": "2026-11",
                     *           "kty": "EC",
                     *           "use": "sig",
                     *           "x": "...",
                     *           "y": "..."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["BadRequest"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who the token speaks for. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "email": "grete@holzundform.example",
                     *       "mfa_enabled": true,
                     *       "mfa_required": false,
                     *       "name": "Grete Holz",
                     *       "operator": false,
                     *       "role": "owner",
                     *       "tenant": {
                     *         "branding": {
                     *           "accent_color": null,
                     *           "display_name": null,
                     *           "logo": null
                     *         },
                     *         "company_name": "Holz & Form GmbH",
                     *         "currency": "EUR",
                     *         "day_ends_at": "2026-11-24T23:00:00.000Z",
                     *         "features": {
                     *           "advanced_analytics": false,
                     *           "api_access": true,
                     *           "custom_branding": false
                     *         },
                     *         "isolation_model": "pool",
                     *         "limits": {
                     *           "max_orders": 1000,
                     *           "max_products": 100,
                     *           "max_users": 10
                     *         },
                     *         "low_stock_threshold": 5,
                     *         "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *         "tier": "basic",
                     *         "time_zone": "Europe/Berlin",
                     *         "today": "2026-11-24"
                     *       },
                     *       "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f"
                     *     }
                     */
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_mfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of your second factor. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "enabled": true,
                     *       "enabled_since": "2026-11-24T09:00:00.000Z",
                     *       "recovery_codes_left": 10,
                     *       "required": false
                     *     }
                     */
                    "application/json": components["schemas"]["Mfa"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    renew_recovery_codes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordProof"];
            };
        };
        responses: {
            /** @description The codes, shown only now. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recovery_codes": [
                     *         "8k2m-4q7x-z0vw",
                     *         "c5rt-91nd-jh3e"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NewRecoveryCodes"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    begin_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret, shown only now. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "qr_svg": "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" ...>",
                     *       "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
                     *       "uri": "otpauth://totp/Tenantry:grete%40holzundform.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tenantry&algorithm=SHA1&digits=6&period=30"
                     *     }
                     */
                    "application/json": components["schemas"]["TotpEnrolment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    end_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordProof"];
            };
        };
        responses: {
            /** @description It is off. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    confirm_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "287082"
                 *     }
                 */
                "application/json": components["schemas"]["TotpCode"];
            };
        };
        responses: {
            /** @description It is on. The recovery codes are shown only now. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recovery_codes": [
                     *         "8k2m-4q7x-z0vw",
                     *         "c5rt-91nd-jh3e"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NewRecoveryCodes"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    sign_in_operator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "grete@holzundform.example",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in, or the second factor is asked for. */
            200: {
                headers: {
                    /** @description The refresh token, unless it was asked for in the body. */
                    "Set-Cookie"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJFUzI1NiIs...",
                     *       "expires_in": 3600,
                     *       "token_type": "Bearer"
                     *     }
                     */
                    "application/json": components["schemas"]["SignInAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["WrongCredentials"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    refresh_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "refresh_token": "kZ3q..."
                 *     }
                 */
                "application/json": components["schemas"]["Refresh"];
            };
        };
        responses: {
            /** @description Fresh tokens. */
            200: {
                headers: {
                    /** @description The next refresh token, if the cookie carried this one. */
                    "Set-Cookie"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJFUzI1NiIs...",
                     *       "expires_in": 3600,
                     *       "token_type": "Bearer"
                     *     }
                     */
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            400: components["responses"]["BadRequest"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    resend_confirmation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "grete@holzundform.example"
                 *     }
                 */
                "application/json": components["schemas"]["EmailAddress"];
            };
        };
        responses: {
            /** @description If a registration waits, its mail is sent again. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "confirmation_sent"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "AZq10s3vfhG...",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordReset"];
            };
        };
        responses: {
            /** @description The new password is set. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your sessions. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "address": "203.0.113.7",
                     *           "created_at": "2026-11-24T09:00:00.000Z",
                     *           "current": true,
                     *           "device": "Firefox on Linux",
                     *           "expires_at": "2026-12-24T09:00:00.000Z",
                     *           "last_used_at": "2026-11-24T10:00:00.000Z",
                     *           "session_id": "019ab5d2-7000-7e01-8a2b-3c4d5e6f7a8b"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    end_other_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They have ended. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "grete@holzundform.example",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in, or the second factor is asked for. */
            200: {
                headers: {
                    /** @description The refresh token, unless it was asked for in the body. */
                    "Set-Cookie"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJFUzI1NiIs...",
                     *       "expires_in": 3600,
                     *       "token_type": "Bearer"
                     *     }
                     */
                    "application/json": components["schemas"]["SignInAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["WrongCredentials"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "everywhere": false
                 *     }
                 */
                "application/json": components["schemas"]["SignOut"];
            };
        };
        responses: {
            /** @description Signed out. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    /** @description Clears the cookie. */
                    "Set-Cookie"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    sign_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "AZq10s3vfhG...",
                 *       "name": "Emil Form",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["SignUp"];
            };
        };
        responses: {
            /** @description The new member, who can sign in now. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T09:00:00.000Z",
                     *       "email": "grete@holzundform.example",
                     *       "mfa_enabled": true,
                     *       "name": "Grete Holz",
                     *       "role": "owner",
                     *       "updated_at": "2026-11-24T09:00:00.000Z",
                     *       "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["BadRequest"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_mails: {
        parameters: {
            query?: {
                limit?: number;
                /** @description Only mails to this address. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The mails. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "at": "2026-11-24T09:00:00.000Z",
                     *           "from_name": null,
                     *           "id": "019ab5d2-6900-7abc-8def-0123456789ab",
                     *           "reply_to": null,
                     *           "subject": "Confirm your address",
                     *           "text": "Follow this link: http://127.0.0.1:8080/...",
                     *           "to": "grete@holzundform.example"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Mails"];
                };
            };
            400: components["responses"]["BadRequest"];
            422: components["responses"]["Invalid"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_event_types: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All types. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "description": "An order was placed.",
                     *           "example": {
                     *             "data": {
                     *               "order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60"
                     *             },
                     *             "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                     *             "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                     *             "timestamp": "2026-11-24T09:30:00.000Z",
                     *             "type": "order.placed",
                     *             "version": 1
                     *           },
                     *           "role": "viewer",
                     *           "since": "0.2.0",
                     *           "type": "order.placed",
                     *           "version": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["EventTypeList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_events: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Events per page. */
                limit?: number;
                /** @description Where to begin without a cursor: with the first event at or after this instant (RFC 3339). */
                since?: string;
                /**
                 * @description Only these types: names separated by commas, as order.placed,inventory.low; order.* means all of order.
                 * @example order.*,inventory.low
                 */
                types?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "has_more": false,
                     *       "items": [
                     *         {
                     *           "data": {
                     *             "order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                     *             "previous_status": "confirmed"
                     *           },
                     *           "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                     *           "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                     *           "timestamp": "2026-11-24T09:30:00.000Z",
                     *           "type": "order.shipped",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next_cursor": "eyJkYXRhIjp7Im1hcmsiOiIwMTlhYjVkMiJ9fQ"
                     *     }
                     */
                    "application/json": components["schemas"]["EventFeed"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            410: components["responses"]["Gone"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": {
                     *         "order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                     *         "previous_status": "confirmed"
                     *       },
                     *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                     *       "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                     *       "timestamp": "2026-11-24T09:30:00.000Z",
                     *       "type": "order.shipped",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["EventPayload"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_insights: {
        parameters: {
            query?: {
                /** @description The first day. */
                from?: string;
                /** @description The last day; at most 366 days after the first. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "as_of": "2026-11-24T12:00:00.000Z",
                     *       "average_order_value": "129.00",
                     *       "buckets": {
                     *         "items": [
                     *           {
                     *             "from": "2026-11-23",
                     *             "hour": null,
                     *             "orders": 0,
                     *             "revenue": "0.00",
                     *             "to": "2026-11-23"
                     *           },
                     *           {
                     *             "from": "2026-11-24",
                     *             "hour": null,
                     *             "orders": 2,
                     *             "revenue": "258.00",
                     *             "to": "2026-11-24"
                     *           }
                     *         ],
                     *         "unit": "day"
                     *       },
                     *       "by_day": [
                     *         {
                     *           "day": "2026-11-23",
                     *           "orders": 0,
                     *           "revenue": "0.00",
                     *           "units": 0
                     *         },
                     *         {
                     *           "day": "2026-11-24",
                     *           "orders": 2,
                     *           "revenue": "258.00",
                     *           "units": 4
                     *         }
                     *       ],
                     *       "by_status": {
                     *         "cancelled": {
                     *           "orders": 0,
                     *           "revenue": "0.00",
                     *           "units": 0
                     *         },
                     *         "confirmed": {
                     *           "orders": 0,
                     *           "revenue": "0.00",
                     *           "units": 0
                     *         },
                     *         "delivered": {
                     *           "orders": 0,
                     *           "revenue": "0.00",
                     *           "units": 0
                     *         },
                     *         "pending": {
                     *           "orders": 1,
                     *           "revenue": "129.00",
                     *           "units": 2
                     *         },
                     *         "shipped": {
                     *           "orders": 1,
                     *           "revenue": "129.00",
                     *           "units": 2
                     *         }
                     *       },
                     *       "currency": "EUR",
                     *       "from": "2026-11-23",
                     *       "low_stock": 1,
                     *       "open_orders": 2,
                     *       "orders": 2,
                     *       "previous": {
                     *         "average_order_value": "64.50",
                     *         "from": "2026-11-21",
                     *         "orders": 1,
                     *         "revenue": "64.50",
                     *         "to": "2026-11-22",
                     *         "units": 1
                     *       },
                     *       "revenue": "258.00",
                     *       "same_hours": {
                     *         "average_order_value": "64.50",
                     *         "hour": 12,
                     *         "orders": 1,
                     *         "revenue": "64.50"
                     *       },
                     *       "to": "2026-11-24",
                     *       "top_products": [
                     *         {
                     *           "name": "Walnut cutting board",
                     *           "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                     *           "revenue": "258.00",
                     *           "units": 4
                     *         }
                     *       ],
                     *       "units": 4
                     *     }
                     */
                    "application/json": components["schemas"]["Insights"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_advanced_insights: {
        parameters: {
            query?: {
                /** @description The first day. */
                from?: string;
                /** @description The last day; at most 366 days after the first. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "as_of": "2026-11-24T12:00:00.000Z",
                     *       "by_category": [
                     *         {
                     *           "category": "Kitchen",
                     *           "revenue": "258.00",
                     *           "units": 4
                     *         }
                     *       ],
                     *       "by_hour": [
                     *         {
                     *           "hour": 10,
                     *           "orders": 2,
                     *           "revenue": "258.00"
                     *         }
                     *       ],
                     *       "by_weekday": [
                     *         {
                     *           "orders": 0,
                     *           "revenue": "0.00",
                     *           "weekday": "monday"
                     *         },
                     *         {
                     *           "orders": 2,
                     *           "revenue": "258.00",
                     *           "weekday": "tuesday"
                     *         }
                     *       ],
                     *       "change_percent": {
                     *         "average_order_value": "100.0",
                     *         "orders": "100.0",
                     *         "revenue": "300.0",
                     *         "units": "300.0"
                     *       },
                     *       "currency": "EUR",
                     *       "current": {
                     *         "average_order_value": "129.00",
                     *         "from": "2026-11-24",
                     *         "orders": 2,
                     *         "revenue": "258.00",
                     *         "to": "2026-11-24",
                     *         "units": 4
                     *       },
                     *       "customers": {
                     *         "all": 2,
                     *         "repeat": 1,
                     *         "repeat_percent": "50.0"
                     *       },
                     *       "previous": {
                     *         "average_order_value": "64.50",
                     *         "from": "2026-11-23",
                     *         "orders": 1,
                     *         "revenue": "64.50",
                     *         "to": "2026-11-23",
                     *         "units": 1
                     *       },
                     *       "previous_by_day": [
                     *         {
                     *           "day": "2026-11-23",
                     *           "orders": 1,
                     *           "revenue": "64.50",
                     *           "units": 1
                     *         }
                     *       ],
                     *       "previous_customers": {
                     *         "all": 1,
                     *         "repeat": 0,
                     *         "repeat_percent": "0.0"
                     *       },
                     *       "units_per_order": "2.00"
                     *     }
                     */
                    "application/json": components["schemas"]["AdvancedInsights"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_invitations: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Items per page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of invitations. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "created_at": "2026-11-24T11:00:00.000Z",
                     *           "email": "emil@holzundform.example",
                     *           "expires_at": "2026-12-01T11:00:00.000Z",
                     *           "invitation_id": "019ab5d2-9a00-7e21-8d33-6c5b4a392817",
                     *           "invited_by": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *           "role": "staff",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["InvitationPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    invite_member: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "emil@holzundform.example",
                 *       "role": "staff"
                 *     }
                 */
                "application/json": components["schemas"]["NewInvitation"];
            };
        };
        responses: {
            /** @description The invitation is on its way. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T11:00:00.000Z",
                     *       "email": "emil@holzundform.example",
                     *       "expires_at": "2026-12-01T11:00:00.000Z",
                     *       "invitation_id": "019ab5d2-9a00-7e21-8d33-6c5b4a392817",
                     *       "invited_by": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *       "role": "staff",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    withdraw_invitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invitation is withdrawn. */
            204: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_members: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Items per page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of members. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "created_at": "2026-11-24T09:00:00.000Z",
                     *           "email": "grete@holzundform.example",
                     *           "mfa_enabled": true,
                     *           "name": "Grete Holz",
                     *           "role": "owner",
                     *           "updated_at": "2026-11-24T09:00:00.000Z",
                     *           "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_member: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that you have: 304 if it is still the present one.
                 * @example "1"
                 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T09:00:00.000Z",
                     *       "email": "grete@holzundform.example",
                     *       "mfa_enabled": true,
                     *       "name": "Grete Holz",
                     *       "role": "owner",
                     *       "updated_at": "2026-11-24T09:00:00.000Z",
                     *       "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description It is as If-None-Match has it. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    remove_member: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member is removed. */
            204: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    update_member: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "admin"
                 *     }
                 */
                "application/json": components["schemas"]["MemberPatch"];
                /**
                 * @example {
                 *       "role": "admin"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["MemberPatch"];
            };
        };
        responses: {
            /** @description The member as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T09:00:00.000Z",
                     *       "email": "grete@holzundform.example",
                     *       "mfa_enabled": true,
                     *       "name": "Grete Holz",
                     *       "role": "owner",
                     *       "updated_at": "2026-11-24T09:00:00.000Z",
                     *       "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_alarms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All rules. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "acknowledged_at": null,
                     *           "acknowledged_by": null,
                     *           "condition": "error_rate above 0.02",
                     *           "name": "error-rate",
                     *           "since": "2026-11-24T10:05:00.000Z",
                     *           "state": "firing",
                     *           "value": 0.031
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Alarms"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    acknowledge_alarm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The alarm. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "acknowledged_at": null,
                     *       "acknowledged_by": null,
                     *       "condition": "error_rate above 0.02",
                     *       "name": "error-rate",
                     *       "since": "2026-11-24T10:05:00.000Z",
                     *       "state": "firing",
                     *       "value": 0.031
                     *     }
                     */
                    "application/json": components["schemas"]["Alarm"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    show_clock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The clock. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "off_by_s": 3456000,
                     *       "safe_time": "2026-11-24T10:05:00.000Z",
                     *       "trusted": false,
                     *       "warning": "the clock is 960 hours ahead of 2026-11-24T10:05:00Z, the last time that is known to be right."
                     *     }
                     */
                    "application/json": components["schemas"]["Clock"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    accept_clock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The clock, which is trusted. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "off_by_s": 3456000,
                     *       "safe_time": "2026-11-24T10:05:00.000Z",
                     *       "trusted": false,
                     *       "warning": "the clock is 960 hours ahead of 2026-11-24T10:05:00Z, the last time that is known to be right."
                     *     }
                     */
                    "application/json": components["schemas"]["Clock"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_dead_letters: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Items per page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "at": "2026-11-24T10:06:30.000Z",
                     *           "attempts": 5,
                     *           "consumer": "mail",
                     *           "error": "the mail can't be sent just now",
                     *           "event_id": "019ab5d2-8e12-7aaa-8bbb-0c0d0e0f1011",
                     *           "occurred_at": "2026-11-24T10:05:00.000Z",
                     *           "subject_id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
                     *           "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *           "type": "order.placed"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["DeadLetterPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    redrive_dead_letter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "consumer": "mail"
                 *     }
                 */
                "application/json": components["schemas"]["Redrive"];
            };
        };
        responses: {
            /** @description The consumer gets the event again. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    redrive_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "consumer": "mail"
                 *     }
                 */
                "application/json": components["schemas"]["Redrive"];
            };
        };
        responses: {
            /** @description How many the consumer gets again. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "more": false,
                     *       "redriven": 311
                     *     }
                     */
                    "application/json": components["schemas"]["RedrivenLetters"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_orders: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description The customer's address, without regard to case. */
                customer_email?: string;
                /** @description Exactly this number of yours. */
                external_ref?: string;
                /** @description Placed at or after this instant (RFC 3339), or on or after this day in the tenant's time zone. */
                from?: string;
                /** @description Items per page. */
                limit?: number;
                /**
                 * @description The number that people call it, in any case, with or without prefix and hyphens.
                 * @example HF-23A-KH5Q-WAK6
                 */
                number?: string;
                status?: "pending" | "confirmed" | "shipped" | "delivered" | "cancelled";
                /** @description Placed before this instant (RFC 3339), or on or before this day in the tenant's time zone. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of orders. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "created_at": "2026-11-24T10:05:00.000Z",
                     *           "currency": "EUR",
                     *           "customer_email": "ada@example.com",
                     *           "external_ref": "536365",
                     *           "items": [
                     *             {
                     *               "price": "64.50",
                     *               "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                     *               "product_name": "Walnut cutting board",
                     *               "quantity": 2,
                     *               "sku": "BRD-WAL-40",
                     *               "subtotal": "129.00"
                     *             }
                     *           ],
                     *           "next_statuses": [
                     *             "confirmed",
                     *             "cancelled"
                     *           ],
                     *           "note": "Please ring twice.",
                     *           "number": "HF-23A-KH5Q-WAK6",
                     *           "order_id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
                     *           "placed_on": "2026-11-24",
                     *           "sample": false,
                     *           "shipping_address": {
                     *             "city": "Bonn",
                     *             "country": "DE",
                     *             "state": null,
                     *             "street": "Am Markt 1",
                     *             "zip": "53111"
                     *           },
                     *           "status": "pending",
                     *           "total_amount": "129.00",
                     *           "tracking": null,
                     *           "updated_at": "2026-11-24T10:05:00.000Z",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["OrderPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    place_order: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Made up by you, one for each order that you mean to place.
                 * @example 5f0f6f1e-0d38-4c59-9f5f-6a2c1f1f4f0e
                 */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "customer_email": "ada@example.com",
                 *       "external_ref": "536365",
                 *       "items": [
                 *         {
                 *           "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                 *           "quantity": 2
                 *         }
                 *       ],
                 *       "note": "Please ring twice.",
                 *       "shipping_address": {
                 *         "city": "Bonn",
                 *         "country": "DE",
                 *         "street": "Am Markt 1",
                 *         "zip": "53111"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            /** @description The order is placed. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T10:05:00.000Z",
                     *       "currency": "EUR",
                     *       "customer_email": "ada@example.com",
                     *       "external_ref": "536365",
                     *       "items": [
                     *         {
                     *           "price": "64.50",
                     *           "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                     *           "product_name": "Walnut cutting board",
                     *           "quantity": 2,
                     *           "sku": "BRD-WAL-40",
                     *           "subtotal": "129.00"
                     *         }
                     *       ],
                     *       "next_statuses": [
                     *         "confirmed",
                     *         "cancelled"
                     *       ],
                     *       "note": "Please ring twice.",
                     *       "number": "HF-23A-KH5Q-WAK6",
                     *       "order_id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
                     *       "placed_on": "2026-11-24",
                     *       "sample": false,
                     *       "shipping_address": {
                     *         "city": "Bonn",
                     *         "country": "DE",
                     *         "state": null,
                     *         "street": "Am Markt 1",
                     *         "zip": "53111"
                     *       },
                     *       "status": "pending",
                     *       "total_amount": "129.00",
                     *       "tracking": null,
                     *       "updated_at": "2026-11-24T10:05:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_order: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that you have: 304 if it is still the present one.
                 * @example "1"
                 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T10:05:00.000Z",
                     *       "currency": "EUR",
                     *       "customer_email": "ada@example.com",
                     *       "external_ref": "536365",
                     *       "items": [
                     *         {
                     *           "price": "64.50",
                     *           "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                     *           "product_name": "Walnut cutting board",
                     *           "quantity": 2,
                     *           "sku": "BRD-WAL-40",
                     *           "subtotal": "129.00"
                     *         }
                     *       ],
                     *       "next_statuses": [
                     *         "confirmed",
                     *         "cancelled"
                     *       ],
                     *       "note": "Please ring twice.",
                     *       "number": "HF-23A-KH5Q-WAK6",
                     *       "order_id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
                     *       "placed_on": "2026-11-24",
                     *       "sample": false,
                     *       "shipping_address": {
                     *         "city": "Bonn",
                     *         "country": "DE",
                     *         "state": null,
                     *         "street": "Am Markt 1",
                     *         "zip": "53111"
                     *       },
                     *       "status": "pending",
                     *       "total_amount": "129.00",
                     *       "tracking": null,
                     *       "updated_at": "2026-11-24T10:05:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description It is as If-None-Match has it. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    replace_order: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "note": "Please ring twice.",
                 *       "status": "shipped",
                 *       "tracking": "JD014600006281230704"
                 *     }
                 */
                "application/json": components["schemas"]["OrderEdit"];
            };
        };
        responses: {
            /** @description The order as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T10:05:00.000Z",
                     *       "currency": "EUR",
                     *       "customer_email": "ada@example.com",
                     *       "external_ref": "536365",
                     *       "items": [
                     *         {
                     *           "price": "64.50",
                     *           "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                     *           "product_name": "Walnut cutting board",
                     *           "quantity": 2,
                     *           "sku": "BRD-WAL-40",
                     *           "subtotal": "129.00"
                     *         }
                     *       ],
                     *       "next_statuses": [
                     *         "confirmed",
                     *         "cancelled"
                     *       ],
                     *       "note": "Please ring twice.",
                     *       "number": "HF-23A-KH5Q-WAK6",
                     *       "order_id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
                     *       "placed_on": "2026-11-24",
                     *       "sample": false,
                     *       "shipping_address": {
                     *         "city": "Bonn",
                     *         "country": "DE",
                     *         "state": null,
                     *         "street": "Am Markt 1",
                     *         "zip": "53111"
                     *       },
                     *       "status": "pending",
                     *       "total_amount": "129.00",
                     *       "tracking": null,
                     *       "updated_at": "2026-11-24T10:05:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    update_order: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "status": "confirmed"
                 *     }
                 */
                "application/json": components["schemas"]["OrderPatch"];
                /**
                 * @example {
                 *       "status": "confirmed"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["OrderPatch"];
            };
        };
        responses: {
            /** @description The order as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T10:05:00.000Z",
                     *       "currency": "EUR",
                     *       "customer_email": "ada@example.com",
                     *       "external_ref": "536365",
                     *       "items": [
                     *         {
                     *           "price": "64.50",
                     *           "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                     *           "product_name": "Walnut cutting board",
                     *           "quantity": 2,
                     *           "sku": "BRD-WAL-40",
                     *           "subtotal": "129.00"
                     *         }
                     *       ],
                     *       "next_statuses": [
                     *         "confirmed",
                     *         "cancelled"
                     *       ],
                     *       "note": "Please ring twice.",
                     *       "number": "HF-23A-KH5Q-WAK6",
                     *       "order_id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
                     *       "placed_on": "2026-11-24",
                     *       "sample": false,
                     *       "shipping_address": {
                     *         "city": "Bonn",
                     *         "country": "DE",
                     *         "state": null,
                     *         "street": "Am Markt 1",
                     *         "zip": "53111"
                     *       },
                     *       "status": "pending",
                     *       "total_amount": "129.00",
                     *       "tracking": null,
                     *       "updated_at": "2026-11-24T10:05:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_order_timeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened to it. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "actor": {
                     *             "api_key_id": null,
                     *             "type": "member",
                     *             "user_id": "019ab5d2-7a00-7c11-b2aa-6f0e1d2c3b4a"
                     *           },
                     *           "at": "2026-11-24T10:05:00.000Z",
                     *           "name": "Olga Owner",
                     *           "status": "pending",
                     *           "type": "status"
                     *         },
                     *         {
                     *           "at": "2026-11-24T10:05:00.210Z",
                     *           "subject": "Walnut & Co has received your order",
                     *           "type": "mail"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    move_orders: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ids": [
                 *         "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66"
                 *       ],
                 *       "status": "confirmed"
                 *     }
                 */
                "application/json": components["schemas"]["OrderBulk"];
            };
        };
        responses: {
            /** @description What became of each. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "changed": 1,
                     *       "refused": 1,
                     *       "results": [
                     *         {
                     *           "code": null,
                     *           "detail": null,
                     *           "id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
                     *           "status": "changed",
                     *           "version": 2
                     *         },
                     *         {
                     *           "code": "illegal_transition",
                     *           "detail": "an order that is delivered can't become confirmed, nor anything else",
                     *           "id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a67",
                     *           "status": "refused",
                     *           "version": null
                     *         }
                     *       ],
                     *       "unchanged": 0
                     *     }
                     */
                    "application/json": components["schemas"]["BulkReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    count_orders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "all": 42,
                     *       "by_status": {
                     *         "cancelled": 2,
                     *         "confirmed": 5,
                     *         "delivered": 28,
                     *         "pending": 3,
                     *         "shipped": 4
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OrderCounts"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    export_orders: {
        parameters: {
            query?: {
                /** @description The customer's address, without regard to case. */
                customer_email?: string;
                /** @description Exactly this number of yours. */
                external_ref?: string;
                /** @description Placed at or after this instant (RFC 3339), or on or after this day in the tenant's time zone. */
                from?: string;
                status?: "pending" | "confirmed" | "shipped" | "delivered" | "cancelled";
                /** @description Placed before this instant (RFC 3339), or on or before this day in the tenant's time zone. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example order_id,number,external_ref,placed_on,created_at,status,customer_email,line,product_id,sku,product_name,quantity,price,subtotal,total_amount,currency,street,city,state,zip,country,note,tracking */
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_products: {
        parameters: {
            query?: {
                /** @description Archived products instead of active ones. */
                archived?: boolean;
                /** @description The barcode starts with this, or is it, without regard to case. */
                barcode?: string;
                /** @description Exactly this category. */
                category?: string;
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The name starts with this, without regard to case; the list is alphabetical then. */
                name?: string;
                /**
                 * @description At most this price.
                 * @example 99.99
                 */
                price_max?: string;
                /**
                 * @description At least this price.
                 * @example 5.00
                 */
                price_min?: string;
                /** @description The SKU starts with this, without regard to case; the list is alphabetical then. Not together with name. */
                sku?: string;
                /** @description More pieces than the tenant's low_stock_threshold, one up to it, or none. */
                stock?: "in" | "low" | "out";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of products. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "barcode": "0036000291452",
                     *           "category": "Kitchen",
                     *           "created_at": "2026-11-24T09:30:00.000Z",
                     *           "description": "End grain, oiled, 40 x 30 cm.",
                     *           "inventory": 25,
                     *           "name": "Walnut cutting board",
                     *           "price": "64.50",
                     *           "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                     *           "sku": "BRD-WAL-40",
                     *           "status": "active",
                     *           "updated_at": "2026-11-24T09:30:00.000Z",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ProductPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    create_product: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "barcode": "0036000291452",
                 *       "category": "Kitchen",
                 *       "description": "End grain, oiled, 40 x 30 cm.",
                 *       "inventory": 25,
                 *       "name": "Walnut cutting board",
                 *       "price": "64.50",
                 *       "sku": "BRD-WAL-40"
                 *     }
                 */
                "application/json": components["schemas"]["NewProduct"];
            };
        };
        responses: {
            /** @description The product is created. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "barcode": "0036000291452",
                     *       "category": "Kitchen",
                     *       "created_at": "2026-11-24T09:30:00.000Z",
                     *       "description": "End grain, oiled, 40 x 30 cm.",
                     *       "inventory": 25,
                     *       "name": "Walnut cutting board",
                     *       "price": "64.50",
                     *       "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                     *       "sku": "BRD-WAL-40",
                     *       "status": "active",
                     *       "updated_at": "2026-11-24T09:30:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Product"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_product: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that you have: 304 if it is still the present one.
                 * @example "1"
                 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The product. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "barcode": "0036000291452",
                     *       "category": "Kitchen",
                     *       "created_at": "2026-11-24T09:30:00.000Z",
                     *       "description": "End grain, oiled, 40 x 30 cm.",
                     *       "inventory": 25,
                     *       "name": "Walnut cutting board",
                     *       "price": "64.50",
                     *       "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                     *       "sku": "BRD-WAL-40",
                     *       "status": "active",
                     *       "updated_at": "2026-11-24T09:30:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description It is as If-None-Match has it. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    replace_product: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "barcode": "0036000291452",
                 *       "category": "Kitchen",
                 *       "description": "End grain, oiled, 40 x 30 cm.",
                 *       "inventory": 40,
                 *       "name": "Walnut cutting board",
                 *       "price": "69.00",
                 *       "sku": "BRD-WAL-40"
                 *     }
                 */
                "application/json": components["schemas"]["ProductEdit"];
            };
        };
        responses: {
            /** @description The product as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "barcode": "0036000291452",
                     *       "category": "Kitchen",
                     *       "created_at": "2026-11-24T09:30:00.000Z",
                     *       "description": "End grain, oiled, 40 x 30 cm.",
                     *       "inventory": 25,
                     *       "name": "Walnut cutting board",
                     *       "price": "64.50",
                     *       "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                     *       "sku": "BRD-WAL-40",
                     *       "status": "active",
                     *       "updated_at": "2026-11-24T09:30:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Product"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    archive_product: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The archived product. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "barcode": "0036000291452",
                     *       "category": "Kitchen",
                     *       "created_at": "2026-11-24T09:30:00.000Z",
                     *       "description": "End grain, oiled, 40 x 30 cm.",
                     *       "inventory": 25,
                     *       "name": "Walnut cutting board",
                     *       "price": "64.50",
                     *       "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                     *       "sku": "BRD-WAL-40",
                     *       "status": "active",
                     *       "updated_at": "2026-11-24T09:30:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Product"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    update_product: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "price": "69.00"
                 *     }
                 */
                "application/json": components["schemas"]["ProductPatch"];
                /**
                 * @example {
                 *       "price": "69.00"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["ProductPatch"];
            };
        };
        responses: {
            /** @description The product as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "barcode": "0036000291452",
                     *       "category": "Kitchen",
                     *       "created_at": "2026-11-24T09:30:00.000Z",
                     *       "description": "End grain, oiled, 40 x 30 cm.",
                     *       "inventory": 25,
                     *       "name": "Walnut cutting board",
                     *       "price": "64.50",
                     *       "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                     *       "sku": "BRD-WAL-40",
                     *       "status": "active",
                     *       "updated_at": "2026-11-24T09:30:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Product"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_movements: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Items per page. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of movements. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "at": "2026-11-24T10:05:00.000Z",
                     *           "delta": -2,
                     *           "movement_id": "019ab5d2-8f00-7b12-8c44-51d2e7a90b11",
                     *           "order_id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
                     *           "reason": "sold"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MovementPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    restore_product: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The product, active again. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "barcode": "0036000291452",
                     *       "category": "Kitchen",
                     *       "created_at": "2026-11-24T09:30:00.000Z",
                     *       "description": "End grain, oiled, 40 x 30 cm.",
                     *       "inventory": 25,
                     *       "name": "Walnut cutting board",
                     *       "price": "64.50",
                     *       "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                     *       "sku": "BRD-WAL-40",
                     *       "status": "active",
                     *       "updated_at": "2026-11-24T09:30:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Product"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    change_products: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "change": {
                 *         "price_percent": "-10"
                 *       },
                 *       "ids": [
                 *         "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ProductBulk"];
            };
        };
        responses: {
            /** @description What became of each. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "changed": 1,
                     *       "refused": 1,
                     *       "results": [
                     *         {
                     *           "code": null,
                     *           "detail": null,
                     *           "id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
                     *           "status": "changed",
                     *           "version": 2
                     *         },
                     *         {
                     *           "code": "illegal_transition",
                     *           "detail": "an order that is delivered can't become confirmed, nor anything else",
                     *           "id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a67",
                     *           "status": "refused",
                     *           "version": null
                     *         }
                     *       ],
                     *       "unchanged": 0
                     *     }
                     */
                    "application/json": components["schemas"]["BulkReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    export_products: {
        parameters: {
            query?: {
                /** @description Archived products instead of active ones. */
                archived?: boolean;
                /** @description The barcode starts with this, or is it, without regard to case. */
                barcode?: string;
                /** @description Exactly this category. */
                category?: string;
                /** @description The name starts with this, without regard to case; the file is alphabetical then. */
                name?: string;
                /**
                 * @description At most this price.
                 * @example 99.99
                 */
                price_max?: string;
                /**
                 * @description At least this price.
                 * @example 5.00
                 */
                price_min?: string;
                /** @description The SKU starts with this, without regard to case; the file is alphabetical then. Not together with name. */
                sku?: string;
                /** @description More pieces than the tenant's low_stock_threshold, one up to it, or none. */
                stock?: "in" | "low" | "out";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example sku,name,description,price,category,inventory,status,product_id,created_at,updated_at */
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    import_products: {
        parameters: {
            query?: {
                /** @description The sign before the decimals. Without it, rows that may mean a comma are rejected with decimal_comma. */
                decimal?: "point" | "comma";
                /** @description What becomes of drafts and hidden products. */
                drafts?: "archived" | "left_out" | "active";
                /** @description Reports what would be done, without doing it. */
                dry_run?: boolean;
                /**
                 * @description When the other shop wrote the file, or when the file was last changed. Where orders took from a stock since then
                 *     that the file sets, a remark says so.
                 */
                exported_at?: string;
                /** @description Whether prices that name another currency than the company's are taken as amounts of the company's. */
                foreign_currency?: "accept" | "reject";
                /**
                 * @description A JSON object of fields (each an ImportField) and the columns that say them.
                 * @example {"name":"Title","price":"Variant Price"}
                 */
                mapping?: string;
                /**
                 * @description What an update does with stock. Without it, keep; but a file with a stock column and no price column is a stock
                 *     count, and sets it. New products always take the file's stock.
                 */
                stock?: "keep" | "set";
                /** @description Whose columns they are: says which rows are variants of a product, and which are none. */
                template?: "tenantry" | "shopify" | "woocommerce" | "wix" | "squarespace" | "magento" | "prestashop" | "bigcommerce" | "square" | "etsy" | "medusa" | "vendure" | "odoo" | "lightspeed" | "google_merchant" | "unknown";
                /** @description What Unlimited, InStock and other words say in the place of a stock count. */
                wordy_stock?: "zero" | "keep";
            };
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example sku,name,price
                 *     BRD-1,Board,64.50
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description What was done, or would be. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "changes": [
                     *         {
                     *           "fields": [
                     *             {
                     *               "field": "price",
                     *               "from": "59.00",
                     *               "to": "64.50"
                     *             }
                     *           ],
                     *           "name": "Walnut board",
                     *           "product_id": "019a3f2b-7c10-7000-8000-5a6e1f0b2c3d",
                     *           "row": 2
                     *         }
                     *       ],
                     *       "changes_left_out": 14,
                     *       "counts": {
                     *         "create": 12,
                     *         "error": 1,
                     *         "ignored": 0,
                     *         "skip": 5,
                     *         "update": 3
                     *       },
                     *       "dry_run": false,
                     *       "encoding": "utf-8",
                     *       "errors": [
                     *         {
                     *           "code": "decimal_comma",
                     *           "column": "price",
                     *           "detail": "has a decimal comma: write 19.99 with a point",
                     *           "row": 7,
                     *           "value": "19,99"
                     *         }
                     *       ],
                     *       "errors_left_out": 0,
                     *       "questions": [],
                     *       "rejections": [
                     *         {
                     *           "code": "decimal_comma",
                     *           "column": "price",
                     *           "count": 1,
                     *           "detail": "has a decimal comma: write 19.99 with a point",
                     *           "rows": [
                     *             7
                     *           ]
                     *         }
                     *       ],
                     *       "remarks": [
                     *         {
                     *           "code": "negative_stock",
                     *           "column": "inventory",
                     *           "detail": "the file says -3: the stock is 0",
                     *           "row": 9,
                     *           "value": "-3"
                     *         }
                     *       ],
                     *       "remarks_left_out": 0,
                     *       "template": "tenantry"
                     *     }
                     */
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_import_failures: {
        parameters: {
            query?: {
                /** @description The sign before the decimals. Without it, rows that may mean a comma are rejected with decimal_comma. */
                decimal?: "point" | "comma";
                /** @description What becomes of drafts and hidden products. */
                drafts?: "archived" | "left_out" | "active";
                /**
                 * @description When the other shop wrote the file, or when the file was last changed. Where orders took from a stock since then
                 *     that the file sets, a remark says so.
                 */
                exported_at?: string;
                /** @description Whether prices that name another currency than the company's are taken as amounts of the company's. */
                foreign_currency?: "accept" | "reject";
                /**
                 * @description A JSON object of fields (each an ImportField) and the columns that say them.
                 * @example {"name":"Title","price":"Variant Price"}
                 */
                mapping?: string;
                /**
                 * @description What an update does with stock. Without it, keep; but a file with a stock column and no price column is a stock
                 *     count, and sets it. New products always take the file's stock.
                 */
                stock?: "keep" | "set";
                /** @description Whose columns they are: says which rows are variants of a product, and which are none. */
                template?: "tenantry" | "shopify" | "woocommerce" | "wix" | "squarespace" | "magento" | "prestashop" | "bigcommerce" | "square" | "etsy" | "medusa" | "vendure" | "odoo" | "lightspeed" | "google_merchant" | "unknown";
                /** @description What Unlimited, InStock and other words say in the place of a stock count. */
                wordy_stock?: "zero" | "keep";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example sku,name,price
                 *     BRD-1,Board,64.50
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description The rejected rows. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example sku,name,price,error
                     *     BRD-1,Board,"19,99","row 2: price: has a decimal comma: write 19.99 with a point"
                     */
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    preview_import: {
        parameters: {
            query?: {
                /** @description The sign before the decimals. Without it, rows that may mean a comma are rejected with decimal_comma. */
                decimal?: "point" | "comma";
                /** @description What becomes of drafts and hidden products. */
                drafts?: "archived" | "left_out" | "active";
                /**
                 * @description When the other shop wrote the file, or when the file was last changed. Where orders took from a stock since then
                 *     that the file sets, a remark says so.
                 */
                exported_at?: string;
                /** @description Whether prices that name another currency than the company's are taken as amounts of the company's. */
                foreign_currency?: "accept" | "reject";
                /**
                 * @description A JSON object of fields (each an ImportField) and the columns that say them.
                 * @example {"name":"Title","price":"Variant Price"}
                 */
                mapping?: string;
                /**
                 * @description What an update does with stock. Without it, keep; but a file with a stock column and no price column is a stock
                 *     count, and sets it. New products always take the file's stock.
                 */
                stock?: "keep" | "set";
                /** @description Whose columns they are: says which rows are variants of a product, and which are none. */
                template?: "tenantry" | "shopify" | "woocommerce" | "wix" | "squarespace" | "magento" | "prestashop" | "bigcommerce" | "square" | "etsy" | "medusa" | "vendure" | "odoo" | "lightspeed" | "google_merchant" | "unknown";
                /** @description What Unlimited, InStock and other words say in the place of a stock count. */
                wordy_stock?: "zero" | "keep";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example sku,name,price
                 *     BRD-1,Board,64.50
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description What the file looks like. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "encoding": "utf-8",
                     *       "headers": [
                     *         "sku",
                     *         "name",
                     *         "price",
                     *         "inventory"
                     *       ],
                     *       "mapping": {
                     *         "inventory": "inventory",
                     *         "name": "name",
                     *         "price": "price",
                     *         "sku": "sku"
                     *       },
                     *       "questions": [],
                     *       "row_count": 1,
                     *       "rows": [
                     *         [
                     *           "BRD-WAL-40",
                     *           "Walnut cutting board",
                     *           "64.50",
                     *           "25"
                     *         ]
                     *       ],
                     *       "separator": ",",
                     *       "template": "tenantry",
                     *       "template_title": "Tenantry"
                     *     }
                     */
                    "application/json": components["schemas"]["ImportPreview"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_import_template: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The template. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example sku,name,description,price,category,inventory,barcode
                     *     BRD-WAL-40,Walnut cutting board,"End grain, oiled, 40 x 30 cm.",64.50,Kitchen,25,0036000291452
                     */
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_sample_data: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is of it. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "added_at": "2026-11-24T11:00:00.000Z",
                     *       "complete": true,
                     *       "orders": 40,
                     *       "present": true,
                     *       "products": 12
                     *     }
                     */
                    "application/json": components["schemas"]["SampleData"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    add_sample_data: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is now. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "added_at": "2026-11-24T11:00:00.000Z",
                     *       "complete": true,
                     *       "orders": 40,
                     *       "present": true,
                     *       "products": 12
                     *     }
                     */
                    "application/json": components["schemas"]["SampleData"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    remove_sample_data: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was removed. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "orders_removed": 40,
                     *       "products_kept": 1,
                     *       "products_removed": 11
                     *     }
                     */
                    "application/json": components["schemas"]["SampleDataRemoval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    search: {
        parameters: {
            query: {
                /** @description Matches of each kind. */
                limit?: number;
                /**
                 * @description What to look for, without regard to case.
                 * @example walnut
                 */
                q: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                     *           "kind": "product",
                     *           "matched": "name",
                     *           "subtitle": "BRD-WAL-40 · 64.50 EUR · 25 in stock",
                     *           "title": "Walnut cutting board"
                     *         },
                     *         {
                     *           "id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
                     *           "kind": "order",
                     *           "matched": "customer_email",
                     *           "subtitle": "walter@customers.example · shipped · 129.00 EUR",
                     *           "title": "HF-23A-KH5Q-WAK6"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SearchResults"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    show_system: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The installation. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "events": {
                     *         "dead_letters": 0,
                     *         "oldest_waiting_at": null
                     *       },
                     *       "health": [
                     *         {
                     *           "detail": null,
                     *           "name": "control_store",
                     *           "status": "ok"
                     *         }
                     *       ],
                     *       "home": "standalone",
                     *       "routes": [
                     *         {
                     *           "errors": 0,
                     *           "p50_ms": 0.9,
                     *           "p99_ms": 6.1,
                     *           "requests": 800,
                     *           "route": "GET /v1/products"
                     *         }
                     *       ],
                     *       "started_at": "2026-11-24T08:00:00.000Z",
                     *       "storage": {
                     *         "bytes": 104857600,
                     *         "free_bytes": 42949672960
                     *       },
                     *       "time_zone_database": "2026f",
                     *       "traffic": [
                     *         {
                     *           "at": "2026-11-24T10:05:00.000Z",
                     *           "client_errors": 4,
                     *           "p50_ms": 1.2,
                     *           "p99_ms": 14.5,
                     *           "requests": 1200,
                     *           "server_errors": 0,
                     *           "throttled": 1
                     *         }
                     *       ],
                     *       "version": "0.1.0"
                     *     }
                     */
                    "application/json": components["schemas"]["System"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_tenants: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before. */
                cursor?: string;
                isolation_model?: "pool" | "provisioned_pool" | "silo";
                /** @description Items per page. */
                limit?: number;
                status?: "active" | "suspended" | "deleted" | "erased";
                tier?: "basic" | "premium" | "enterprise";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tenants. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "admin_email": "grete@holzundform.example",
                     *           "company_name": "Holz & Form GmbH",
                     *           "created_at": "2026-11-24T09:00:00.000Z",
                     *           "currency": "EUR",
                     *           "deleted_at": null,
                     *           "features": {
                     *             "advanced_analytics": false,
                     *             "api_access": true,
                     *             "custom_branding": false
                     *           },
                     *           "isolation_model": "pool",
                     *           "limit_overrides": {
                     *             "expires_at": "2027-01-01T00:00:00.000Z",
                     *             "in_force": true,
                     *             "max_products": 500,
                     *             "reason": "Christmas season"
                     *           },
                     *           "limits": {
                     *             "max_orders": 1000,
                     *             "max_products": 500,
                     *             "max_users": 10
                     *           },
                     *           "rate_limit": {
                     *             "burst": 100,
                     *             "per_second": 50
                     *           },
                     *           "requested_tier": null,
                     *           "require_mfa": false,
                     *           "settings": {
                     *             "branding": {
                     *               "accent_color": null,
                     *               "display_name": null,
                     *               "logo": null
                     *             },
                     *             "low_stock_threshold": 5,
                     *             "notification_addresses": [
                     *               "stock@holzundform.example"
                     *             ],
                     *             "order_number_prefix": "HF-",
                     *             "reply_to": "service@holzundform.example"
                     *           },
                     *           "status": "active",
                     *           "status_reason": null,
                     *           "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *           "tier": "basic",
                     *           "time_zone": "Europe/Berlin",
                     *           "updated_at": "2026-11-24T09:00:00.000Z",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["TenantPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    create_tenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantCreation"];
            };
        };
        responses: {
            /** @description The operator's tenant is created. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "admin_email": "grete@holzundform.example",
                     *       "company_name": "Holz & Form GmbH",
                     *       "created_at": "2026-11-24T09:00:00.000Z",
                     *       "currency": "EUR",
                     *       "deleted_at": null,
                     *       "features": {
                     *         "advanced_analytics": false,
                     *         "api_access": true,
                     *         "custom_branding": false
                     *       },
                     *       "isolation_model": "pool",
                     *       "limit_overrides": {
                     *         "expires_at": "2027-01-01T00:00:00.000Z",
                     *         "in_force": true,
                     *         "max_products": 500,
                     *         "reason": "Christmas season"
                     *       },
                     *       "limits": {
                     *         "max_orders": 1000,
                     *         "max_products": 500,
                     *         "max_users": 10
                     *       },
                     *       "rate_limit": {
                     *         "burst": 100,
                     *         "per_second": 50
                     *       },
                     *       "requested_tier": null,
                     *       "require_mfa": false,
                     *       "settings": {
                     *         "branding": {
                     *           "accent_color": null,
                     *           "display_name": null,
                     *           "logo": null
                     *         },
                     *         "low_stock_threshold": 5,
                     *         "notification_addresses": [
                     *           "stock@holzundform.example"
                     *         ],
                     *         "order_number_prefix": "HF-",
                     *         "reply_to": "service@holzundform.example"
                     *       },
                     *       "status": "active",
                     *       "status_reason": null,
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tier": "basic",
                     *       "time_zone": "Europe/Berlin",
                     *       "updated_at": "2026-11-24T09:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description A confirmation is mailed. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "confirmation_sent"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_tenant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that you have: 304 if it is still the present one.
                 * @example "1"
                 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenant. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "admin_email": "grete@holzundform.example",
                     *       "company_name": "Holz & Form GmbH",
                     *       "created_at": "2026-11-24T09:00:00.000Z",
                     *       "currency": "EUR",
                     *       "deleted_at": null,
                     *       "features": {
                     *         "advanced_analytics": false,
                     *         "api_access": true,
                     *         "custom_branding": false
                     *       },
                     *       "isolation_model": "pool",
                     *       "limit_overrides": {
                     *         "expires_at": "2027-01-01T00:00:00.000Z",
                     *         "in_force": true,
                     *         "max_products": 500,
                     *         "reason": "Christmas season"
                     *       },
                     *       "limits": {
                     *         "max_orders": 1000,
                     *         "max_products": 500,
                     *         "max_users": 10
                     *       },
                     *       "rate_limit": {
                     *         "burst": 100,
                     *         "per_second": 50
                     *       },
                     *       "requested_tier": null,
                     *       "require_mfa": false,
                     *       "settings": {
                     *         "branding": {
                     *           "accent_color": null,
                     *           "display_name": null,
                     *           "logo": null
                     *         },
                     *         "low_stock_threshold": 5,
                     *         "notification_addresses": [
                     *           "stock@holzundform.example"
                     *         ],
                     *         "order_number_prefix": "HF-",
                     *         "reply_to": "service@holzundform.example"
                     *       },
                     *       "status": "active",
                     *       "status_reason": null,
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tier": "basic",
                     *       "time_zone": "Europe/Berlin",
                     *       "updated_at": "2026-11-24T09:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description It is as If-None-Match has it. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    replace_tenant: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "admin_email": "office@holzundform.example",
                 *       "company_name": "Holz & Form GmbH",
                 *       "settings": {
                 *         "low_stock_threshold": 10,
                 *         "order_number_prefix": "HF-"
                 *       },
                 *       "time_zone": "Europe/Berlin"
                 *     }
                 */
                "application/json": components["schemas"]["TenantEdit"];
            };
        };
        responses: {
            /** @description The tenant as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "admin_email": "grete@holzundform.example",
                     *       "company_name": "Holz & Form GmbH",
                     *       "created_at": "2026-11-24T09:00:00.000Z",
                     *       "currency": "EUR",
                     *       "deleted_at": null,
                     *       "features": {
                     *         "advanced_analytics": false,
                     *         "api_access": true,
                     *         "custom_branding": false
                     *       },
                     *       "isolation_model": "pool",
                     *       "limit_overrides": {
                     *         "expires_at": "2027-01-01T00:00:00.000Z",
                     *         "in_force": true,
                     *         "max_products": 500,
                     *         "reason": "Christmas season"
                     *       },
                     *       "limits": {
                     *         "max_orders": 1000,
                     *         "max_products": 500,
                     *         "max_users": 10
                     *       },
                     *       "rate_limit": {
                     *         "burst": 100,
                     *         "per_second": 50
                     *       },
                     *       "requested_tier": null,
                     *       "require_mfa": false,
                     *       "settings": {
                     *         "branding": {
                     *           "accent_color": null,
                     *           "display_name": null,
                     *           "logo": null
                     *         },
                     *         "low_stock_threshold": 5,
                     *         "notification_addresses": [
                     *           "stock@holzundform.example"
                     *         ],
                     *         "order_number_prefix": "HF-",
                     *         "reply_to": "service@holzundform.example"
                     *       },
                     *       "status": "active",
                     *       "status_reason": null,
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tier": "basic",
                     *       "time_zone": "Europe/Berlin",
                     *       "updated_at": "2026-11-24T09:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    delete_tenant: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deleted tenant. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "admin_email": "grete@holzundform.example",
                     *       "company_name": "Holz & Form GmbH",
                     *       "created_at": "2026-11-24T09:00:00.000Z",
                     *       "currency": "EUR",
                     *       "deleted_at": null,
                     *       "features": {
                     *         "advanced_analytics": false,
                     *         "api_access": true,
                     *         "custom_branding": false
                     *       },
                     *       "isolation_model": "pool",
                     *       "limit_overrides": {
                     *         "expires_at": "2027-01-01T00:00:00.000Z",
                     *         "in_force": true,
                     *         "max_products": 500,
                     *         "reason": "Christmas season"
                     *       },
                     *       "limits": {
                     *         "max_orders": 1000,
                     *         "max_products": 500,
                     *         "max_users": 10
                     *       },
                     *       "rate_limit": {
                     *         "burst": 100,
                     *         "per_second": 50
                     *       },
                     *       "requested_tier": null,
                     *       "require_mfa": false,
                     *       "settings": {
                     *         "branding": {
                     *           "accent_color": null,
                     *           "display_name": null,
                     *           "logo": null
                     *         },
                     *         "low_stock_threshold": 5,
                     *         "notification_addresses": [
                     *           "stock@holzundform.example"
                     *         ],
                     *         "order_number_prefix": "HF-",
                     *         "reply_to": "service@holzundform.example"
                     *       },
                     *       "status": "active",
                     *       "status_reason": null,
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tier": "basic",
                     *       "time_zone": "Europe/Berlin",
                     *       "updated_at": "2026-11-24T09:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    update_tenant: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "settings": {
                 *         "low_stock_threshold": 10
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TenantPatch"];
                /**
                 * @example {
                 *       "settings": {
                 *         "low_stock_threshold": 10
                 *       }
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["TenantPatch"];
            };
        };
        responses: {
            /** @description The tenant as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "admin_email": "grete@holzundform.example",
                     *       "company_name": "Holz & Form GmbH",
                     *       "created_at": "2026-11-24T09:00:00.000Z",
                     *       "currency": "EUR",
                     *       "deleted_at": null,
                     *       "features": {
                     *         "advanced_analytics": false,
                     *         "api_access": true,
                     *         "custom_branding": false
                     *       },
                     *       "isolation_model": "pool",
                     *       "limit_overrides": {
                     *         "expires_at": "2027-01-01T00:00:00.000Z",
                     *         "in_force": true,
                     *         "max_products": 500,
                     *         "reason": "Christmas season"
                     *       },
                     *       "limits": {
                     *         "max_orders": 1000,
                     *         "max_products": 500,
                     *         "max_users": 10
                     *       },
                     *       "rate_limit": {
                     *         "burst": 100,
                     *         "per_second": 50
                     *       },
                     *       "requested_tier": null,
                     *       "require_mfa": false,
                     *       "settings": {
                     *         "branding": {
                     *           "accent_color": null,
                     *           "display_name": null,
                     *           "logo": null
                     *         },
                     *         "low_stock_threshold": 5,
                     *         "notification_addresses": [
                     *           "stock@holzundform.example"
                     *         ],
                     *         "order_number_prefix": "HF-",
                     *         "reply_to": "service@holzundform.example"
                     *       },
                     *       "status": "active",
                     *       "status_reason": null,
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tier": "basic",
                     *       "time_zone": "Europe/Berlin",
                     *       "updated_at": "2026-11-24T09:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    erase_tenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "company_name": "Holz & Form GmbH",
                 *       "reason": "The owner asked for it."
                 *     }
                 */
                "application/json": components["schemas"]["Erasure"];
            };
        };
        responses: {
            /** @description The operation that erases it. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ended_at": null,
                     *       "id": "019ab5d2-9b00-7c11-8e22-1a2b3c4d5e6f",
                     *       "kind": "provision",
                     *       "reason": null,
                     *       "source": null,
                     *       "started_at": "2026-11-24T11:30:00.000Z",
                     *       "status": "running",
                     *       "steps": [
                     *         {
                     *           "at": "2026-11-24T11:30:00.000Z",
                     *           "detail": null,
                     *           "name": "create_place",
                     *           "status": "running"
                     *         }
                     *       ],
                     *       "target": "silo",
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tries": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    begin_export: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "The owner asked for it by letter."
                 *     }
                 */
                "application/json": components["schemas"]["ExportRequest"];
            };
        };
        responses: {
            /** @description The export. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "expires_at": "2026-11-24T12:00:00.000Z",
                     *       "id": "019ab5d2-9c00-7a11-8e22-5b4c3d2e1f00"
                     *     }
                     */
                    "application/json": components["schemas"]["Export"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    read_export: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Items per page. */
                limit?: number;
            };
            header?: never;
            path: {
                export_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of things. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "data": {
                     *             "created_at": "2026-11-24T09:00:00.000Z",
                     *             "email": "grete@holzundform.example",
                     *             "mfa_enabled": true,
                     *             "name": "Grete Holz",
                     *             "role": "owner",
                     *             "updated_at": "2026-11-24T09:00:00.000Z",
                     *             "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *             "version": 1
                     *           },
                     *           "kind": "member"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ExportedPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_tenant_journal: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Items per page. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "action": "product.updated",
                     *           "actor": {
                     *             "api_key_id": null,
                     *             "type": "member",
                     *             "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f"
                     *           },
                     *           "at": "2026-11-24T10:05:00.000Z",
                     *           "changes": [
                     *             {
                     *               "field": "price",
                     *               "from": "64.50",
                     *               "to": "69.00"
                     *             }
                     *           ],
                     *           "id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                     *           "reason": null,
                     *           "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
                     *           "subject_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["AuditEntryPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    override_tenant_limits: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expires_at": "2027-01-01T00:00:00Z",
                 *       "max_orders": null,
                 *       "max_products": 500,
                 *       "rate": {
                 *         "burst": 200,
                 *         "per_second": 100
                 *       },
                 *       "reason": "Christmas season"
                 *     }
                 */
                "application/json": components["schemas"]["NewLimitOverrides"];
            };
        };
        responses: {
            /** @description The tenant with its new limits. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "admin_email": "grete@holzundform.example",
                     *       "company_name": "Holz & Form GmbH",
                     *       "created_at": "2026-11-24T09:00:00.000Z",
                     *       "currency": "EUR",
                     *       "deleted_at": null,
                     *       "features": {
                     *         "advanced_analytics": false,
                     *         "api_access": true,
                     *         "custom_branding": false
                     *       },
                     *       "isolation_model": "pool",
                     *       "limit_overrides": {
                     *         "expires_at": "2027-01-01T00:00:00.000Z",
                     *         "in_force": true,
                     *         "max_products": 500,
                     *         "reason": "Christmas season"
                     *       },
                     *       "limits": {
                     *         "max_orders": 1000,
                     *         "max_products": 500,
                     *         "max_users": 10
                     *       },
                     *       "rate_limit": {
                     *         "burst": 100,
                     *         "per_second": 50
                     *       },
                     *       "requested_tier": null,
                     *       "require_mfa": false,
                     *       "settings": {
                     *         "branding": {
                     *           "accent_color": null,
                     *           "display_name": null,
                     *           "logo": null
                     *         },
                     *         "low_stock_threshold": 5,
                     *         "notification_addresses": [
                     *           "stock@holzundform.example"
                     *         ],
                     *         "order_number_prefix": "HF-",
                     *         "reply_to": "service@holzundform.example"
                     *       },
                     *       "status": "active",
                     *       "status_reason": null,
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tier": "basic",
                     *       "time_zone": "Europe/Berlin",
                     *       "updated_at": "2026-11-24T09:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    lift_tenant_overrides: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Three invoices are overdue."
                 *     }
                 */
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description The tenant with the limits of its plan. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "admin_email": "grete@holzundform.example",
                     *       "company_name": "Holz & Form GmbH",
                     *       "created_at": "2026-11-24T09:00:00.000Z",
                     *       "currency": "EUR",
                     *       "deleted_at": null,
                     *       "features": {
                     *         "advanced_analytics": false,
                     *         "api_access": true,
                     *         "custom_branding": false
                     *       },
                     *       "isolation_model": "pool",
                     *       "limit_overrides": {
                     *         "expires_at": "2027-01-01T00:00:00.000Z",
                     *         "in_force": true,
                     *         "max_products": 500,
                     *         "reason": "Christmas season"
                     *       },
                     *       "limits": {
                     *         "max_orders": 1000,
                     *         "max_products": 500,
                     *         "max_users": 10
                     *       },
                     *       "rate_limit": {
                     *         "burst": 100,
                     *         "per_second": 50
                     *       },
                     *       "requested_tier": null,
                     *       "require_mfa": false,
                     *       "settings": {
                     *         "branding": {
                     *           "accent_color": null,
                     *           "display_name": null,
                     *           "logo": null
                     *         },
                     *         "low_stock_threshold": 5,
                     *         "notification_addresses": [
                     *           "stock@holzundform.example"
                     *         ],
                     *         "order_number_prefix": "HF-",
                     *         "reply_to": "service@holzundform.example"
                     *       },
                     *       "status": "active",
                     *       "status_reason": null,
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tier": "basic",
                     *       "time_zone": "Europe/Berlin",
                     *       "updated_at": "2026-11-24T09:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    move_tenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "placement": "silo",
                 *       "reason": "Data of its own, as the contract says."
                 *     }
                 */
                "application/json": components["schemas"]["TenantMove"];
            };
        };
        responses: {
            /** @description The operation that moves it. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ended_at": null,
                     *       "id": "019ab5d2-9b00-7c11-8e22-1a2b3c4d5e6f",
                     *       "kind": "provision",
                     *       "reason": null,
                     *       "source": null,
                     *       "started_at": "2026-11-24T11:30:00.000Z",
                     *       "status": "running",
                     *       "steps": [
                     *         {
                     *           "at": "2026-11-24T11:30:00.000Z",
                     *           "detail": null,
                     *           "name": "create_place",
                     *           "status": "running"
                     *         }
                     *       ],
                     *       "target": "silo",
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tries": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_operations: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Items per page. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of operations. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "ended_at": null,
                     *           "id": "019ab5d2-9b00-7c11-8e22-1a2b3c4d5e6f",
                     *           "kind": "provision",
                     *           "reason": null,
                     *           "source": null,
                     *           "started_at": "2026-11-24T11:30:00.000Z",
                     *           "status": "running",
                     *           "steps": [
                     *             {
                     *               "at": "2026-11-24T11:30:00.000Z",
                     *               "detail": null,
                     *               "name": "create_place",
                     *               "status": "running"
                     *             }
                     *           ],
                     *           "target": "silo",
                     *           "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *           "tries": 1
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["OperationPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_operation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operation. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ended_at": null,
                     *       "id": "019ab5d2-9b00-7c11-8e22-1a2b3c4d5e6f",
                     *       "kind": "provision",
                     *       "reason": null,
                     *       "source": null,
                     *       "started_at": "2026-11-24T11:30:00.000Z",
                     *       "status": "running",
                     *       "steps": [
                     *         {
                     *           "at": "2026-11-24T11:30:00.000Z",
                     *           "detail": null,
                     *           "name": "create_place",
                     *           "status": "running"
                     *         }
                     *       ],
                     *       "target": "silo",
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tries": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    retry_operation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operation, which runs again. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ended_at": null,
                     *       "id": "019ab5d2-9b00-7c11-8e22-1a2b3c4d5e6f",
                     *       "kind": "provision",
                     *       "reason": null,
                     *       "source": null,
                     *       "started_at": "2026-11-24T11:30:00.000Z",
                     *       "status": "running",
                     *       "steps": [
                     *         {
                     *           "at": "2026-11-24T11:30:00.000Z",
                     *           "detail": null,
                     *           "name": "create_place",
                     *           "status": "running"
                     *         }
                     *       ],
                     *       "target": "silo",
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tries": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    reactivate_tenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Three invoices are overdue."
                 *     }
                 */
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description The active tenant. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "admin_email": "grete@holzundform.example",
                     *       "company_name": "Holz & Form GmbH",
                     *       "created_at": "2026-11-24T09:00:00.000Z",
                     *       "currency": "EUR",
                     *       "deleted_at": null,
                     *       "features": {
                     *         "advanced_analytics": false,
                     *         "api_access": true,
                     *         "custom_branding": false
                     *       },
                     *       "isolation_model": "pool",
                     *       "limit_overrides": {
                     *         "expires_at": "2027-01-01T00:00:00.000Z",
                     *         "in_force": true,
                     *         "max_products": 500,
                     *         "reason": "Christmas season"
                     *       },
                     *       "limits": {
                     *         "max_orders": 1000,
                     *         "max_products": 500,
                     *         "max_users": 10
                     *       },
                     *       "rate_limit": {
                     *         "burst": 100,
                     *         "per_second": 50
                     *       },
                     *       "requested_tier": null,
                     *       "require_mfa": false,
                     *       "settings": {
                     *         "branding": {
                     *           "accent_color": null,
                     *           "display_name": null,
                     *           "logo": null
                     *         },
                     *         "low_stock_threshold": 5,
                     *         "notification_addresses": [
                     *           "stock@holzundform.example"
                     *         ],
                     *         "order_number_prefix": "HF-",
                     *         "reply_to": "service@holzundform.example"
                     *       },
                     *       "status": "active",
                     *       "status_reason": null,
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tier": "basic",
                     *       "time_zone": "Europe/Berlin",
                     *       "updated_at": "2026-11-24T09:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    suspend_tenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Three invoices are overdue."
                 *     }
                 */
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description The suspended tenant. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "admin_email": "grete@holzundform.example",
                     *       "company_name": "Holz & Form GmbH",
                     *       "created_at": "2026-11-24T09:00:00.000Z",
                     *       "currency": "EUR",
                     *       "deleted_at": null,
                     *       "features": {
                     *         "advanced_analytics": false,
                     *         "api_access": true,
                     *         "custom_branding": false
                     *       },
                     *       "isolation_model": "pool",
                     *       "limit_overrides": {
                     *         "expires_at": "2027-01-01T00:00:00.000Z",
                     *         "in_force": true,
                     *         "max_products": 500,
                     *         "reason": "Christmas season"
                     *       },
                     *       "limits": {
                     *         "max_orders": 1000,
                     *         "max_products": 500,
                     *         "max_users": 10
                     *       },
                     *       "rate_limit": {
                     *         "burst": 100,
                     *         "per_second": 50
                     *       },
                     *       "requested_tier": null,
                     *       "require_mfa": false,
                     *       "settings": {
                     *         "branding": {
                     *           "accent_color": null,
                     *           "display_name": null,
                     *           "logo": null
                     *         },
                     *         "low_stock_threshold": 5,
                     *         "notification_addresses": [
                     *           "stock@holzundform.example"
                     *         ],
                     *         "order_number_prefix": "HF-",
                     *         "reply_to": "service@holzundform.example"
                     *       },
                     *       "status": "active",
                     *       "status_reason": null,
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tier": "basic",
                     *       "time_zone": "Europe/Berlin",
                     *       "updated_at": "2026-11-24T09:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    change_tenant_tier: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Upgrade ordered on 24 November.",
                 *       "tier": "premium"
                 *     }
                 */
                "application/json": components["schemas"]["TierChange"];
            };
        };
        responses: {
            /** @description The tenant with its new tier. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "admin_email": "grete@holzundform.example",
                     *       "company_name": "Holz & Form GmbH",
                     *       "created_at": "2026-11-24T09:00:00.000Z",
                     *       "currency": "EUR",
                     *       "deleted_at": null,
                     *       "features": {
                     *         "advanced_analytics": false,
                     *         "api_access": true,
                     *         "custom_branding": false
                     *       },
                     *       "isolation_model": "pool",
                     *       "limit_overrides": {
                     *         "expires_at": "2027-01-01T00:00:00.000Z",
                     *         "in_force": true,
                     *         "max_products": 500,
                     *         "reason": "Christmas season"
                     *       },
                     *       "limits": {
                     *         "max_orders": 1000,
                     *         "max_products": 500,
                     *         "max_users": 10
                     *       },
                     *       "rate_limit": {
                     *         "burst": 100,
                     *         "per_second": 50
                     *       },
                     *       "requested_tier": null,
                     *       "require_mfa": false,
                     *       "settings": {
                     *         "branding": {
                     *           "accent_color": null,
                     *           "display_name": null,
                     *           "logo": null
                     *         },
                     *         "low_stock_threshold": 5,
                     *         "notification_addresses": [
                     *           "stock@holzundform.example"
                     *         ],
                     *         "order_number_prefix": "HF-",
                     *         "reply_to": "service@holzundform.example"
                     *       },
                     *       "status": "active",
                     *       "status_reason": null,
                     *       "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
                     *       "tier": "basic",
                     *       "time_zone": "Europe/Berlin",
                     *       "updated_at": "2026-11-24T09:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_tenant_usage: {
        parameters: {
            query?: {
                /** @description The first day. */
                from?: string;
                /** @description The last day; at most 366 days after the first. */
                to?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "days": [
                     *         {
                     *           "bytes_stored": 184320,
                     *           "client_errors": 17,
                     *           "day": "2026-11-24",
                     *           "duration_ms": 3842,
                     *           "errors": 0,
                     *           "mails": 57,
                     *           "orders": 52,
                     *           "products": 81,
                     *           "reads": 3310,
                     *           "requests": 1204,
                     *           "users": 4,
                     *           "writes": 214
                     *         }
                     *       ],
                     *       "estimated_cost_usd": "0.02",
                     *       "from": "2026-11-24",
                     *       "limits": [
                     *         {
                     *           "limit": "max_products",
                     *           "max": 100,
                     *           "percent": 81,
                     *           "used": 81
                     *         }
                     *       ],
                     *       "to": "2026-11-24",
                     *       "total": {
                     *         "client_errors": 17,
                     *         "duration_ms": 3842,
                     *         "errors": 0,
                     *         "mails": 57,
                     *         "orders": 52,
                     *         "reads": 3310,
                     *         "requests": 1204,
                     *         "writes": 214
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TenantUsage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_usage: {
        parameters: {
            query?: {
                /** @description The first day. */
                from?: string;
                /** @description The last day; at most 366 days after the first. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "days": [
                     *         {
                     *           "bytes_stored": 184320,
                     *           "client_errors": 17,
                     *           "day": "2026-11-24",
                     *           "duration_ms": 3842,
                     *           "errors": 0,
                     *           "mails": 57,
                     *           "orders": 52,
                     *           "products": 81,
                     *           "reads": 3310,
                     *           "requests": 1204,
                     *           "users": 4,
                     *           "writes": 214
                     *         }
                     *       ],
                     *       "from": "2026-11-24",
                     *       "limits": [
                     *         {
                     *           "limit": "max_products",
                     *           "max": 100,
                     *           "percent": 81,
                     *           "used": 81
                     *         },
                     *         {
                     *           "limit": "max_orders",
                     *           "max": null,
                     *           "percent": null,
                     *           "used": 640
                     *         },
                     *         {
                     *           "limit": "max_users",
                     *           "max": 10,
                     *           "percent": 50,
                     *           "used": 5
                     *         }
                     *       ],
                     *       "to": "2026-11-24",
                     *       "total": {
                     *         "client_errors": 17,
                     *         "duration_ms": 3842,
                     *         "errors": 0,
                     *         "mails": 57,
                     *         "orders": 52,
                     *         "reads": 3310,
                     *         "requests": 1204,
                     *         "writes": 214
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Usage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_views: {
        parameters: {
            query?: {
                /** @description Views of this list only. */
                list?: "products" | "orders";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The views. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "created_at": "2026-11-24T11:00:00.000Z",
                     *           "list": "products",
                     *           "name": "Running low",
                     *           "owner": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *           "query": "stock=low&category=Kitchen",
                     *           "shared": true,
                     *           "updated_at": "2026-11-24T11:00:00.000Z",
                     *           "version": 1,
                     *           "view_id": "019ab5d2-9b10-7d31-8e44-7c6b5a493821"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SavedViewList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    create_view: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "list": "products",
                 *       "name": "Running low",
                 *       "query": "stock=low&category=Kitchen",
                 *       "shared": true
                 *     }
                 */
                "application/json": components["schemas"]["NewSavedView"];
            };
        };
        responses: {
            /** @description The view is saved. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T11:00:00.000Z",
                     *       "list": "products",
                     *       "name": "Running low",
                     *       "owner": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *       "query": "stock=low&category=Kitchen",
                     *       "shared": true,
                     *       "updated_at": "2026-11-24T11:00:00.000Z",
                     *       "version": 1,
                     *       "view_id": "019ab5d2-9b10-7d31-8e44-7c6b5a493821"
                     *     }
                     */
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_view: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that you have: 304 if it is still the present one.
                 * @example "1"
                 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The view. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T11:00:00.000Z",
                     *       "list": "products",
                     *       "name": "Running low",
                     *       "owner": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *       "query": "stock=low&category=Kitchen",
                     *       "shared": true,
                     *       "updated_at": "2026-11-24T11:00:00.000Z",
                     *       "version": 1,
                     *       "view_id": "019ab5d2-9b10-7d31-8e44-7c6b5a493821"
                     *     }
                     */
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            /** @description It is as If-None-Match has it. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    replace_view: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Running low",
                 *       "query": "stock=low",
                 *       "shared": false
                 *     }
                 */
                "application/json": components["schemas"]["SavedViewEdit"];
            };
        };
        responses: {
            /** @description The view as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T11:00:00.000Z",
                     *       "list": "products",
                     *       "name": "Running low",
                     *       "owner": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *       "query": "stock=low&category=Kitchen",
                     *       "shared": true,
                     *       "updated_at": "2026-11-24T11:00:00.000Z",
                     *       "version": 1,
                     *       "view_id": "019ab5d2-9b10-7d31-8e44-7c6b5a493821"
                     *     }
                     */
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    remove_view: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The view is removed. */
            204: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    update_view: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "shared": true
                 *     }
                 */
                "application/json": components["schemas"]["SavedViewPatch"];
                /**
                 * @example {
                 *       "shared": true
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["SavedViewPatch"];
            };
        };
        responses: {
            /** @description The view as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T11:00:00.000Z",
                     *       "list": "products",
                     *       "name": "Running low",
                     *       "owner": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                     *       "query": "stock=low&category=Kitchen",
                     *       "shared": true,
                     *       "updated_at": "2026-11-24T11:00:00.000Z",
                     *       "version": 1,
                     *       "view_id": "019ab5d2-9b10-7d31-8e44-7c6b5a493821"
                     *     }
                     */
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_webhook_endpoints: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Items per page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of endpoints. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "created_at": "2026-11-24T11:00:00.000Z",
                     *           "description": "Warehouse",
                     *           "disabled_at": null,
                     *           "disabled_reason": null,
                     *           "enabled": true,
                     *           "event_types": [
                     *             "order.*",
                     *             "inventory.low"
                     *           ],
                     *           "failing_since": null,
                     *           "previous_secret_ends_at": null,
                     *           "updated_at": "2026-11-24T11:00:00.000Z",
                     *           "url": "https://example.com/webhooks",
                     *           "version": 1,
                     *           "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookEndpointPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    create_webhook_endpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Warehouse",
                 *       "event_types": [
                 *         "order.*",
                 *         "inventory.low"
                 *       ],
                 *       "url": "https://example.com/webhooks"
                 *     }
                 */
                "application/json": components["schemas"]["NewWebhookEndpoint"];
            };
        };
        responses: {
            /** @description The endpoint with its secret. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
                     *       "webhook_endpoint": {
                     *         "created_at": "2026-11-24T11:00:00.000Z",
                     *         "description": "Warehouse",
                     *         "disabled_at": null,
                     *         "disabled_reason": null,
                     *         "enabled": true,
                     *         "event_types": [
                     *           "order.*",
                     *           "inventory.low"
                     *         ],
                     *         "failing_since": null,
                     *         "previous_secret_ends_at": null,
                     *         "updated_at": "2026-11-24T11:00:00.000Z",
                     *         "url": "https://example.com/webhooks",
                     *         "version": 1,
                     *         "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["IssuedWebhookSecret"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_webhook_endpoint: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that you have: 304 if it is still the present one.
                 * @example "1"
                 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T11:00:00.000Z",
                     *       "description": "Warehouse",
                     *       "disabled_at": null,
                     *       "disabled_reason": null,
                     *       "enabled": true,
                     *       "event_types": [
                     *         "order.*",
                     *         "inventory.low"
                     *       ],
                     *       "failing_since": null,
                     *       "previous_secret_ends_at": null,
                     *       "updated_at": "2026-11-24T11:00:00.000Z",
                     *       "url": "https://example.com/webhooks",
                     *       "version": 1,
                     *       "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description It is as If-None-Match has it. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    remove_webhook_endpoint: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint is removed. */
            204: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    update_webhook_endpoint: {
        parameters: {
            query?: never;
            header: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
                /**
                 * @description The ETag that you read, or * to overwrite whatever is there.
                 * @example "1"
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/json": components["schemas"]["WebhookEndpointPatch"];
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["WebhookEndpointPatch"];
            };
        };
        responses: {
            /** @description The endpoint as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T11:00:00.000Z",
                     *       "description": "Warehouse",
                     *       "disabled_at": null,
                     *       "disabled_reason": null,
                     *       "enabled": true,
                     *       "event_types": [
                     *         "order.*",
                     *         "inventory.low"
                     *       ],
                     *       "failing_since": null,
                     *       "previous_secret_ends_at": null,
                     *       "updated_at": "2026-11-24T11:00:00.000Z",
                     *       "url": "https://example.com/webhooks",
                     *       "version": 1,
                     *       "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Stale"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    list_webhook_deliveries: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Items per page. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "created_at": "2026-11-24T09:30:00.000Z",
                     *           "event_id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                     *           "event_type": "order.shipped",
                     *           "last_try": {
                     *             "at": "2026-11-24T09:30:00.000Z",
                     *             "body": "busy",
                     *             "error": null,
                     *             "status": 503,
                     *             "took_ms": 31
                     *           },
                     *           "next_try_at": "2026-11-24T09:30:05.000Z",
                     *           "request_body": "{\"id\":\"019ab5d2-8e12-7001-9a4b-5c6d7e8f9012\",\"type\":\"order.shipped\"}",
                     *           "status": "pending",
                     *           "tries": 1,
                     *           "webhook_delivery_id": "019ab5d2-8e12-7f3a-8b2c-7d8e9f0a1b2c",
                     *           "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDeliveryPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    get_webhook_delivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                delivery_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T09:30:00.000Z",
                     *       "event_id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                     *       "event_type": "order.shipped",
                     *       "last_try": {
                     *         "at": "2026-11-24T09:30:00.000Z",
                     *         "body": "busy",
                     *         "error": null,
                     *         "status": 503,
                     *         "took_ms": 31
                     *       },
                     *       "next_try_at": "2026-11-24T09:30:05.000Z",
                     *       "request_body": "{\"id\":\"019ab5d2-8e12-7001-9a4b-5c6d7e8f9012\",\"type\":\"order.shipped\"}",
                     *       "status": "pending",
                     *       "tries": 1,
                     *       "webhook_delivery_id": "019ab5d2-8e12-7f3a-8b2c-7d8e9f0a1b2c",
                     *       "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    replay_webhook_delivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path: {
                delivery_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, which is on its way. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T09:30:00.000Z",
                     *       "event_id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                     *       "event_type": "order.shipped",
                     *       "last_try": {
                     *         "at": "2026-11-24T09:30:00.000Z",
                     *         "body": "busy",
                     *         "error": null,
                     *         "status": 503,
                     *         "took_ms": 31
                     *       },
                     *       "next_try_at": "2026-11-24T09:30:05.000Z",
                     *       "request_body": "{\"id\":\"019ab5d2-8e12-7001-9a4b-5c6d7e8f9012\",\"type\":\"order.shipped\"}",
                     *       "status": "pending",
                     *       "tries": 1,
                     *       "webhook_delivery_id": "019ab5d2-8e12-7f3a-8b2c-7d8e9f0a1b2c",
                     *       "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    replay_failed_webhook_deliveries: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-11-24T00:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["WebhookReplay"];
            };
        };
        responses: {
            /** @description How many are sent once more. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "replayed": 12
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookReplayed"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    rotate_webhook_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlap_hours": 24
                 *     }
                 */
                "application/json": components["schemas"]["WebhookSecretRotation"];
            };
        };
        responses: {
            /** @description The endpoint with its new secret. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
                     *       "webhook_endpoint": {
                     *         "created_at": "2026-11-24T11:00:00.000Z",
                     *         "description": "Warehouse",
                     *         "disabled_at": null,
                     *         "disabled_reason": null,
                     *         "enabled": true,
                     *         "event_types": [
                     *           "order.*",
                     *           "inventory.low"
                     *         ],
                     *         "failing_since": null,
                     *         "previous_secret_ends_at": null,
                     *         "updated_at": "2026-11-24T11:00:00.000Z",
                     *         "url": "https://example.com/webhooks",
                     *         "version": 1,
                     *         "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["IssuedWebhookSecret"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    test_webhook_endpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you: the same request with the same key happens once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, which is on its way. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-24T09:30:00.000Z",
                     *       "event_id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                     *       "event_type": "order.shipped",
                     *       "last_try": {
                     *         "at": "2026-11-24T09:30:00.000Z",
                     *         "body": "busy",
                     *         "error": null,
                     *         "status": 503,
                     *         "took_ms": 31
                     *       },
                     *       "next_try_at": "2026-11-24T09:30:05.000Z",
                     *       "request_body": "{\"id\":\"019ab5d2-8e12-7001-9a4b-5c6d7e8f9012\",\"type\":\"order.shipped\"}",
                     *       "status": "pending",
                     *       "tries": 1,
                     *       "webhook_delivery_id": "019ab5d2-8e12-7f3a-8b2c-7d8e9f0a1b2c",
                     *       "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    on_api_key_created: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "api_key_id": "019ab5d2-6020-7b31-8d4e-5f60718293a4"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/api-keys/019ab5d2-6020-7b31-8d4e-5f60718293a4",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "api_key.created",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_api_key_revoked: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "api_key_id": "019ab5d2-6020-7b31-8d4e-5f60718293a4"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/api-keys/019ab5d2-6020-7b31-8d4e-5f60718293a4",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "api_key.revoked",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_api_key_rotated: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "api_key_id": "019ab5d2-6020-7b31-8d4e-5f60718293a4"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/api-keys/019ab5d2-6020-7b31-8d4e-5f60718293a4",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "api_key.rotated",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_inventory_low: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                 *         "threshold": 5
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/products/019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "inventory.low",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_member_joined: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "member_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/members/019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "member.joined",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_member_removed: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "member_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/members/019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "member.removed",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_member_updated: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "member_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/members/019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "member.updated",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_order_cancelled: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                 *         "previous_status": "pending"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "order.cancelled",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_order_confirmed: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                 *         "previous_status": "pending"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "order.confirmed",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_order_delivered: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                 *         "previous_status": "shipped"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "order.delivered",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_order_placed: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "order.placed",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_order_shipped: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                 *         "previous_status": "confirmed"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "order.shipped",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_order_updated: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "order.updated",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_product_archived: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/products/019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "product.archived",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_product_created: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/products/019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "product.created",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_product_restored: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/products/019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "product.restored",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_product_updated: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/products/019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "product.updated",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_tenant_deleted: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "tenant_id": "019ab5d2-5a00-7d13-8b2c-4d5e6f708192"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/tenants/019ab5d2-5a00-7d13-8b2c-4d5e6f708192",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "tenant.deleted",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_tenant_exported: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "tenant_id": "019ab5d2-5a00-7d13-8b2c-4d5e6f708192"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/tenants/019ab5d2-5a00-7d13-8b2c-4d5e6f708192",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "tenant.exported",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_tenant_limits_changed: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "tenant_id": "019ab5d2-5a00-7d13-8b2c-4d5e6f708192"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/tenants/019ab5d2-5a00-7d13-8b2c-4d5e6f708192",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "tenant.limits_changed",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_tenant_reactivated: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "tenant_id": "019ab5d2-5a00-7d13-8b2c-4d5e6f708192"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/tenants/019ab5d2-5a00-7d13-8b2c-4d5e6f708192",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "tenant.reactivated",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_tenant_registered: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "tenant_id": "019ab5d2-5a00-7d13-8b2c-4d5e6f708192"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/tenants/019ab5d2-5a00-7d13-8b2c-4d5e6f708192",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "tenant.registered",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_tenant_suspended: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "tenant_id": "019ab5d2-5a00-7d13-8b2c-4d5e6f708192"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/tenants/019ab5d2-5a00-7d13-8b2c-4d5e6f708192",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "tenant.suspended",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_tenant_tier_changed: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "tenant_id": "019ab5d2-5a00-7d13-8b2c-4d5e6f708192"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/tenants/019ab5d2-5a00-7d13-8b2c-4d5e6f708192",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "tenant.tier_changed",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_tenant_updated: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event, the same at each try.
                 * @example 019ab5d2-8e12-7001-9a4b-5c6d7e8f9012
                 */
                "webhook-id": string;
                /**
                 * @description Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is by your secret. While a secret is rotated there are two.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description When this try was signed, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "tenant_id": "019ab5d2-5a00-7d13-8b2c-4d5e6f708192"
                 *       },
                 *       "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012",
                 *       "link": "/v1/tenants/019ab5d2-5a00-7d13-8b2c-4d5e6f708192",
                 *       "timestamp": "2026-11-24T09:30:00.000Z",
                 *       "type": "tenant.updated",
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["EventPayload"];
            };
        };
        responses: {
            /** @description It is taken; so does any other 2xx say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing more is to be sent here: the endpoint is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
