import createClient from "openapi-fetch";
import { ProblemError, problemOf } from "./problem";
import type { components, paths } from "./schema";

type Schemas = components["schemas"];
export type CertificateBody = Schemas["CertificateBody"];
export type CertificateLine = Schemas["CertificateLine"];
export type AssessmentReport = Schemas["AssessmentReport"];
export type CatalogueTree = Schemas["CatalogueTree"];
export type CollectionAlert = Schemas["CollectionAlert"];
export type CollectionState = Schemas["CollectionState"];
export type EntryBytes = Schemas["EntryBytes"];
export type EntryHeader = Schemas["EntryHeader"];
export type ExportView = Schemas["ExportView"];
export type FeedState = Schemas["FeedState"];
export type LineageAnswer = Schemas["LineageAnswer"];
export type GradeView = Schemas["GradeView"];
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
export type PaymentCheck = Schemas["PaymentCheck"];
export type PaymentChoice = Schemas["ChoiceAnswer"];
export type PaymentEvidence = Schemas["EvidenceRow"];
export type PaymentFinding = Schemas["PaymentFinding"];
export type PaymentGroup = Schemas["GroupAnswer"];
export type PaymentMonthRow = Schemas["MonthRow"];
export type PaymentStay = Schemas["StaySummary"];
export type PackColumn = Schemas["PackColumnView"];
export type PackDetail = Schemas["PackDetail"];
/** The API's document cannot say that a value of a list may be missing. */
export type PackFilter = Omit<Schemas["PackFilter"], "values"> & {
  readonly values: readonly (string | null)[] | null;
};
export type FindingDetail = Schemas["PackFindingDetail"];
export type FindingsAnswer = Schemas["PackFindingsAnswer"];
export type FindingsRequest = Schemas["PackFindingsRequest"];
export type FindingChange = Schemas["PackFindingChangeRequest"];
export type FindingView = Schemas["PackFindingView"];
export type PackItem = Schemas["PackItem"];
export type PackResult = Schemas["PackResultView"];
export type PackRows = Schemas["PackRows"];
export type PackRowsRequest = Omit<Schemas["PackRowsRequest"], "filters"> & {
  readonly filters: readonly PackFilter[] | null;
};
export type PackRunView = Schemas["PackRunView"];
export type PackView = Schemas["PackViewView"];
export type PipelineView = Schemas["PipelineView"];
export type PipelineRunView = Schemas["PipelineRunView"];
export type PipelineStepView = Schemas["PipelineStepView"];
export type QuarantinedRecord = Schemas["QuarantinedRecord"];
export type QuarantineReason = Schemas["QuarantineReason"];
export type QualityCheck = Schemas["CheckAnswer"];
export type QualityScore = Schemas["ScoreAnswer"];
export type CleaningRuleState = Schemas["CleaningRuleState"];
export type QualityTicket = Schemas["TicketAnswer"];
export type QualityViolation = Schemas["ViolationAnswer"];
export type RecordCounts = Schemas["RecordCounts"];
export type RegionPicture = Schemas["RegionPicture"];
export type Resource = Schemas["Resource"];
export type ResourceColumn = Schemas["ResourceColumn"];
export type ResourceDetail = Schemas["ResourceDetail"];
export type SourceSummary = Schemas["SourceSummary"];
export type Analysis = Schemas["Analysis"];
export type AnalysisSummary = Schemas["AnalysisSummary"];
export type AnalysisTable = Schemas["AnalysisTable"];
export type AnalysisRequest = Schemas["AnalysisRequest"];
export type Method = Schemas["Method"];
export type MethodParameter = Schemas["MethodParameter"];
export type CohortAnswer = Schemas["CohortAnswer"];
export type ShelfModel = Schemas["ShelfModel"];
export type SqlAnswer = Schemas["SqlAnswer"];
export type TableCount = Schemas["TableCount"];
export type TracingRequest = Schemas["TracingRequest"];
export type CodeMapping = Schemas["CodeMapping"];
export type FoundTerm = Schemas["FoundTerm"];
export type MapOutcome = Schemas["MapOutcome"];
export type MapReference = Schemas["MapReference"];
export type MapRequest = Schemas["MapRequest"];
export type AdoptRequest = Schemas["AdoptRequest"];
export type TermDetail = Schemas["TermDetail"];
export type TermSystem = Schemas["TermSystem"];
export type UnmappedItem = Schemas["UnmappedItem"];
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

export const countCohort = (definition: string, signal: AbortSignal) =>
  dataOf(client.POST("/api/cohorts/count", { body: { definition, leastShown: null }, signal }));

export const checkCohort = (definition: string) =>
  dataOf(client.POST("/api/cohorts/check", { body: { definition, leastShown: null } }));

