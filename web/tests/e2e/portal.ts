import { type Cookie, expect, type Page } from "@playwright/test";
import axe from "axe-core";
import { mockPassword } from "../mock/api";

export const isMock = !process.env.SUWEN_URL;

/** Whom the tests sign in as and look for; a real server's are named by the environment. */
export const subject = {
  user: process.env.SUWEN_USER ?? "engineer",
  password: process.env.SUWEN_PASSWORD ?? mockPassword,
  search: process.env.SUWEN_PERSON ?? "王",
};

const sessions = new Map<string, Cookie[]>();

export async function signIn(page: Page, user = subject.user, path = "/") {
  // By the same call as the form's, so that most tests begin where their subject is; once for each worker, since a server limits attempts to sign in.
  const known = sessions.get(user);
  if (known) await page.context().addCookies(known);
  else {
    const answer = await page.request.post("/api/session", {
      headers: { "X-Suwen-Request": "1" },
      data: { name: user, password: subject.password },
    });
    expect(answer.status(), await answer.text()).toBe(200);
    sessions.set(user, await page.context().cookies());
  }
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

export async function inEnglish(page: Page) {
  await page.addInitScript(() => localStorage.setItem("suwen.language", "en"));
}

/** The page holds no violation of WCAG 2.2 A and AA that axe can find. */
export async function expectAccessible(page: Page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const result = await (window as unknown as { axe: typeof import("axe-core") }).axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return result.violations.map(
      (each) =>
        `${each.id}: ${each.help}\n  ${each.nodes.map((node) => node.html.slice(0, 160)).join("\n  ")}`,
    );
  });
  expect(found).toEqual([]);
}

/** Nothing sticks out to the right of the page. */
export async function expectNoSidewaysScroll(page: Page) {
  const widths = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(widths[0]).toBeLessThanOrEqual(widths[1]!);
}
