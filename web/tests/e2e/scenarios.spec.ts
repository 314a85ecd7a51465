import { expect, test } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll, inEnglish, isMock, signIn } from "./portal";

// The mock has one small pack whose numbers are known.
if (isMock) {
  test("The gallery tells how a pack stands and leads to its page", async ({ page }) => {
    await signIn(page, "engineer", "/scenarios");
    const card = page.getByRole("list", { name: "场景应用" }).getByRole("listitem");
    await expect(card).toContainText("部分过期");
    await expect(card).toContainText("2 条告警");
    await expect(card).toContainText("1 个结果未算出");
    await expectAccessible(page);
    await card.getByRole("link", { name: "运营示例" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "运营示例" })).toBeVisible();
    await expect(page.getByText("12,345")).toBeVisible();
    await expect(page.getByRole("img", { name: /每月门诊/ })).toBeVisible();
    await expectAccessible(page);
  });

  test("What is empty, stale or masked is said in words", async ({ page }) => {
    await signIn(page, "engineer", "/scenarios/mock-operations");
    await expect(page.getByRole("region", { name: "无数据" })).toContainText("没有符合条件的数据");
    const stays = page.getByRole("region", { name: "住院明细" });
    await expect(stays).toContainText("不是最新，显示 2026-01-30 的结果");
    await expect(stays).toContainText("division by zero");
    await expect(stays).toContainText("脱敏显示");
  });

  test("A filter holds for every view with its column", async ({ page }) => {
    await signIn(page, "engineer", "/scenarios/mock-operations");
    const asked: unknown[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/rows")) asked.push(request.postDataJSON());
    });
    const stays = page.getByRole("region", { name: "住院明细" });
    await expect(stays.getByRole("cell", { name: "乙院" }).first()).toBeVisible();
    await page.getByRole("combobox", { name: "机构" }).fill("甲院");
    await expect(page.getByTitle("甲院")).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(stays.getByRole("cell", { name: "乙院" })).toHaveCount(0);
    await expect(stays.getByRole("cell", { name: "甲院" }).first()).toBeVisible();
    const filters = [{ column: "institution", values: ["甲院"], from: null, to: null, contains: null }];
    expect(asked).toContainEqual(expect.objectContaining({ view: "volume", filters }));
    expect(asked).toContainEqual(expect.objectContaining({ view: "stays", filters }));
  });

  test("Rows behind a view and behind an alert open in pages", async ({ page }) => {
    await signIn(page, "engineer", "/scenarios/mock-operations");
    await page
      .getByRole("region", { name: "住院明细" })
      .getByRole("button", { name: "明细", exact: true })
      .first()
      .click();
    const drawer = page.getByRole("dialog");
    await expect(drawer).toContainText("机构: 乙院");
    await expect(drawer.getByRole("status")).toHaveText("1–30");
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: /告警/ }).click();
    await page.getByRole("button", { name: "2 行" }).click();
    await expect(drawer.getByRole("status")).toHaveText("1–50");
    await drawer.getByRole("button", { name: "下一页" }).click();
    await expect(drawer.getByRole("status")).toHaveText("51–60");
  });

  test("The numbers of a picture stand in a table, and are downloaded as CSV", async ({ page }) => {
    await signIn(page, "engineer", "/scenarios/mock-operations");
    const volume = page.getByRole("region", { name: "每月门诊" });
    await volume.getByRole("button", { name: "看数据" }).click();
    await expect(volume.getByRole("cell", { name: "2025-01-01" }).first()).toBeVisible();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      volume.getByRole("button", { name: /下载 CSV/ }).click(),
    ]);
    expect(file.suggestedFilename()).toBe("mock-operations-volume.csv");
  });

  test("Findings are listed with their money, opened with evidence, and decided", async ({ page }) => {
    await signIn(page, "engineer", "/scenarios/mock-operations");
    await page.getByRole("tab", { name: "线索审核" }).click();
    const states = page.getByRole("list", { name: "状态" });
    await expect(states).toContainText("26");
    await expectAccessible(page);
    await page
      .getByRole("button", { name: /乙院 住院 3 天/ })
      .first()
      .click();
    const drawer = page.getByRole("dialog");
    await expect(drawer.getByRole("region", { name: "证据" })).toContainText("已脱敏");
    await drawer.getByRole("combobox", { name: "操作" }).click();
    await page.getByTitle("排除").dispatchEvent("click");
    await expect(drawer).toContainText("须写明理由");
    await expect(drawer.getByRole("button", { name: "保存" })).toBeDisabled();
    await drawer.getByRole("textbox", { name: "说明" }).fill("合同约定");
    await drawer.getByRole("button", { name: "保存" }).click();
    await expect(drawer.getByRole("list", { name: "经过" })).toContainText("合同约定");
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(states.getByRole("button", { name: /已排除/ })).toContainText("1");
    await states.getByRole("button", { name: /已排除/ }).click();
    await expect(page.getByRole("cell", { name: "已排除" })).toHaveCount(1);
  });

  test("Findings fit a phone", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await inEnglish(page);
    await signIn(page, "engineer", "/scenarios/mock-operations");
    await page.getByRole("tab", { name: "Findings" }).click();
    await expect(page.getByRole("button", { name: /longer than usual/ }).first()).toBeVisible();
    await expectNoSidewaysScroll(page);
  });

  test("The page fits a phone, in English too", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await inEnglish(page);
    await signIn(page, "engineer", "/scenarios/mock-operations");
    await expect(page.getByRole("region", { name: "Outpatients per month" })).toBeVisible();
    await expectNoSidewaysScroll(page);
  });
}
