/** The words for what the API names, in one place, so that a badge, a filter and a sentence agree. */
import type { MovementReason, OrderStatus, Role, Scope, StockLevel, TenantStatus, Tier, WebhookDelivery } from "@/api/types";
import { t } from "./i18n";

export const ORDER_STATUSES: readonly OrderStatus[] = ["pending", "confirmed", "shipped", "delivered", "cancelled"];
export const ROLES: readonly Role[] = ["viewer", "staff", "admin", "owner"];
export const TIERS: readonly Tier[] = ["basic", "premium", "enterprise"];

export const SCOPES = [
  "products:read",
  "products:write",
  "orders:read",
  "orders:write",
  "insights:read",
  "settings:read",
  "settings:write",
] as const satisfies readonly Scope[];

export const deliveryStatusName = (status: WebhookDelivery["status"]): string =>
  ({ pending: t("Pending"), delivered: t("Delivered"), failed: t("Failed") })[status];

export const orderStatusName = (status: OrderStatus): string =>
  ({
    pending: t("Pending"),
    confirmed: t("Confirmed"),
    shipped: t("Shipped"),
    delivered: t("Delivered"),
    cancelled: t("Cancelled"),
  })[status];

/** The step as something to do. */
export const stepName = (status: OrderStatus): string =>
  ({
    pending: t("Reopen"),
    confirmed: t("Confirm"),
    shipped: t("Ship"),
    delivered: t("Mark delivered"),
    cancelled: t("Cancel order"),
  })[status];

export const roleName = (role: Role): string => ({ viewer: t("Viewer"), staff: t("Staff"), admin: t("Admin"), owner: t("Owner") })[role];

export const roleMeaning = (role: Role): string =>
  ({
    viewer: t("Reads products, orders and figures"),
    staff: t("Manages products and orders"),
    admin: t("Also manages people and settings, and reads the audit log"),
    owner: t("Also names owners and may delete the company"),
  })[role];

export const scopeName = (scope: Scope): string =>
  ({
    "products:read": t("Read products"),
    "products:write": t("Change products"),
    "orders:read": t("Read orders"),
    "orders:write": t("Place and change orders"),
    "insights:read": t("Read figures"),
    "settings:read": t("Read the company's settings"),
    "settings:write": t("Change the company's settings"),
  })[scope];

export const tierName = (tier: Tier): string => ({ basic: t("Basic"), premium: t("Premium"), enterprise: t("Enterprise") })[tier];

export const tenantStatusName = (status: TenantStatus): string =>
  ({ active: t("Active"), suspended: t("Suspended"), deleted: t("Deleted"), erased: t("Erased") })[status];

export const stockWord = (level: StockLevel): string => ({ in: t("In stock"), low: t("Low"), out: t("Out of stock") })[level];

export const reasonName = (reason: MovementReason): string =>
  ({
    opening: t("Opening stock"),
    adjusted: t("Adjusted"),
    import: t("Import"),
    sold: t("Sold"),
    restocked: t("Back from a cancelled order"),
  })[reason];

const RANK: Record<Role, number> = { viewer: 0, staff: 1, admin: 2, owner: 3 };

/** Each role may do what the ones before it may. */
export const mayAs = (role: Role, needed: Role): boolean => RANK[role] >= RANK[needed];

/** The audit log's stable names as words; a test asks the server's code for names that lack them. */
export function actionName(action: string): string {
  const known: Record<string, string> = {
    "product.created": t("created a product"),
    "product.updated": t("changed a product"),
    "product.archived": t("archived a product"),
    "product.restored": t("restored a product"),
    "order.placed": t("placed an order"),
    "order.pending": t("reopened an order"),
    "order.confirmed": t("confirmed an order"),
    "order.shipped": t("shipped an order"),
    "order.delivered": t("marked an order as delivered"),
    "order.cancelled": t("cancelled an order"),
    "order.updated": t("changed an order"),
    "products.imported": t("imported products"),
    "products.changed": t("changed many products"),
    "orders.moved": t("moved many orders"),
    "order.sample_added": t("added a sample order"),
    "order.sample_removed": t("removed a sample order"),
    "sample_data.added": t("added sample data"),
    "sample_data.removed": t("removed sample data"),
    "view.created": t("saved a view"),
    "view.updated": t("changed a saved view"),
    "view.removed": t("removed a saved view"),
    "views.adopted": t("stored saved views in a new form"),
    "inventory.low": t("noticed low stock"),
    "limit.near": t("noticed that a limit of the plan is near"),
    "registration.requested": t("asked for a company"),
    "registration.address_known": t("tried to register a known address"),
    "tenant.registered": t("registered the company"),
    "tenant.updated": t("changed the company"),
    "tenant.suspended": t("suspended the company"),
    "tenant.reactivated": t("reactivated the company"),
    "tenant.tier_changed": t("changed the plan"),
    "tenant.exported": t("began an export"),
    "tenant.limits_changed": t("changed the limits"),
    "tenant.deleted": t("deleted the company"),
    "tenant.moved": t("moved the company's data"),
    "operation.started": t("began an operation on the company"),
    "operation.done": t("finished an operation on the company"),
    "operation.failed": t("failed at a step of an operation on the company"),
    "operation.retried": t("tried an operation on the company again"),
    "invitation.sent": t("invited a person"),
    "invitation.withdrawn": t("withdrew an invitation"),
    "api_key.created": t("created an API key"),
    "api_key.rotated": t("replaced the token of an API key"),
    "api_key.revoked": t("revoked an API key"),
    "webhook_endpoint.created": t("added a webhook endpoint"),
    "webhook_endpoint.updated": t("changed a webhook endpoint"),
    "webhook_endpoint.removed": t("removed a webhook endpoint"),
    "webhook_endpoint.disabled": t("disabled a webhook endpoint"),
    "webhook_endpoint.replayed": t("replayed deliveries of a webhook endpoint"),
    "webhook_endpoint.tested": t("tested a webhook endpoint"),
    "member.joined": t("joined"),
    "member.updated": t("changed a member"),
    "member.removed": t("removed a member"),
    "password.reset_requested": t("asked for a new password"),
    "password.reset": t("chose a new password by mail"),
    "password.changed": t("changed their password"),
    "totp.enabled": t("turned on two-factor authentication"),
    "totp.disabled": t("turned off two-factor authentication"),
    "totp.recovered": t("signed in with a recovery code"),
    "recovery_codes.renewed": t("made new recovery codes"),
    "session.new_device": t("signed in on a new device"),
    "operator.created": t("created an operator"),
  };
  return known[action] ?? action;
}
