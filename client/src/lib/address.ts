import type { Address } from "@/api/types";

/** One line each, as it is written on a parcel. */
export function formatAddress(address: Address): string {
  const town = [address.zip, address.city].filter(Boolean).join(" ");
  return [address.street, town, address.state, address.country].filter(Boolean).join("\n");
}
