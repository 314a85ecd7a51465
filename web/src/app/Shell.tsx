import {
  AccountBookOutlined,
  ApartmentOutlined,
  ApiOutlined,
  AppstoreOutlined,
  BookOutlined,
  DashboardOutlined,
  ExperimentOutlined,
  EyeInvisibleOutlined,
  FundOutlined,
  GlobalOutlined,
  InboxOutlined,
  KeyOutlined,
  LogoutOutlined,
  MenuOutlined,
  NodeIndexOutlined,
  SafetyCertificateOutlined,
  SafetyOutlined,
  SearchOutlined,
  TableOutlined,
  UsergroupAddOutlined,
  UserSwitchOutlined,
} from "@ant-design/icons";
import { Alert, Button, Drawer, Tooltip } from "antd";
import { Fragment, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { Link, NavLink, Outlet, useLocation } from "react-router";
import { useLanguage, useText } from "../i18n/language";
import { Waiting } from "../ui/Waiting";
import { FaultBoundary } from "./FaultBoundary";
import { Mark } from "./Mark";
import { mayOpen, type PageName } from "./pages";
import { useSession, useSignOut } from "./session";

const PasswordDialog = lazy(() => import("./PasswordDialog"));

const groups: {
  name: "use" | "analyse" | "collect" | "govern";
  entries: { page: PageName; icon: ReactNode }[];
}[] = [
  {
    name: "use",
    entries: [
      { page: "overview", icon: <DashboardOutlined /> },
      { page: "persons", icon: <SearchOutlined /> },
      { page: "payment", icon: <AccountBookOutlined /> },
    ],
  },
  {
    name: "analyse",
    entries: [
      { page: "scenarios", icon: <AppstoreOutlined /> },
      { page: "analyses", icon: <FundOutlined /> },
      { page: "cohorts", icon: <UsergroupAddOutlined /> },
      { page: "sql", icon: <TableOutlined /> },
    ],
  },
  {
    name: "collect",
    entries: [
      { page: "collection", icon: <ApiOutlined /> },
      { page: "quarantine", icon: <InboxOutlined /> },
      { page: "pipelines", icon: <NodeIndexOutlined /> },
    ],
  },
  {
    name: "govern",
    entries: [
      { page: "terms", icon: <BookOutlined /> },
      { page: "identities", icon: <UserSwitchOutlined /> },
      { page: "quality", icon: <SafetyCertificateOutlined /> },
      { page: "catalogue", icon: <ApartmentOutlined /> },
      { page: "grades", icon: <SafetyOutlined /> },
      { page: "privacy", icon: <EyeInvisibleOutlined /> },
    ],
  },
];

const addressOf = (page: PageName) => (page === "overview" ? "/" : `/${page}`);

function Navigation({ onChoose }: { onChoose?: () => void }) {
  const text = useText();
  const session = useSession();
  return (
    <nav className="navigation" aria-label={text.app.menu}>
      {groups
        .map((group) => ({
          ...group,
          entries: group.entries.filter((entry) => mayOpen(entry.page, session.permissions)),
        }))
        .filter((group) => group.entries.length > 0)
        .map((group) => (
          <Fragment key={group.name}>
            <span className="navigation-group">{text.app.menuGroups[group.name]}</span>
            {group.entries.map((entry) => (
              <NavLink
                key={entry.page}
                to={addressOf(entry.page)}
                end={entry.page === "overview"}
                onClick={() => onChoose?.()}
              >
                {entry.icon}
                <span>{text.menu[entry.page]}</span>
              </NavLink>
            ))}
          </Fragment>
        ))}
    </nav>
  );
}

function Brand() {
  const text = useText();
  return (
    <Link className="brand" to="/">
      <Mark />
      <div>
        <strong>{text.app.name}</strong>
        <span>{text.app.subtitle}</span>
      </div>
    </Link>
  );
}

/** Says that the people shown are not real, where the server says so. */
export function SyntheticLabel() {
  const text = useText();
  const session = useSession();
  if (!session.isSynthetic) return null;
  return (
    <Tooltip title={text.app.syntheticHint}>
      <span className="synthetic" role="note" aria-label={text.app.syntheticHint}>
        <ExperimentOutlined aria-hidden />
        {text.app.synthetic}
      </span>
    </Tooltip>
  );
}

export function LanguageButton() {
  const { language, setLanguage, text } = useLanguage();
  const other = language === "zh" ? "en" : "zh";
  return (
    <Button
      type="text"
      icon={<GlobalOutlined />}
      title={text.app.language}
      lang={other === "zh" ? "zh-CN" : "en"}
      onClick={() => setLanguage(other)}
    >
      {text.app.languageShort}
    </Button>
  );
}

/** Who is signed in, and what concerns them alone. */
function OwnTools({ onPassword }: { onPassword: () => void }) {
  const text = useText();
  const session = useSession();
  const signOut = useSignOut();
  return (
    <div className="side-user">
      <span title={session.name}>{session.displayName || session.name}</span>
      <div className="side-tools">
        <LanguageButton />
        <Tooltip title={text.app.changePassword}>
          <Button
            type="text"
            icon={<KeyOutlined />}
            aria-label={text.app.changePassword}
            onClick={onPassword}
          />
        </Tooltip>
        <Tooltip title={text.app.signOut}>
          <Button type="text" icon={<LogoutOutlined />} aria-label={text.app.signOut} onClick={signOut} />
        </Tooltip>
      </div>
    </div>
  );
}

/** The frame of every page after sign-in. */
export function Shell() {
  const text = useText();
  const session = useSession();
  const [open, setOpen] = useState(false);
  const [password, setPassword] = useState(false);
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);

  useEffect(() => {
    // After a change of page the focus goes to its content, so that a screen reader begins there (WCAG 2.2 §2.4.3).
    if (shown.current === pathname) return;
    shown.current = pathname;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname]);

  return (
    <div className="frame">
      <a className="skip-link" href="#content">
        {text.app.skip}
      </a>
      <aside className="side" aria-label={text.app.menu}>
        <Brand />
        <Navigation />
        <div className="side-foot">
          <SyntheticLabel />
          <OwnTools onPassword={() => setPassword(true)} />
        </div>
      </aside>
      <header className="top-bar">
        <Button
          type="text"
          icon={<MenuOutlined />}
          aria-label={text.app.openMenu}
          onClick={() => setOpen(true)}
        />
        <Brand />
        <SyntheticLabel />
      </header>
      <Drawer
        placement="left"
        open={open}
        onClose={() => setOpen(false)}
        title={text.app.name}
        size={272}
        closable={{ "aria-label": text.app.close }}
      >
        <div className="stack">
          <Navigation onChoose={() => setOpen(false)} />
          <OwnTools onPassword={() => setPassword(true)} />
        </div>
      </Drawer>
      <main className="content" id="content" ref={main} tabIndex={-1}>
        {session.mustChangePassword && (
          <Alert
            type="warning"
            showIcon
            style={{ marginBottom: 16 }}
            title={text.app.mustChangePassword}
            action={<Button onClick={() => setPassword(true)}>{text.app.changePassword}</Button>}
          />
        )}
        <FaultBoundary key={pathname}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </FaultBoundary>
      </main>
      <Suspense>{password && <PasswordDialog onClose={() => setPassword(false)} />}</Suspense>
    </div>
  );
}
