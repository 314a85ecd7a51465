import createClient from "openapi-fetch";
import { ProblemError, problemOf } from "./problem";
import type { components, paths } from "./schema";

type Schemas = components["schemas"];
export type CollectionAlert = Schemas["CollectionAlert"];
export type CollectionState = Schemas["CollectionState"];
export type EntryBytes = Schemas["EntryBytes"];
export type EntryHeader = Schemas["EntryHeader"];
export type FeedState = Schemas["FeedState"];
export type ClinicalSummary = Schemas["ClinicalSummary"];
export type IdentityCase = Schemas["IdentityCase"];
export type IdentityCaseDetail = Schemas["IdentityCaseDetail"];
export type IdentityCluster = Schemas["IdentityCluster"];
export type IdentityLink = Schemas["IdentityLink"];
export type IdentityReason = Schemas["IdentityReason"];
export type IndexState = Schemas["IdentityState"];
export type OverviewState = Schemas["OverviewState"];
export type PersonDetail = Schemas["PersonDetail"];
export type PersonHit = Schemas["PersonHit"];
export type PersonHits = Schemas["PersonHits"];
export type PersonIdentity = Schemas["PersonIdentity"];
export type QuarantinedRecord = Schemas["QuarantinedRecord"];
export type QuarantineReason = Schemas["QuarantineReason"];
export type RecordCounts = Schemas["RecordCounts"];
export type RegionPicture = Schemas["RegionPicture"];
export type SourceSummary = Schemas["SourceSummary"];
export type SqlAnswer = Schemas["SqlAnswer"];
export type TableCount = Schemas["TableCount"];
export type TimelineEntry = Schemas["TimelineEntry"];

export type Session = Schemas["SessionState"];

/** Every call carries the header that the server asks of requests which change something; a form of another site cannot send it. */
const client = createClient<paths>({ headers: { "X-Suwen-Request": "1" }, cache: "no-store" });

type Answer = { data?: unknown; error?: unknown; response: Response };

/** The data of an answer, or the problem in it as an error. */
async function dataOf<T extends Answer>(answer: Promise<T>): Promise<NonNullable<T["data"]>> {
  const { data, error, response } = await answer;
  if (!response.ok) throw new ProblemError(problemOf(response.status, error));
  return data as NonNullable<T["data"]>;
}

export type QuarantineStatus = "open" | "fixed" | "discarded";

export interface QuarantineFilter {
  readonly source: string | null;
  readonly reason: string | null;
  readonly status: QuarantineStatus;
}

/** Records of the quarantine that are read at once. */
const quarantinePage = 50;

/** The most entries of a timeline that the server answers at once. */
const timelinePage = 1000;

export const getSession = (): Promise<Session> => dataOf(client.GET("/api/session"));

export const signIn = (name: string, password: string): Promise<Session> =>
  dataOf(client.POST("/api/session", { body: { name, password } }));

export const signOut = () => dataOf(client.DELETE("/api/session"));

export const changePassword = (oldPassword: string, newPassword: string) =>
  dataOf(client.POST("/api/session/password", { body: { oldPassword, newPassword } }));

export const getOverview = () => dataOf(client.GET("/api/overview"));

export const getRegion = () => dataOf(client.GET("/api/overview/region"));

export const getCollection = () => dataOf(client.GET("/api/collection"));

export const getQuarantine = ({ source, reason, status }: QuarantineFilter, after: string | null) =>
  dataOf(
    client.GET("/api/quarantine", {
      params: {
        query: {
          limit: quarantinePage,
          status,
          ...(source ? { source } : {}),
          ...(reason ? { reason } : {}),
          ...(after ? { after } : {}),
        },
      },
    }),
  );

export const getQuarantineReasons = () => dataOf(client.GET("/api/quarantine/reasons"));

export const fixRecord = (position: string, recordNumber: number, text: string, why: string) =>
  dataOf(client.POST("/api/quarantine/fix", { body: { position, recordNumber, text, why } }));

export const discardRecord = (position: string, recordNumber: number, why: string) =>
  dataOf(client.POST("/api/quarantine/discard", { body: { position, recordNumber, why } }));

export const replayRecords = (which: {
  position?: string | null;
  source?: string | null;
  reasonCode?: string | null;
}) =>
  dataOf(
    client.POST("/api/quarantine/replay", {
      body: { position: null, source: null, reasonCode: null, ...which },
    }),
  );

export const searchPersons = (text: string) => dataOf(client.POST("/api/persons/search", { body: { text } }));

export const getPerson = (id: string) =>
  dataOf(client.GET("/api/persons/{id}", { params: { path: { id } } }));

export const getTimeline = (id: string, after: string | null, signal: AbortSignal) =>
  dataOf(
    client.GET("/api/persons/{id}/timeline", {
      params: { path: { id }, query: { limit: timelinePage, ...(after ? { after } : {}) } },
      signal,
    }),
  );

export const getEntry = (position: string) =>
  dataOf(client.GET("/api/landing/{position}", { params: { path: { position } } }));

export const getBytes = (position: string, record: number) =>
  dataOf(client.GET("/api/landing/{position}/bytes", { params: { path: { position }, query: { record } } }));

export const runSql = (sql: string, limit: number, signal: AbortSignal) =>
  dataOf(client.POST("/api/sql", { body: { sql, limit }, signal }));

/** Where the bytes of a whole entry can be downloaded. */
export const fileAddress = (position: string) => `/api/landing/${encodeURIComponent(position)}/file`;

/** The bytes of a whole entry, for the hex dump of what is no text. */
export async function getFile(position: string): Promise<Uint8Array> {
  const response = await fetch(fileAddress(position), { cache: "no-store" });
  if (!response.ok)
    throw new ProblemError(problemOf(response.status, await response.json().catch(() => null)));
  return new Uint8Array(await response.arrayBuffer());
}

export const getIndexState = () => dataOf(client.GET("/api/mpi"));

export const getIdentityCases = (status: string, kind: string | null, after: string | null) =>
  dataOf(
    client.GET("/api/mpi/cases", {
      params: { query: { status, ...(kind ? { kind } : {}), ...(after ? { after: Number(after) } : {}) } },
    }),
  );

export const getIdentityCase = (id: string) =>
  dataOf(client.GET("/api/mpi/cases/{id}", { params: { path: { id: Number(id) } } }));

export const takeUpIdentityCase = (leftPerson: string, rightPerson: string) =>
  dataOf(client.POST("/api/mpi/cases", { body: { leftPerson, rightPerson } }));

export const decideIdentityCase = (id: string, decision: string, why: string) =>
  dataOf(
    client.POST("/api/mpi/cases/{id}/decision", {
      params: { path: { id: Number(id) } },
      body: { decision, why },
    }),
  );

export const confirmIdentityCase = (id: string, accept: boolean, why: string) =>
  dataOf(
    client.POST("/api/mpi/cases/{id}/confirmation", {
      params: { path: { id: Number(id) } },
      body: { accept, why },
    }),
  );

export const undoIdentityCase = (id: string, why: string) =>
  dataOf(client.POST("/api/mpi/cases/{id}/undo", { params: { path: { id: Number(id) } }, body: { why } }));

export const getIdentityCluster = (id: string) =>
  dataOf(client.GET("/api/mpi/clusters/{id}", { params: { path: { id: Number(id) } } }));

export const splitPerson = (sourcePerson: string, why: string) =>
  dataOf(client.POST("/api/mpi/split", { body: { sourcePerson, why } }));
