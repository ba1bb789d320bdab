import type { ReactNode } from "react";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { KnownMe } from "@/components/me";
import { NavigationHold } from "@/components/NavigationHold";
import type { MemberMe, OperatorMe } from "@/api/types";

export const member: MemberMe = {
  user_id: "u1",
  email: "ada@shop.example",
  name: "Ada Owner",
  operator: false,
  role: "owner",
  mfa_enabled: false,
  mfa_required: false,
  tenant: {
    tenant_id: "t1",
    company_name: "Shop",
    tier: "basic",
    isolation_model: "pool",
    currency: "EUR",
    time_zone: "Europe/Berlin",
    today: "2026-11-24",
    day_ends_at: "2026-11-24T23:00:00.000Z",
    limits: { max_products: 100, max_orders: 1000, max_users: 10 },
    features: { advanced_analytics: false, custom_branding: false, api_access: true },
    low_stock_threshold: 5,
    branding: { accent_color: null, logo: null, display_name: null },
  },
};

export const operator: OperatorMe = {
  user_id: "o1",
  email: "olga@operator.example",
  name: "Olga Operator",
  operator: true,
  mfa_enabled: false,
  mfa_required: false,
  placements: ["pool", "silo"],
};

interface Place {
  me?: MemberMe | OperatorMe;
  /** The pattern of the path, for a page that reads a name out of it. */
  route?: string;
}

/** A component where it lives: with the kit, a router and somebody who is signed in. */
export function show(element: ReactNode, path = "/", { me = member, route = "*" }: Place = {}) {
  const page = (
    <>
      <NavigationHold />
      {element}
    </>
  );
  const router = createMemoryRouter([{ path: route, element: page }], { initialEntries: [path] });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const view = render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <KnownMe value={me}>
          <RouterProvider router={router} />
        </KnownMe>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...view, router, client };
}
