/** The names of the API, from its own document: run `npm run api` when the server changes. */
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

export type Tier = Schemas["Tier"];
export type Role = Schemas["Role"];
export type IsolationModel = Schemas["IsolationModel"];
export type TenantStatus = Schemas["TenantStatus"];
export type OrderStatus = Schemas["OrderStatus"];
export type MovementReason = Schemas["MovementReason"];
export type StockLevel = "in" | "low" | "out";

export type SignedIn = Schemas["SignedIn"];
export type Challenge = Schemas["Challenge"];
export type SignInAnswer = Schemas["SignInAnswer"];
export type ChallengeOutcome = Schemas["ChallengeOutcome"];
export type OwnSession = Schemas["Session"];
export type Mfa = Schemas["Mfa"];
export type MemberMe = Schemas["MemberMe"] & { operator: false };
export type OperatorMe = Schemas["OperatorMe"] & { operator: true };
export type Registration = Schemas["Registration"];

export type Product = Schemas["Product"];
export type Movement = Schemas["Movement"];
/** All that people write of a product. */
export type ProductFields = Schemas["ProductEdit"] & { price: string };

export type BulkChange = Schemas["ProductBulkChange"];
export type BulkReport = Schemas["BulkReport"];
export type ImportPreview = Schemas["ImportPreview"];
export type ImportReport = Schemas["ImportReport"];
export type ImportTemplate = Schemas["ImportTemplate"];
export type ImportQuestion = Schemas["ImportQuestion"];
export type ImportChange = Schemas["ImportChange"];
type ImportQuery = NonNullable<paths["/v1/products/import"]["post"]["parameters"]["query"]>;
/** Answers that count for the whole file; what is left out has the server's default. */
export type ImportChoices = Pick<ImportQuery, "decimal" | "foreign_currency" | "drafts" | "wordy_stock" | "stock">;
export type ImportField = Schemas["ImportField"];
/** Fields and the columns that say them. */
export type ImportMapping = Partial<Record<ImportField, string>>;

export type Order = Schemas["Order"];
export type NewOrder = Schemas["NewOrder"];
export type OrderChange = Schemas["OrderPatch"];
export type Address = NonNullable<Schemas["Order"]["shipping_address"]>;

export type Insights = Schemas["Insights"];
export type TimelineItem = Schemas["TimelineItem"];
export type AdvancedInsights = Schemas["AdvancedInsights"];
export type LimitUse = Schemas["LimitUse"];
export type SalesFigures = Schemas["SalesFigures"];

export type ListName = Schemas["ListName"];
export type SavedView = Schemas["SavedView"];
export type NewView = Schemas["NewSavedView"];

export type Tenant = Schemas["Tenant"];
export type NewTenant = Schemas["NewTenant"];
export type CompanyFields = Schemas["TenantEdit"];
export type NewLimitOverrides = Schemas["NewLimitOverrides"];
export type TenantSettings = Schemas["TenantSettings"];
export type Limits = Schemas["Limits"];

export type Member = Schemas["Member"];
export type Invitation = Schemas["Invitation"];
export type ApiKey = Schemas["ApiKey"];
export type NewApiKey = Schemas["NewApiKey"];
export type IssuedApiKey = Schemas["IssuedApiKey"];
export type Scope = Schemas["Scope"];
export type WebhookEndpoint = Schemas["WebhookEndpoint"];
export type NewWebhookEndpoint = Schemas["NewWebhookEndpoint"];
export type WebhookEndpointPatch = Schemas["WebhookEndpointPatch"];
export type EventType = Schemas["EventType"];
export type IssuedWebhookSecret = Schemas["IssuedWebhookSecret"];
export type WebhookDelivery = Schemas["WebhookDelivery"];
export type AuditEntry = Schemas["AuditEntry"];
export type Alarm = Schemas["Alarm"];
export type DeadLetter = Schemas["DeadLetter"];
export type Operation = Schemas["Operation"];
export type OperationStep = Operation["steps"][number];
export type System = Schemas["System"];
export type TrafficMinute = System["traffic"][number];
export type TenantUsage = Schemas["TenantUsage"];

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
