import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import { lazy, type ReactNode } from "react";
import { createBrowserRouter, Link, RouterProvider } from "react-router";
import { ProblemError } from "../api/problem";
import { componentLocales, LanguageProvider, useLanguage, useText } from "../i18n/language";
import { MessageBox } from "../ui/MessageBox";
import { mayOpen, type PageName } from "./pages";
import { Shell } from "./Shell";
import { SignedIn, useSession } from "./session";
import { theme } from "./theme";

const LoginPage = lazy(() => import("../pages/login/LoginPage"));
const OverviewPage = lazy(() => import("../pages/overview/OverviewPage"));
const CollectionPage = lazy(() => import("../pages/collection/CollectionPage"));
const QuarantinePage = lazy(() => import("../pages/quarantine/QuarantinePage"));
const PersonsPage = lazy(() => import("../pages/persons/PersonsPage"));
const PaymentPage = lazy(() => import("../pages/payment/PaymentPage"));
const PersonPage = lazy(() => import("../pages/person/PersonPage"));
const PrivacyPage = lazy(() => import("../pages/privacy/PrivacyPage"));
const TermsPage = lazy(() => import("../pages/terms/TermsPage"));
const QualityPage = lazy(() => import("../pages/quality/QualityPage"));
const CataloguePage = lazy(() => import("../pages/catalogue/CataloguePage"));
const IdentitiesPage = lazy(() => import("../pages/identities/IdentitiesPage"));
const AnalysesPage = lazy(() => import("../pages/analyses/AnalysesPage"));
const ScenariosPage = lazy(() => import("../pages/scenarios/ScenariosPage"));
const PackPage = lazy(() => import("../pages/scenarios/PackPage"));
const CohortsPage = lazy(() => import("../pages/cohorts/CohortsPage"));
const SqlPage = lazy(() => import("../pages/sql/SqlPage"));
const GradesPage = lazy(() => import("../pages/grades/GradesPage"));
const PipelinesPage = lazy(() => import("../pages/pipelines/PipelinesPage"));

/** A session that ended during work shows itself by 401: the session is asked for again, which leads to the sign-in page. */
function onError(error: unknown) {
  const ended = error instanceof ProblemError && error.problem.status === 401;
  if (ended && window.location.pathname !== "/login") void queries.resetQueries({ queryKey: ["session"] });
}

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (query.queryKey[0] !== "session") onError(error);
    },
  }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      retry: (failures, error) => !(error instanceof ProblemError) && failures < 2,
      refetchOnWindowFocus: false,
      staleTime: 5_000,
    },
  },
});

function Allowed({ page, children }: { page: PageName; children: ReactNode }) {
  const session = useSession();
  const text = useText();
  return mayOpen(page, session.permissions) ? children : <MessageBox title={text.app.noPermission} />;
}

function NotFoundPage() {
  const text = useText();
  return (
    <MessageBox title={text.app.notFound}>
      <Link to="/">{text.app.backHome}</Link>
    </MessageBox>
  );
}

const allowed = (page: PageName, element: ReactNode) => <Allowed page={page}>{element}</Allowed>;

const router = createBrowserRouter([
  { path: "/login", element: <LoginPage />, hydrateFallbackElement: null },
  {
    path: "/",
    element: (
      <SignedIn>
        <Shell />
      </SignedIn>
    ),
    hydrateFallbackElement: null,
    children: [
      { index: true, element: allowed("overview", <OverviewPage />) },
      { path: "collection", element: allowed("collection", <CollectionPage />) },
      { path: "quarantine", element: allowed("quarantine", <QuarantinePage />) },
      { path: "persons", element: allowed("persons", <PersonsPage />) },
      { path: "persons/:id", element: allowed("persons", <PersonPage />) },
      { path: "payment", element: allowed("payment", <PaymentPage />) },
      { path: "privacy", element: allowed("privacy", <PrivacyPage />) },
      { path: "terms", element: allowed("terms", <TermsPage />) },
      { path: "quality", element: allowed("quality", <QualityPage />) },
      { path: "identities", element: allowed("identities", <IdentitiesPage />) },
      { path: "scenarios", element: allowed("scenarios", <ScenariosPage />) },
      { path: "scenarios/:id", element: allowed("scenarios", <PackPage />) },
      { path: "cohorts", element: allowed("cohorts", <CohortsPage />) },
      { path: "sql", element: allowed("sql", <SqlPage />) },
      { path: "analyses", element: allowed("analyses", <AnalysesPage />) },
      { path: "catalogue", element: allowed("catalogue", <CataloguePage />) },
      { path: "grades", element: allowed("grades", <GradesPage />) },
      { path: "pipelines", element: allowed("pipelines", <PipelinesPage />) },
      { path: "*", element: <NotFoundPage /> },
    ],
  },
]);

function Localised() {
  const { language } = useLanguage();
  return (
    <ConfigProvider locale={componentLocales[language]} theme={theme} button={{ autoInsertSpace: false }}>
      <AntApp component={false}>
        <RouterProvider router={router} />
      </AntApp>
    </ConfigProvider>
  );
}

export function App() {
  return (
    <LanguageProvider>
      <QueryClientProvider client={queries}>
        <Localised />
      </QueryClientProvider>
    </LanguageProvider>
  );
}
