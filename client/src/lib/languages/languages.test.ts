import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ENGLISH, setLanguage, t, tn } from "@/lib/i18n";
import { browserLanguage, chooseLanguage, chosenLanguage, language, LANGUAGES, startLanguage } from ".";
import { lengthen } from "./pseudo";

const speaking = (...languages: string[]) => vi.stubGlobal("navigator", { language: languages[0], languages });
const page = document.documentElement;

beforeEach(() => {
  localStorage.clear();
  speaking("en-GB");
});
afterEach(() => {
  vi.unstubAllGlobals();
  setLanguage(ENGLISH);
});

describe("the language of the app", () => {
  it("is the first that the browser asks for and the app has", () => {
    expect([["de-AT", "en"], ["fr", "de-CH", "en"], ["DE"], ["fr", "pl"], ["den"], []].map((asked) => browserLanguage(asked))).toEqual([
      "de",
      "de",
      "de",
      "en",
      "en",
      "en",
    ]);
  });

  it("is that of the browser until somebody chooses, and then theirs, on the next visit too", async () => {
    speaking("de-AT", "en");
    await startLanguage();
    expect([t("Orders"), page.lang, page.dir, chosenLanguage()]).toEqual(["Bestellungen", "de", "ltr", null]);
    await chooseLanguage("en");
    expect([t("Orders"), page.lang, chosenLanguage()]).toEqual(["Orders", "en", "en"]);
    setLanguage(ENGLISH);
    await startLanguage();
    expect(t("Orders")).toBe("Orders");
    await chooseLanguage(null);
    expect([t("Orders"), page.lang, chosenLanguage()]).toEqual(["Bestellungen", "de", null]);
  });

  it("is English where the choice is of a language that is gone", async () => {
    localStorage.setItem("tenantry.language", "tlh");
    await startLanguage();
    expect([t("Orders"), page.lang, chosenLanguage()]).toEqual(["Orders", "en", null]);
  });

  it("is English where its catalogue can't be fetched, and a choice that fails changes nothing", async () => {
    vi.resetModules();
    vi.doMock("./de", () => {
      throw new Error("the file is gone");
    });
    const fresh = await import(".");
    localStorage.setItem("tenantry.language", "de");
    await fresh.startLanguage();
    expect(page.lang).toBe("en");
    localStorage.clear();
    await expect(fresh.chooseLanguage("de")).rejects.toThrow();
    expect([page.lang, fresh.chosenLanguage()]).toEqual(["en", null]);
    vi.doUnmock("./de");
  });

  it("tells who paints when it changes", async () => {
    const seen: string[] = [];
    const stop = language.subscribe(() => seen.push(language.get()));
    for (const { tag } of LANGUAGES) await chooseLanguage(tag);
    stop();
    await chooseLanguage("en");
    expect(seen).toEqual(["en", "de"]);
  });
});

describe("the pseudo-locale", () => {
  it("marks and lengthens each text, mirrors the page, and keeps the values", async () => {
    localStorage.setItem("tenantry.language", "pseudo");
    await startLanguage();
    expect([page.lang, page.dir, chosenLanguage()]).toEqual(["en-XB", "rtl", null]);
    expect(t("Sign out")).toMatch(/^\[Šîğñ õûť~+\]$/);
    expect(t("Order {name} is placed.", { name: "#1" })).toContain("#1");
    expect([1, 2].map((count) => tn("{count} order", "{count} orders", count).replace(/[~ ]+\]/, "]"))).toEqual([
      "[1 õŕďéŕ]",
      "[2 õŕďéŕš]",
    ]);
  });

  it("makes every text at least a third longer", () => {
    for (const text of ["No", "Orders", "Nothing has changed yet."])
      expect(lengthen(text).length).toBeGreaterThanOrEqual(text.length * 1.33);
    expect(lengthen("Page {page}")).toMatch(/^\[Påğé \{page\}[~ ]+\]$/);
  });
});
