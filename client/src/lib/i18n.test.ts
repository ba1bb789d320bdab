import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  arrow,
  ENGLISH,
  formatBytes,
  formatCount,
  formatLocale,
  formatPercent,
  languageOf,
  listed,
  rich,
  setLanguage,
  t,
  tn,
} from "./i18n";

afterEach(() => {
  setLanguage(ENGLISH);
  vi.unstubAllGlobals();
});

describe("texts", () => {
  it("write bytes in the largest unit that fits", () => {
    expect([0, 999, 1000, 184_320, 5_400_000_000].map(formatBytes)).toEqual(["0 byte", "999 byte", "1 kB", "184.3 kB", "5.4 GB"]);
  });

  it("take values and count", () => {
    expect(t("Order {name} is placed.", { name: "#1" })).toBe("Order #1 is placed.");
    expect(tn("{count} order", "{count} orders", 1)).toBe("1 order");
    expect(tn("{count} order", "{count} orders", 1200)).toBe("1,200 orders");
  });

  it("come from a catalogue where there is one, and fall back to English", () => {
    const orders = { one: "{count} Bestellung", other: "{count} Bestellungen" };
    setLanguage(languageOf("de", { "Sign in": "Anmelden", "{count} orders": orders }));
    expect(t("Sign in")).toBe("Anmelden");
    expect(t("Sign out")).toBe("Sign out");
    expect(t("{count} orders", { count: "viele" })).toBe("viele Bestellungen");
    expect([0, 1, 3].map((count) => tn("{count} order", "{count} orders", count))).toEqual([
      "0 Bestellungen",
      "1 Bestellung",
      "3 Bestellungen",
    ]);
    expect(tn("{count} row", "{count} rows", 1)).toBe("1 row");
    expect(tn("{count} row", "{count} rows", 2)).toBe("2 rows");
  });

  it("have as many forms as the language counts by", () => {
    const rows = { one: "{count} wiersz", few: "{count} wiersze", many: "{count} wierszy", other: "{count} wiersza" };
    setLanguage(languageOf("pl", { "{count} rows": rows }));
    const said = [1, 2, 5, 22, 1.5].map((count) => tn("{count} row", "{count} rows", count));
    expect(said).toEqual(["1 wiersz", "2 wiersze", "5 wierszy", "22 wiersze", "1,5 wiersza"]);
    // A form that a catalogue lacks is the one for the rest.
    setLanguage(languageOf("pl", { "{count} rows": { other: "{count} wiersza" } }));
    expect(tn("{count} row", "{count} rows", 5)).toBe("5 wiersza");
  });

  it("take elements in the order of the language", () => {
    const who = { part: "Ada" };
    expect(rich("{who} {what}", { who, what: "joined" })).toEqual([who, " ", "joined"]);
    setLanguage(languageOf("de", { "{who} {what}": "{what} ({who})" }));
    expect(rich("{who} {what}", { who, what: "beigetreten" })).toEqual(["beigetreten", " (", who, ")"]);
  });

  it("write numbers and lists as the language does, by the conventions of the reader's own country", () => {
    const speaking = (...languages: string[]) => vi.stubGlobal("navigator", { languages });
    speaking("fr-CH", "de-CH", "en-GB");
    expect(formatLocale()).toBe("en-GB");
    setLanguage(languageOf("de", {}));
    expect(formatLocale()).toBe("de-CH");
    // Slavey (den) begins with the same letters.
    speaking("den-CA", "en");
    expect(formatLocale()).toBe("de");
    expect([formatCount(1234567), formatPercent(0.764, { maximumFractionDigits: 1 }), listed(["a", "b", "c"])]).toEqual([
      "1.234.567",
      "76,4\u00a0%",
      "a, b und c",
    ]);
  });

  it("point from old to new in the direction of reading", () => {
    expect(arrow()).toBe("→");
    setLanguage({ ...ENGLISH, direction: "rtl" });
    expect(arrow()).toBe("←");
  });

  it("are looked up by their wording, so each call names it literally", () => {
    const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
      (name) => /\.tsx?$/.test(name) && !/\.test\.|schema\.d\.ts|i18n\.ts|^test\/|languages/.test(name),
    );
    const computed = files.filter((name) => /[^\w.](tn?|rich)(<\w+>)?\((?!["\n\s])[^)]/.test(readFileSync(join("src", name), "utf8")));
    expect(computed).toEqual([]);
  });
});
