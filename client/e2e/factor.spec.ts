import { expect, newCompany, PASSWORD, signIn, test } from "./base";
import { totp } from "./totp";

test(
  "a second factor is set up, asked for when signing in, and passed by a recovery code",
  { tag: "@phone" },
  async ({ page, open, request }) => {
    const { email } = await newCompany(request);
    await signIn(page, email);
    await page.goto("/settings/security");
    await page.getByRole("button", { name: "Set it up" }).click();
    const secret = (await page.getByText("Or type this secret into it:").locator("span").innerText()).replaceAll(" ", "");
    await page.getByLabel("Digit 1 of 6").focus();
    // The step before is still taken, and leaves this one for signing in: each serves once.
    await page.keyboard.type(totp(secret, -1));
    const list = page.getByRole("list", { name: "Recovery codes" });
    await expect(list).toBeVisible();
    const codes = await list.getByRole("listitem").allInnerTexts();
    await page.getByLabel("I've saved these codes").check();
    await page.getByRole("button", { name: "Done" }).click();
    await expect(page.getByText("On since")).toBeVisible();

    const other = await open();
    await other.goto("/signin");
    await other.getByLabel("Email address").fill(email);
    await other.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await other.getByRole("button", { name: "Sign in" }).click();
    await expect(other.getByText("Type the six digits")).toBeVisible();
    await other.keyboard.type("000000");
    await expect(other.getByRole("alert").filter({ hasText: /code/ })).toBeVisible();
    await other.getByLabel("Digit 1 of 6").focus();
    await other.keyboard.type(totp(secret));
    await expect(other.getByRole("heading", { name: "Dashboard" })).toBeVisible();

    const third = await open();
    await third.goto("/signin");
    await third.getByLabel("Email address").fill(email);
    await third.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await third.getByRole("button", { name: "Sign in" }).click();
    await third.getByRole("button", { name: "I lost my app" }).click();
    await third.getByLabel("Recovery code").fill(codes[0]!);
    await third.getByRole("button", { name: "Use the recovery code" }).click();
    await expect(third.getByRole("heading", { name: "Dashboard" })).toBeVisible();
    await third.goto("/settings/security");
    await expect(third.getByText("On since")).toBeVisible();
  },
);
