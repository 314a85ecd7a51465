import { expect, test } from "@playwright/test";
import { expectNoSidewaysScroll, isMock, signIn, subject } from "./portal";

// These change what the server holds, so they run only against one on a scratch folder with the sample: eng/e2e-server starts it.
const isScratch = !isMock && process.env.SUWEN_SCRATCH === "1";

if (isScratch) {
  const pages = [
    ["/", "总览", "Overview"],
    ["/collection", "采集监测", "Collection"],
    ["/quarantine", "隔离区", "Quarantine"],
    ["/persons", "人员查询", "Find a person"],
    ["/sql", "SQL 查询", "SQL"],
    ["/analyses", "统计分析", "Analyses"],
    ["/scenarios", "场景应用", "Scenarios"],
  ] as const;

  for (const [language, width] of [
    ["zh", 1440],
    ["zh", 390],
    ["en", 1440],
    ["en", 390],
  ] as const) {
    test(
      `Every page opens on real data: ${language}, ${width} px`,
      { tag: "@server" },
      async ({ page }, info) => {
        await page.addInitScript((value) => localStorage.setItem("suwen.language", value), language);
        await page.setViewportSize({ width, height: 900 });
        const refused: string[] = [];
        page.on("response", (answer) => {
          if (answer.status() >= 400) refused.push(`${answer.status()} ${new URL(answer.url()).pathname}`);
        });
        for (const [path, zh, en] of pages) {
          await signIn(page, subject.user, path);
          await expect(
            page.getByRole("heading", { level: 1, name: language === "zh" ? zh : en }),
          ).toBeVisible();
          await page.waitForLoadState("networkidle");
          await expectNoSidewaysScroll(page);
          await page.screenshot({
            path: info.outputPath(`${language}-${width}${path.replaceAll("/", "-")}.png`),
            fullPage: true,
          });
        }
      },
    );
  }

  test("The region is drawn from what the sample holds", { tag: "@server" }, async ({ page }) => {
    await signIn(page);
    // testdata/sample/README.md: twenty-one living persons, one of unknown age; the sample's people have no county code.
    await expect(page.getByRole("img", { name: "人口金字塔：20 人按年龄和性别" })).toBeVisible();
    await expect(page.getByText("年龄不详 1 人")).toBeVisible();
    await expect(page.getByRole("region", { name: "主要疾病" }).getByText("高血压")).toBeVisible();
    await expect(page.getByText("还没有县级区划代码，画不出地图")).toBeVisible();
  });

  test("The monitor lists each source and door with what it sent", { tag: "@server" }, async ({ page }) => {
    await signIn(page, subject.user, "/collection");
    const rows = page.getByRole("region", { name: /来源与通道/ }).getByRole("row");
    await expect(rows).toHaveCount(4);
    await expect(rows.filter({ hasText: "示例镇卫生院" })).toContainText("文件");
  });

  test("A faulty record is corrected by hand, and stands with who, when and why", { tag: "@server" }, async ({
    page,
  }) => {
    await signIn(page, subject.user, "/quarantine?source=clinic-c&reason=invalid-value");
    const open = page.getByRole("table").getByRole("row").filter({ hasText: "visit_start" });
    await page
      .getByRole("table")
      .getByRole("row")
      .filter({ hasText: /visit/ })
      .getByRole("button")
      .first()
      .click();
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("button", { name: "修正" }).click();
    const editor = drawer.getByRole("textbox", { name: /记录全文/ });
    const faulty = await editor.inputValue();
    expect(faulty).toContain("2024-02-30");

    // Still wrong: refused in words, and nothing lands.
    await editor.fill(faulty.replace("2024-02-30", "2024-02-31"));
    await drawer.getByRole("textbox", { name: /理由/ }).fill("与卫生院核对");
    await drawer.getByRole("button", { name: "保存修正" }).click();
    await expect(drawer.getByRole("alert")).toContainText("set aside again");

    await editor.fill(faulty.replace("2024-02-30", "2024-02-29"));
    await drawer.getByRole("button", { name: "保存修正" }).click();
    await expect(drawer).toBeHidden();
    await expect(open).toHaveCount(0);
    await page.getByText(/^已修正 1$/).click();
    await page.getByRole("table").getByRole("button").first().click();
    await expect(drawer.getByText("与卫生院核对")).toBeVisible();
    await expect(drawer.getByText(subject.user, { exact: false }).first()).toBeVisible();
    expect(page.url()).not.toContain("2024-02");
  });
}
