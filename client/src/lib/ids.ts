/** A version 4 UUID also where `randomUUID` is kept for secure contexts. */
export function uuid(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The end of a UUIDv7 is its random part, so it tells neighbours apart. */
export function shortId(id: string): string {
  return id.slice(-8).toUpperCase();
}

/** Crockford's base 32, as in server/core/src/domain/order_number.rs. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DAY_MS = 86_400_000n;
/** 2020-01-01, in days since the epoch. */
const FIRST_DAY = 18_262n;
const MAX_DAY = (1n << 15n) - 1n;

/** The number of an order without its company's prefix: it is made from the id alone, and orders are found by it. */
export function orderCode(id: string): string {
  const bits = BigInt(`0x${id.replaceAll("-", "")}`);
  const since = (bits >> 80n) / DAY_MS - FIRST_DAY;
  const day = since < 0n ? 0n : since;
  const code = ((day > MAX_DAY ? MAX_DAY : day) << 40n) | (bits & ((1n << 40n) - 1n));
  const digits = Array.from({ length: 11 }, (_, at) => ALPHABET[Number((code >> BigInt(5 * (10 - at))) & 31n)]).join("");
  return `${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}`;
}