export const getCohorts = () => dataOf(client.GET("/api/cohorts"));

export const saveCohort = (definition: string) =>
  dataOf(client.POST("/api/cohorts", { body: { definition, leastShown: null } }));

export const removeCohort = (name: string) =>
  dataOf(client.DELETE("/api/cohorts/{name}", { params: { path: { name } } }));

export const getCohortDomains = () => dataOf(client.GET("/api/cohorts/domains"));

export const getDeidChoices = () => dataOf(client.GET("/api/deid/choices"));

export const getCertificates = () => dataOf(client.GET("/api/deid/certificates"));

export const getCertificate = (id: string) =>
  dataOf(client.GET("/api/deid/certificates/{id}", { params: { path: { id } } }));

export const releaseTables = (tables: string[], policy: string, project: string) =>
  dataOf(client.POST("/api/deid/releases", { body: { tables, policy, project } }));

/** Sends files to be de-identified; the browser names the parts' boundary itself. */
export async function releaseFiles(
  files: readonly File[],
  policy: string,
  project: string,
): Promise<CertificateBody> {
  const form = new FormData();
  form.set("policy", policy);
  form.set("project", project);
  for (const file of files) form.append("files", file, file.name);
  const response = await fetch("/api/deid/releases/files", {
    method: "POST",
    body: form,
    headers: { "X-Suwen-Request": "1" },
    cache: "no-store",
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new ProblemError(problemOf(response.status, answer));
  return answer as CertificateBody;
}

export const releaseAddress = (id: string) => `/api/deid/releases/${encodeURIComponent(id)}`;

/** The requests that the caller made, or all for who approves. */
export const getTracing = (approves: boolean): Promise<TracingRequest[]> =>
  approves ? dataOf(client.GET("/api/deid/tracing/open")) : dataOf(client.GET("/api/deid/tracing"));

export const askTracing = (pseudonym: string, project: string, keyId: number, why: string) =>
  dataOf(client.POST("/api/deid/tracing", { body: { pseudonym, project, keyId, why } }));

export const decideTracing = (id: string, approves: boolean, why: string) =>
  dataOf(
    client.POST("/api/deid/tracing/{id}/decision", { params: { path: { id } }, body: { approves, why } }),
  );

export const revealTraced = (id: string) =>
  dataOf(client.POST("/api/deid/tracing/{id}/original", { params: { path: { id } } }));
export const getCatalogueTree = () => dataOf(client.GET("/api/catalogue/tree"));

export const listResources = (q: string, category: string | null) =>
  dataOf(
    client.GET("/api/catalogue/resources", {
      params: { query: { ...(q ? { q } : {}), ...(category ? { category } : {}) } },
    }),
  );

export const getResource = (name: string) =>
  dataOf(client.GET("/api/catalogue/resource", { params: { query: { name } } }));

export const describeResource = (name: string, owner: string, description: string, tags: string[]) =>
  dataOf(client.POST("/api/catalogue/note", { body: { name, owner, description, tags } }));

export const getAssessment = () => dataOf(client.GET("/api/catalogue/assessment"));

export const getLineage = (node: string, values: boolean) =>
  dataOf(client.GET("/api/lineage", { params: { query: { node, values } } }));

export const getImpact = (source: string) =>
  dataOf(client.GET("/api/lineage/impact", { params: { query: { source } } }));

/** Where the bytes of a whole entry can be downloaded. */
export const fileAddress = (position: string) => `/api/landing/${encodeURIComponent(position)}/file`;

/** The bytes of a whole entry, for the hex dump of what is no text. */
export async function getFile(position: string): Promise<Uint8Array> {
  const response = await fetch(fileAddress(position), { cache: "no-store" });
  if (!response.ok)
    throw new ProblemError(problemOf(response.status, await response.json().catch(() => null)));
  return new Uint8Array(await response.arrayBuffer());
}

export const getTermSystems = () => dataOf(client.GET("/api/terms/systems"));

/** The parameters that are set: the server takes none that is empty. */
const given = <T extends object>(query: T) =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

export const searchTerms = (q: string, system?: string, asOf?: string, limit = 20) =>
  dataOf(client.GET("/api/terms/search", { params: { query: given({ q, system, asOf, limit }) } }));

export const getTerm = (system: string, code: string) =>
  dataOf(client.GET("/api/terms/show", { params: { query: { system, code } } }));

export const getTermsBelow = (system: string, code?: string) =>
  dataOf(client.GET("/api/terms/below", { params: { query: given({ system, code }) } }));

export const getUnmapped = (source?: string, table?: string) =>
  dataOf(
    client.GET("/api/terms/mapping/unmapped", { params: { query: given({ source, table, limit: 50 }) } }),
  );

export const getMappedShares = () => dataOf(client.GET("/api/terms/mapping/shares"));

export const getMappings = () =>
  dataOf(client.GET("/api/terms/mapping/decided", { params: { query: { limit: 500 } } }));

export const getMappingVersions = (source: string, vocabulary: string, code: string) =>
  dataOf(client.GET("/api/terms/mapping/versions", { params: { query: { source, vocabulary, code } } }));

export const decideMapping = (body: MapRequest) => dataOf(client.POST("/api/terms/mapping/decide", { body }));

export const adoptVocabulary = (body: AdoptRequest) =>
  dataOf(client.POST("/api/terms/mapping/adopt", { body }));

export const answerMapping = (answer: "confirm" | "decline" | "undo", body: MapReference) =>
  dataOf(client.POST(`/api/terms/mapping/${answer}`, { body }));
export const getQualityChecks = (filter: { status?: string; category?: string; source?: string }) =>
  dataOf(client.GET("/api/quality/checks", { params: { query: filter } }));

export const getQualityRows = (id: string, source: string | null) =>
  dataOf(
    client.GET("/api/quality/checks/{id}/rows", {
      params: { path: { id }, query: { limit: 50, ...(source ? { source } : {}) } },
    }),
  );

export const getQualityTrend = (id: string, source: string | null) =>
  dataOf(
    client.GET("/api/quality/checks/{id}/trend", {
      params: { path: { id }, query: source ? { source } : {} },
    }),
  );

export const getQualityScores = () => dataOf(client.GET("/api/quality/scores"));

export const getQualityRuns = () => dataOf(client.GET("/api/quality/runs"));

export const getQualityMonitors = () => dataOf(client.GET("/api/quality/monitors"));

export const getQualityTickets = () => dataOf(client.GET("/api/quality/tickets"));

export const getQualityTicket = (id: number) =>
  dataOf(client.GET("/api/quality/tickets/{id}", { params: { path: { id } } }));

export const runQuality = () =>
  dataOf(
    client.POST("/api/quality/runs", { body: { table: null, check: null, source: null, openTickets: true } }),
  );

export const openQualityTicket = (check: string, source: string | null) =>
  dataOf(client.POST("/api/quality/tickets", { body: { check, source, words: null } }));

export const changeQualityTicket = (
  id: number,
  change: { state: string | null; owner: string | null; comment: string | null },
) =>
  dataOf(
    client.POST("/api/quality/tickets/{id}", { params: { path: { id } }, body: { ...change, dueAt: null } }),
  );

export const getQualityOwners = () => dataOf(client.GET("/api/quality/owners"));

export const setQualityOwner = (body: {
  source: string | null;
  table: string | null;
  check: string | null;
  owner: string;
  days: number;
}) => dataOf(client.POST("/api/quality/owners", { body }));

export const removeQualityOwner = (body: {
  source: string | null;
  table: string | null;
  check: string | null;
}) => dataOf(client.POST("/api/quality/owners/removal", { body }));

export const getCleaningRules = () => dataOf(client.GET("/api/cleaning/rules"));

export const previewCleaning = (rule: string) =>
  dataOf(client.POST("/api/cleaning/preview", { body: { rule } }));

export const runCleaning = (rule: string) => dataOf(client.POST("/api/cleaning/run", { body: { rule } }));

export const undoCleaning = (body: { why: string; rule: string | null; amendment: string | null }) =>
  dataOf(client.POST("/api/cleaning/undo", { body }));

export const getAmendments = (rule?: string) =>
  dataOf(client.GET("/api/cleaning/amendments", { params: { query: given({ rule }) } }));

export const getGrades = () => dataOf(client.GET("/api/grades"));

export const getGradesOf = (table: string) =>
  dataOf(client.GET("/api/grades/{table}", { params: { path: { table } } }));

export const proposeGrades = () => dataOf(client.POST("/api/grades/proposals", { body: { tables: null } }));

export const decideGrade = (table: string, column: string, level: number, reason: string) =>
  dataOf(client.POST("/api/grades/decisions", { body: { table, column, level, reason } }));

export const getExports = (all: boolean) =>
  dataOf(all ? client.GET("/api/exports/all") : client.GET("/api/exports"));

export const getExportLevel = (sql: string) => dataOf(client.POST("/api/exports/level", { body: { sql } }));

export const askExport = (sql: string, reason: string) =>
  dataOf(client.POST("/api/exports", { body: { sql, reason } }));

export const decideExport = (id: string, approve: boolean, reason: string) =>
  dataOf(client.POST("/api/exports/{id}/decision", { params: { path: { id } }, body: { approve, reason } }));

/** The export as a file: of a statement up to level 3, or of an approved request. */
export async function takeExport(which: { sql: string | null; id: string | null }): Promise<Blob> {
  const response = await fetch("/api/exports/file", {
    method: "POST",
    cache: "no-store",
    headers: { "Content-Type": "application/json", "X-Suwen-Request": "1" },
    body: JSON.stringify(which),
  });
  if (!response.ok)
    throw new ProblemError(problemOf(response.status, await response.json().catch(() => null)));
  return response.blob();
}

export const getPipelines = () => dataOf(client.GET("/api/pipelines"));

export const getPipelineRuns = (pipeline: string) =>
  dataOf(client.GET("/api/pipelines/{name}/runs", { params: { path: { name: pipeline } } }));

export const getPipelineLog = (id: string) =>
  dataOf(client.GET("/api/pipelines/runs/{id}/log", { params: { path: { id } } }));

export const startPipeline = (name: string) =>
  dataOf(client.POST("/api/pipelines/{name}/runs", { params: { path: { name } } }));

export const cancelPipeline = (id: string) =>
  dataOf(client.POST("/api/pipelines/runs/{id}/cancel", { params: { path: { id } } }));

export const resumePipeline = (id: string) =>
  dataOf(client.POST("/api/pipelines/runs/{id}/resume", { params: { path: { id } } }));
export const getIndexState = () => dataOf(client.GET("/api/mpi"));

export const getPaymentStays = (includeSettled: boolean) =>
  dataOf(client.POST("/api/payment/stays", { body: { from: null, to: null, includeSettled } }));

export const checkPayment = (stayId: string) =>
  dataOf(client.POST("/api/payment/check", { body: { stayId, number: null, page: null } }));

export const tryCodes = (stayId: string, diagnoses: string[], procedures: string[]) =>
  dataOf(
    client.POST("/api/payment/what-if", {
      body: {
        stayId,
        number: null,
        page: { diagnoses, procedures: procedures.map((code) => ({ code, at: null, anaesthesia: null })) },
      },
    }),
  );

export const tryMonth = (request: Schemas["MonthRequest"]) =>
  dataOf(client.POST("/api/payment/what-if/month", { body: request }));

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

export const getMethods = () => dataOf(client.GET("/api/operators"));

export const getAnalyses = () => dataOf(client.GET("/api/analyses"));

export const getAnalysis = (id: string) =>
  dataOf(client.GET("/api/analyses/{id}", { params: { path: { id } } }));

export const runAnalysis = (body: AnalysisRequest) => dataOf(client.POST("/api/analyses", { body }));

export const rerunAnalysis = (id: string) =>
  dataOf(client.POST("/api/analyses/{id}/rerun", { params: { path: { id } } }));

export const getModels = () => dataOf(client.GET("/api/models"));

export const keepModel = (analysisId: string, name: string) =>
  dataOf(client.POST("/api/models", { body: { analysisId, name } }));

export const getPacks = () => dataOf(client.GET("/api/packs"));

export const getPack = (id: string) => dataOf(client.GET("/api/packs/{id}", { params: { path: { id } } }));

export const getPackRuns = (id: string) =>
  dataOf(client.GET("/api/packs/{id}/runs", { params: { path: { id } } }));

export const getPackRows = (id: string, body: PackRowsRequest) =>
  dataOf(
    client.POST("/api/packs/{id}/rows", {
      params: { path: { id } },
      body: body as Schemas["PackRowsRequest"],
    }),
  );

export const getPackValues = (id: string, result: string, column: string) =>
  dataOf(client.POST("/api/packs/{id}/values", { params: { path: { id } }, body: { result, column } }));

export const startPack = (id: string) =>
  dataOf(client.POST("/api/packs/{id}/runs", { params: { path: { id } } }));

export const getFindings = (id: string, body: FindingsRequest) =>
  dataOf(client.POST("/api/packs/{id}/findings", { params: { path: { id } }, body }));

export const getFinding = (id: string, number: string) =>
  dataOf(client.GET("/api/packs/{id}/findings/{number}", { params: { path: { id, number } } }));

export const changeFindings = (id: string, body: FindingChange) =>
  dataOf(client.POST("/api/packs/{id}/findings/changes", { params: { path: { id } }, body }));

export const exportFindings = (id: string, body: FindingsRequest): Promise<string> =>
  dataOf(
    client.POST("/api/packs/{id}/findings/file", { params: { path: { id } }, body, parseAs: "text" }),
  ) as Promise<string>;

/** The pack's page as one file of HTML. */
export const exportPack = (id: string, lang: string): Promise<string> =>
  dataOf(
    client.GET("/api/packs/{id}/export", { params: { path: { id }, query: { lang } }, parseAs: "text" }),
  ) as Promise<string>;
