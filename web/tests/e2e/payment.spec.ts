import { expect, test } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll, isMock, signIn } from "./portal";

test.skip(!isMock, "The stays are those of the mock.");

test("A stay shows its group, money, findings and choices with their evidence, and other codes can be tried", async ({
  page,
}) => {
  await signIn(page, undefined, "/payment");
  await page.getByRole("button", { name: /I21\.004/ }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByText("未见病历依据")).toBeVisible();
  await expect(drawer.locator(".choices li.current")).toContainText("FR23");
  await expect(drawer.locator(".choices li.remove")).toContainText("检验结果不支持");
  await expect(drawer.locator(".choices li.remove")).toContainText("0.013 ng/mL");
  await drawer.getByLabel("诊断编码（每行一个）").fill("I25.103");
  await drawer.getByRole("button", { name: "试算" }).click();
  await expect(drawer.locator(".try")).toContainText("FV33");
});

test("A month is computed under other terms", async ({ page }) => {
  await signIn(page, undefined, "/payment");
  await page.getByText("月度测算").click();
  await page.getByRole("button", { name: "测算", exact: true }).click();
  await expect(page.getByRole("table")).toContainText("心血管内科");
  await expectAccessible(page);
});

for (const width of [1440, 390])
  test(`The list is accessible and fits ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await signIn(page, undefined, "/payment");
    await expect(page.getByRole("button", { name: /I21\.004/ })).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });
