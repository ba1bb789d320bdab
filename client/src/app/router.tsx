import { createBrowserRouter, type RouteObject } from "react-router";
import { Failed } from "./Failed";
import { Private } from "./Private";
import { Public } from "./Public";
import { Splash } from "./Splash";

/** Each page is a chunk of its own, fetched when somebody goes there. */
const page = (path: string, load: () => Promise<Record<string, unknown>>, name: string): RouteObject => ({
  path,
  lazy: async () => ({ Component: (await load())[name] as React.ComponentType }),
});

const auth = () => import("@/features/auth");
const products = () => import("@/features/products");
const orders = () => import("@/features/orders");
const settings = () => import("@/features/settings");
const operator = () => import("@/features/operator");

export const routes: RouteObject[] = [
  {
    ErrorBoundary: Failed,
    HydrateFallback: Splash,
    children: [
      {
        Component: Public,
        children: [
          page("signin", auth, "SignIn"),
          page("operator/signin", auth, "OperatorSignIn"),
          page("register", () => import("@/features/auth/register"), "Register"),
          page("confirm", auth, "Confirm"),
          page("check-your-mail", auth, "CheckMail"),
          page("forgot-password", auth, "ForgotPassword"),
          page("reset-password", auth, "ResetPassword"),
          page("invitation", auth, "Invitation"),
        ],
      },
      {
        Component: Private,
        children: [
          {
            ErrorBoundary: Failed,
            children: [
              page("/", () => import("@/features/dashboard"), "Dashboard"),
              page("products", products, "Products"),
              page("products/new", products, "NewProduct"),
              page("products/:id", products, "EditProduct"),
              page("orders", orders, "Orders"),
              page("orders/new", orders, "NewOrder"),
              page("orders/:id", orders, "OrderPage"),
              page("orders/:id/print/:kind", orders, "Print"),
              {
                path: "settings",
                lazy: async () => ({ Component: (await settings()).SettingsLayout }),
                children: [
                  page("", settings, "Company"),
                  page("people", settings, "People"),
                  page("security", settings, "Security"),
                  page("audit", settings, "Audit"),
                  page("plan", settings, "Plan"),
                ],
              },
              page("operator", operator, "Tenants"),
              page("operator/tenants/new", operator, "NewTenant"),
              page("operator/tenants/:id", operator, "TenantPage"),
              page("operator/dead-letters", operator, "DeadLetters"),
              page("*", () => import("./NotFound"), "NotFound"),
            ],
          },
        ],
      },
    ],
  },
];

export const router = createBrowserRouter(routes);
