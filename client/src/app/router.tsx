import { createBrowserRouter, type RouteObject } from "react-router";
import { Root } from "./Root";
import { Failed } from "./Failed";
import { Splash } from "./Splash";

/** Each page is a chunk of its own, fetched when somebody goes there. */
const page = (path: string, load: () => Promise<Record<string, unknown>>, name: string): RouteObject => ({
  path,
  lazy: async () => ({ Component: (await load())[name] as React.ComponentType }),
});

const links = () => import("@/features/auth/links");
const mails = () => import("@/features/auth/mails");
const signIn = () => import("@/features/auth/SignIn");

const routes: RouteObject[] = [
  {
    Component: Root,
    ErrorBoundary: Failed,
    HydrateFallback: Splash,
    children: [
      {
        lazy: async () => ({ Component: (await import("./Public")).Public }),
        children: [
          page("signin", signIn, "SignIn"),
          page("operator/signin", signIn, "OperatorSignIn"),
          page("register", () => import("@/features/auth/Register"), "Register"),
          page("confirm", links, "Confirm"),
          page("check-your-mail", mails, "CheckMail"),
          page("forgot-password", mails, "ForgotPassword"),
          page("reset-password", links, "ResetPassword"),
          page("invitation", links, "Invitation"),
          page("deleted", () => import("@/features/auth/Deleted"), "Deleted"),
        ],
      },
      {
        lazy: async () => ({ Component: (await import("./Private")).Private }),
        children: [
          {
            ErrorBoundary: Failed,
            children: [
              page("/", () => import("@/features/dashboard/Dashboard"), "Dashboard"),
              page("products", () => import("@/features/products/Products"), "Products"),
              page("products/new", () => import("@/features/products/NewProduct"), "NewProduct"),
              page("products/import", () => import("@/features/products/import/ImportProducts"), "ImportProducts"),
              page("products/:id", () => import("@/features/products/EditProduct"), "EditProduct"),
              page("orders", () => import("@/features/orders/Orders"), "Orders"),
              page("orders/new", () => import("@/features/orders/NewOrder"), "NewOrder"),
              page("orders/:id", () => import("@/features/orders/OrderPage"), "OrderPage"),
              page("orders/:id/print/:kind", () => import("@/features/orders/Print"), "Print"),
              {
                path: "settings",
                lazy: async () => ({ Component: (await import("@/features/settings/SettingsLayout")).SettingsLayout }),
                children: [
                  page("", () => import("@/features/settings/Company"), "Company"),
                  page("preferences", () => import("@/features/settings/Preferences"), "Preferences"),
                  page("people", () => import("@/features/settings/People"), "People"),
                  page("security", () => import("@/features/settings/Security"), "Security"),
                  page("api-keys", () => import("@/features/settings/ApiKeys"), "ApiKeys"),
                  page("webhooks", () => import("@/features/settings/Webhooks"), "Webhooks"),
                  page("event-types", () => import("@/features/settings/EventTypes"), "EventTypes"),
                  page("audit", () => import("@/features/settings/Audit"), "Audit"),
                  page("plan", () => import("@/features/settings/Plan"), "Plan"),
                  page("data", () => import("@/features/settings/Data"), "Data"),
                ],
              },
              page("operator", () => import("@/features/operator/Tenants"), "Tenants"),
              page("operator/tenants/new", () => import("@/features/operator/NewTenant"), "NewTenant"),
              page("operator/tenants/:id", () => import("@/features/operator/TenantPage"), "TenantPage"),
              page("operator/system", () => import("@/features/operator/system/System"), "System"),
              page("operator/alarms", () => import("@/features/operator/Alarms"), "Alarms"),
              page("operator/security", () => import("@/features/settings/Security"), "OperatorSecurity"),
              page("operator/dead-letters", () => import("@/features/operator/DeadLetters"), "DeadLetters"),
              page("*", () => import("./NotFound"), "NotFound"),
            ],
          },
        ],
      },
    ],
  },
];

export const router = createBrowserRouter(routes);
