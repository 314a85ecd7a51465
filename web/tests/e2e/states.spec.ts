import { expect, test } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll, isMock, signIn } from "./portal";

// These states need data of a certain kind, which the mock holds; against a server they are not part of the run.
if (isMock) {
  test("Before any data the overview shows the command, and the first password asks to be changed", async ({
    page,
  }) => {
    await signIn(page, "newcomer");
    await expect(page.getByRole("heading", { name: "还没有数据" })).toBeVisible();
    await expect(page.getByText("./suwen ingest")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("main").getByRole("button", { name: "修改密码" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("原密码").fill("wrong");
    await dialog.getByLabel("新密码").fill("一句足够长的新密码");
    await dialog.getByRole("button", { name: "保存" }).click();
    await expect(dialog.getByRole("alert")).toContainText("The old password is wrong.");
  });

  test("An empty quarantine is good news", async ({ page }) => {
    await signIn(page, "newcomer", "/quarantine");
    await expect(page.getByRole("heading", { name: "隔离区是空的" })).toBeVisible();
  });

  test("A role without a permission is not offered the page, and is told so when it asks", async ({
    page,
  }) => {
    await signIn(page, "clinician");
    await expect(page.getByRole("navigation", { name: "主导航" }).getByRole("link")).toHaveText([
      "总览",
      "人员查询",
      "结算前检查",
      "采集监测",
    ]);
    await page.goto("/sql");
    await expect(page.getByRole("heading", { name: /没有打开此页所需的权限/ })).toBeVisible();
  });

  test("A server that does not answer is told so, with what to do, and a retry helps", async ({ page }) => {
    await signIn(page, "engineer", "/sql");
    await page.route("**/api/overview", (route) => route.abort());
    await page.getByRole("link", { name: "总览" }).first().click();
    await expect(page.getByRole("alert")).toContainText("连不上服务器", { timeout: 15_000 });
    await page.unroute("**/api/overview");
    await page.getByRole("button", { name: "重试" }).click();
    await expect(page.getByRole("region", { name: "数据来源" })).toBeVisible();
  });

  test("A session that ends during work leads to the sign-in page", async ({ page, context }) => {
    await signIn(page, "engineer", "/persons");
    await context.clearCookies();
    await page.getByLabel("姓名或编号").fill("王");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/login$/);
  });

  test("The faulty field of an HL7 message is marked", async ({ page }) => {
    await signIn(page, "engineer", "/quarantine?source=cuihu.his&reason=invalid-value");
    await page.getByRole("table").getByRole("button").first().click();
    const mark = page.getByRole("dialog").locator("mark");
    await expect(mark).toContainText("1957-13-45");
    await expect(mark).toContainText("PID-7");
  });

  test("The faulty cell of a table's row is marked, under its column's name", async ({ page }) => {
    await signIn(page, "engineer", "/quarantine?source=songshan.lab&reason=invalid-value");
    await page.getByRole("table").getByRole("button").first().click();
    const row = page.getByRole("dialog").getByRole("row", { name: /birth_date/ });
    await expect(row).toContainText("12/04/57?");
    await expect(row).toHaveClass(/faulty/);
  });

  test("A result of a test shows its trend", async ({ page }) => {
    await signIn(page, "engineer", "/persons/1000001");
    await page
      .getByRole("list", { name: "时间轴记录" })
      .getByRole("button", { name: /^[\d:\s-]*肌酐/ })
      .first()
      .click();
    await expect(page.getByRole("img", { name: /肌酐的 \d+ 次结果趋势图/ })).toBeVisible();
  });

  test("A person without clinical entries is told so", async ({ page }) => {
    await signIn(page, "engineer", "/persons/1000003");
    await expect(page.getByRole("heading", { name: "没有临床记录" })).toBeVisible();
  });

  test("Ten thousand entries are read, and only those in view are in the page", async ({ page }) => {
    await signIn(page, "engineer", "/persons/1000002");
    await expect(page.getByText("10,000 条记录")).toBeVisible({ timeout: 20_000 });
    const items = page.getByRole("list", { name: "时间轴记录" }).getByRole("listitem");
    expect(await items.count()).toBeLessThan(80);
    const started = Date.now();
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await expect(page.locator("li[aria-posinset]").last()).toBeVisible();
    await expect
      .poll(async () => {
        const last = await items
          .last()
          .evaluate((item) => [item.getAttribute("aria-posinset"), item.getAttribute("aria-setsize")]);
        return last[0] === last[1];
      })
      .toBe(true);
    expect(Date.now() - started).toBeLessThan(3_000);
    expect(await items.count()).toBeLessThan(80);
    const typed = Date.now();
    await page.getByLabel("在时间轴中筛选").fill("肌酐");
    await expect(page.getByText(/^显示 /)).toBeVisible();
    expect(Date.now() - typed).toBeLessThan(2_000);
    await expectNoSidewaysScroll(page);
  });

  test("The timeline fits 390 px, and the menu opens there", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn(page, "engineer", "/persons/1000001");
    await expect(page.getByRole("list", { name: "时间轴记录" }).getByRole("listitem").first()).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    await page.getByRole("button", { name: "打开导航" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "隔离区" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "隔离区" })).toBeVisible();
    await expectNoSidewaysScroll(page);
  });
}
