/** Who looks at the page: their role, their tenant, and how the tenant writes amounts and times. */
import { createContext, useContext, useMemo } from "react";
import type { IsolationModel, MemberMe, OperatorMe, Role } from "@/api/types";
import { formatAmount } from "@/lib/money";
import { mayAs } from "@/lib/names";
import { browserZone, formatTime, formatWhen, today } from "@/lib/time";

export type Me = MemberMe | OperatorMe;

const MeContext = createContext<Me | null>(null);

/** For what knows the answer: `MeProvider`, and tests. */
export const KnownMe = MeContext.Provider;

export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("this page is only for people who are signed in");
  return me;
}

function useMember(): MemberMe {
  const me = useMe();
  if (me.operator) throw new Error("this page is for the members of a tenant");
  return me;
}

export const useTenant = () => useMember().tenant;

/** What the company is called wherever people see it; its legal name stands in settings and on invoices. */
export const displayName = ({ branding, company_name }: MemberMe["tenant"]): string => branding.display_name ?? company_name;

/** The placements that an operator can give tenants; none for members. */
export function usePlacements(): IsolationModel[] {
  const me = useMe();
  return me.operator ? me.placements : [];
}

export function useMay(needed: Role): boolean {
  const me = useMe();
  return !me.operator && mayAs(me.role, needed);
}

export function useFormat() {
  const me = useMe();
  const currency = me.operator ? "USD" : me.tenant.currency;
  const zone = me.operator ? browserZone() : me.tenant.time_zone;
  const until = me.operator ? null : me.tenant.day_ends_at;
  const thatDay = me.operator ? null : me.tenant.today;
  return useMemo(
    () => ({
      currency,
      zone,
      money: (amount: string, other?: string) => formatAmount(amount, other ?? currency),
      time: (instant: string) => formatTime(instant, zone),
      when: (instant: string) => formatWhen(instant, zone),
      // The server's day, by the newest rules of zones, as long as it lasts.
      today: () => (until && thatDay && Date.now() < Date.parse(until) ? thatDay : today(zone)),
    }),
    [currency, zone, until, thatDay],
  );
}
