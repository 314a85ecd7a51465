export type PageName = "overview" | "collection" | "quarantine" | "persons" | "sql" | "identities";

/** The permission that each page's endpoints declare; a page that would only be refused is not offered. */
export const pagePermission: Record<PageName, string> = {
  overview: "overview.read",
  collection: "overview.read",
  quarantine: "quarantine.read",
  persons: "person.read",
  sql: "sql.query",
  identities: "index.steward",
};
