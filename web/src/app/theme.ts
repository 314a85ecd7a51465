import type { ThemeConfig } from "antd";

/** The colours of the portal. Text colours keep a contrast of at least 4.5:1 on white and on the page (WCAG 2.2 §1.4.3). */
export const palette = {
  ink: "#1d2b2a",
  inkSoft: "#4d5f5d",
  inkFaint: "#5f706e",
  page: "#f5f7f6",
  line: "#e2e8e6",
  teal: "#17645f",
  tealSoft: "#e3f0ee",
  amber: "#8a5a00",
  amberSoft: "#fdf3dc",
  red: "#b3261e",
  redSoft: "#fbe9e7",
  blue: "#2b5c9e",
} as const;

export const fontFamily =
  '-apple-system, "Segoe UI", Roboto, "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", sans-serif';

export const theme: ThemeConfig = {
  token: {
    colorPrimary: palette.teal,
    colorLink: palette.teal,
    colorText: palette.ink,
    colorTextSecondary: palette.inkSoft,
    colorTextTertiary: palette.inkFaint,
    colorTextPlaceholder: palette.inkFaint,
    colorTextDescription: palette.inkSoft,
    colorBgLayout: palette.page,
    colorBorderSecondary: palette.line,
    colorError: palette.red,
    colorWarning: palette.amber,
    colorWarningBg: palette.amberSoft,
    colorWarningBorder: "#ecd9ab",
    colorErrorBg: palette.redSoft,
    colorErrorBorder: "#efc9c5",
    borderRadius: 8,
    fontFamily,
    fontSize: 14,
    controlHeight: 36,
  },
  components: {
    Table: { headerBg: "#fafbfb", headerColor: palette.inkSoft, cellPaddingBlockSM: 9 },
    Menu: { itemSelectedBg: palette.tealSoft, itemBorderRadius: 8, itemHeight: 42 },
    Card: { headerFontSize: 15 },
  },
};

/** Colours by kind of disposition, the same in bars, tables and legends. */
export const dispositionColour = {
  loaded: "#2f8f83",
  kept: "#7fb7ae",
  superseded: "#9aa9c7",
  duplicate: "#c3ccca",
  quarantined: "#d9822b",
  erased: "#6b6f76",
} as const;
