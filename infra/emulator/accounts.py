"""Cognito: groups that the pre-token trigger gives stand in tokens, a person
writes only attributes that the client may write, a password has the form that
Cognito's own model demands, and one that Cognito makes up is long enough for the
pool. Stock ministack lets anybody rewrite any attribute of their own account.
"""

import base64
import json
import re
import secrets

from ministack.core.responses import error_response_json
from ministack.services import cognito

# PasswordType of Cognito's service model: no space at either edge, and one line.
PASSWORD = re.compile(r"\S+.*\S+")
SECTIONS = ("idTokenGeneration", "accessTokenGeneration")


def with_groups(stock):
    """AWS has one place for groups, beside the two sections; ministack looks within them."""

    def extract(payload):
        response = stock(payload)
        details = (response or {}).get("claimsAndScopeOverrideDetails")
        if isinstance(details, dict) and details.get("groupOverrideDetails"):
            for section in SECTIONS:
                details[section] = {
                    **(details.get(section) or {}),
                    "groupOverrideDetails": details["groupOverrideDetails"],
                }
        return response

    return extract


def client_of(pool, token):
    part = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return (pool.get("_clients") or {}).get(claims.get("client_id")) or {}


def only_own(stock):
    def update_user_attributes(data):
        token = data.get("AccessToken", "")
        user, pool = cognito._user_pool_for_access_token(token)
        if user:
            may = client_of(pool, token).get("WriteAttributes") or []
            wanted = [attribute.get("Name") for attribute in data.get("UserAttributes", [])]
            if may and any(name not in may for name in wanted):
                message = "A client attempted to write unauthorized attribute"
                return error_response_json("NotAuthorizedException", message, 400)
        return stock(data)

    return update_user_attributes


def with_long_password(stock):
    def admin_create_user(data):
        made_up = "Aa1!" + secrets.token_urlsafe(32)
        return stock({"TemporaryPassword": made_up, **data})

    return admin_create_user


def of_the_right_form(stock):
    def admin_set_user_password(data):
        if not PASSWORD.fullmatch(data.get("Password") or ""):
            message = "1 validation error detected: Value at 'password' failed to satisfy constraint"
            return error_response_json("InvalidParameterException", message, 400)
        return stock(data)

    return admin_set_user_password


def apply():
    cognito._admin_set_user_password = of_the_right_form(cognito._admin_set_user_password)
    cognito._admin_create_user = with_long_password(cognito._admin_create_user)
    cognito._extract_trigger_response = with_groups(cognito._extract_trigger_response)
    cognito._update_user_attributes = only_own(cognito._update_user_attributes)
