import { expect, test } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll, inEnglish, isMock, signIn, subject } from "./portal";

test("Signing in leads to the overview, and signing out back", { tag: "@server" }, async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/login$/);
  await expect(page.getByLabel("用户名")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("用户名").fill(subject.user);
  await page.getByLabel("密码").fill(subject.password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "总览" })).toBeVisible();
  await page.getByRole("button", { name: "退出登录" }).first().click();
  await expect(page).toHaveURL(/\/login$/);
});

test("A wrong password is told so and nothing else", async ({ page }) => {
  await page.goto("/login");
  await page.getByLabel("用户名").fill(subject.user);
  await page.getByLabel("密码").fill("not-the-password");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toHaveText("用户名或密码不正确。");
});

test("The way back after signing in is the page first asked for", async ({ page }) => {
  await page.goto("/sql");
  await page.getByLabel("用户名").fill(subject.user);
  await page.getByLabel("密码").fill(subject.password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "SQL 查询" })).toBeVisible();
});

test("The overview shows every source and that nothing is lost", async ({ page }) => {
  await signIn(page);
  const sources = page.getByRole("region", { name: "数据来源" });
  await expect(sources.getByRole("row").nth(1)).toBeVisible();
  await expect(sources.getByText("收支相符")).toBeVisible();
  await expect(page.getByRole("img", { name: /条形图/ })).toBeVisible();
  await expectAccessible(page);
});

test("The overview leads from a source to what was set aside from it", async ({ page }) => {
  await signIn(page);
  await page
    .getByRole("link", { name: /的隔离记录/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "隔离区" })).toBeVisible();
  await expect(page).toHaveURL(/source=/);
  await expect(page.getByRole("table").getByRole("button").first()).toBeVisible();
  await expectAccessible(page);
});

test("The language changes everywhere and is remembered", async ({ page }) => {
  await signIn(page);
  await page.getByRole("button", { name: "English" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
});

test("A quarantined record opens with its reason and its bytes", { tag: "@server" }, async ({ page }) => {
  await signIn(page, subject.user, "/quarantine");
  await page.getByRole("table").getByRole("button").first().click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByRole("heading", { name: "收到的原文" })).toBeVisible();
  await expect(drawer.getByRole("link", { name: "下载原文" })).toBeVisible();
  await expect(drawer.getByText("落地位置")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
});

test("What is searched for never stands in an address", { tag: "@server" }, async ({ page }) => {
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  await signIn(page, subject.user, "/persons");
  await page.getByRole("searchbox").or(page.getByLabel("姓名或编号")).first().fill(subject.search);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("list").getByRole("link").first()).toBeVisible();
  addresses.push(page.url(), await page.title(), await page.evaluate(() => JSON.stringify(history.state)));
  for (const address of addresses) expect(decodeURIComponent(address)).not.toContain(subject.search);
  await expectAccessible(page);
});

test("A person's life opens from the search, is filtered, and each entry shows its bytes", {
  tag: "@server",
}, async ({ page }) => {
  await signIn(page, subject.user, "/persons");
  await page.getByLabel("姓名或编号").fill(subject.search);
  await page.keyboard.press("Enter");
  await page.locator("main").getByRole("list").getByRole("link").first().click();
  await expect(page).toHaveURL(/\/persons\/\d+$/);
  await expect(page.getByRole("img", { name: /时间总览/ })).toBeVisible();
  const list = page.getByRole("list", { name: "时间轴记录" });
  await expect(list.getByRole("listitem").first()).toBeVisible();
  await expectAccessible(page);

  const chips = page.getByRole("group", { name: "类型" });
  await chips.getByRole("button").first().click();
  await expect(page.getByText(/^显示 /)).toBeVisible();

  await list.locator("button:not([aria-expanded])").first().click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByRole("heading", { name: "来处" })).toBeVisible();
  await expect(drawer.getByText("发送方当地时间")).toBeVisible();
  await expect(drawer.getByRole("link", { name: "下载原文" })).toBeVisible();
  await expectAccessible(page);

  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "返回查询" }).click();
  await expect(page.locator("main").getByRole("list").getByRole("link").first()).toBeVisible();
});

test("A period chosen by date leaves only what lies in it", async ({ page }) => {
  await signIn(page, subject.user, "/persons");
  await page.getByLabel("姓名或编号").fill(subject.search);
  await page.keyboard.press("Enter");
  await page.locator("main").getByRole("list").getByRole("link").first().click();
  await expect(page.getByRole("list", { name: "时间轴记录" })).toBeVisible();
  await page.getByLabel("结束日期").fill("1900-01-01");
  await expect(page.getByText("没有符合筛选条件的记录。")).toBeVisible();
  await page.getByRole("button", { name: "全部时间" }).click();
  await expect(page.getByRole("list", { name: "时间轴记录" })).toBeVisible();
});

test("SQL runs by keyboard, its result is downloaded, and an error says what to do", {
  tag: "@server",
}, async ({ page }) => {
  await signIn(page, subject.user, "/sql");
  const editor = page.getByRole("textbox", { name: "SQL 语句" });
  if (!isMock) await editor.fill("select person_id, year_of_birth from person limit 5");
  await editor.press("Control+Enter");
  await expect(page.getByRole("region", { name: "查询结果" }).getByRole("table")).toBeVisible();
  await expectAccessible(page);
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "下载 CSV" }).click();
  expect((await downloading).suggestedFilename()).toBe("suwen.csv");
  await editor.fill("drop table person");
  await editor.press("Control+Enter");
  await expect(page.getByRole("alert").getByText("怎么办")).toBeVisible();
  await expectAccessible(page);
});

for (const path of ["/", "/collection", "/quarantine", "/persons", "/sql"]) {
  for (const width of [1280, 390]) {
    test(`${path} fits ${width} px in English without a sideways scroll`, async ({ page }) => {
      await inEnglish(page);
      await page.setViewportSize({ width, height: 844 });
      await signIn(page, subject.user, path);
      await page.waitForLoadState("networkidle");
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    });
  }
}

test("Everything is reached by keyboard: the skip link, the menu, and the focus is seen", async ({
  page,
}) => {
  await signIn(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "跳到主要内容" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#content")).toBeFocused();
  const link = page.getByRole("link", { name: "人员查询" }).first();
  await link.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "人员查询" })).toBeVisible();
});

test("The browser has nothing to complain of: no error in its console on any page", {
  tag: "@server",
}, async ({ page }) => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  for (const path of ["/", "/collection", "/quarantine", "/persons", "/sql"]) {
    await signIn(page, subject.user, path);
    await page.waitForLoadState("networkidle");
  }
  expect(complaints).toEqual([]);
});

test("An unknown address says so", async ({ page }) => {
  await signIn(page);
  await page.goto("/nowhere");
  await expect(page.getByRole("heading", { name: "没有这个页面" })).toBeVisible();
});
