import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { signIn } from "@/api/session";
import { useFormat } from "@/components/me";
import { member, show } from "@/test/render";
import { Company } from "./Company";

const origin = "http://localhost";
const tenant = { ...member.tenant, admin_email: "ada@shop.example", status: "active", version: 1 };
const server = setupServer(
  http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
  http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
  http.get(`${origin}/v1/tenants/t1`, () => HttpResponse.json({ ...tenant, time_zone: "localtime" })),
);

beforeAll(async () => {
  server.listen({ onUnhandledRequest: "error" });
  await signIn("ada@shop.example", "right");
});
afterAll(() => server.close());

function Shown() {
  const { time, today } = useFormat();
  return (
    <p>
      {time("2026-11-24T23:30:00Z")} {today()}
    </p>
  );
}

const inZone = (time_zone: string, day_ends_at: string | null) => ({
  ...member,
  tenant: { ...member.tenant, time_zone, today: "2026-12-15", day_ends_at },
});

it("shows a company whose zone no browser knows, in UTC, and asks for another", async () => {
  show(
    <>
      <Company />
      <Shown />
    </>,
    "/",
    { me: inZone("localtime", null) },
  );
  expect(
    await screen.findByText("This browser doesn't know the time zone localtime. Times are shown in UTC. Choose another time zone."),
  ).toBeInTheDocument();
  expect(screen.getByText(/11:30/)).toHaveTextContent("Nov 24, 2026");
});

it("takes the day from the server as long as it lasts", () => {
  show(<Shown />, "/", { me: inZone("America/Vancouver", "2999-01-01T00:00:00Z") });
  expect(screen.getByText(/2026-12-15/)).toBeInTheDocument();
});
