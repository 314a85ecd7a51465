/** The permission that each page's endpoints declare; a page that would only be refused is not offered. */
export const pagePermission = {
  overview: "overview.read",
  collection: "overview.read",
  quarantine: "quarantine.read",
  persons: "person.read",
  payment: "person.read",
  quality: "quality.read",
  scenarios: "pack.read",
  sql: "sql.query",
  analyses: "sql.query",
  cohorts: "sql.query",
  privacy: "deid.run",
  terms: "terms.read",
  catalogue: "catalogue.read",
  grades: "catalogue.read",
  pipelines: "pipeline.read",
  identities: "index.steward",
} satisfies Record<string, string>;

export type PageName = keyof typeof pagePermission;

/** Other permissions that open a page as well: who approves tracing need not run releases. */
const alsoOpens: Partial<Record<PageName, string>> = { privacy: "deid.approve" };

export const mayOpen = (page: PageName, permissions: readonly string[]) =>
  permissions.includes(pagePermission[page]) || permissions.includes(alsoOpens[page] ?? "");
