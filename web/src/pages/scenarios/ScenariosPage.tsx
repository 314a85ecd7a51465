import { AppstoreOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { getPacks, type PackItem } from "../../api/api";
import { count } from "../../format/number";
import { instant } from "../../format/time";
import { useLanguage } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { Mark, type Tone } from "./Mark";
import "./scenarios.css";

const stateTone: Record<string, Tone> = {
  current: "good",
  running: "plain",
  stale: "warn",
  faulty: "bad",
  "never-run": "plain",
};

export function PackState({ state }: { state: string }) {
  const t = useLanguage().text.scenarios;
  return <Mark tone={stateTone[state] ?? "plain"}>{t.states[state] ?? state}</Mark>;
}

function Card({ pack }: { pack: PackItem }) {
  const { language, text } = useLanguage();
  const t = text.scenarios;
  const failed =
    pack.lastRun?.results.filter((one) => one.action === "failed" || one.action === "held") ?? [];
  return (
    <li className="pack-card panel">
      <div className="pack-card-head">
        <h2>
          <Link to={`/scenarios/${pack.id}`}>{pack.title[language]}</Link>
        </h2>
        <PackState state={pack.state} />
      </div>
      <p>{pack.summary[language]}</p>
      <dl className="facts">
        <dt>{t.serves}</dt>
        <dd>{pack.serves.map((one) => one[language]).join(t.comma)}</dd>
        <dt>{t.follows}</dt>
        <dd>
          {pack.authority[0]}
          {pack.authority.length > 1 && <span className="soft"> {t.more(pack.authority.length - 1)}</span>}
        </dd>
        <dt>{t.lastRun}</dt>
        <dd className="number">{pack.lastRun ? instant(pack.lastRun.startedAt) : t.states["never-run"]}</dd>
      </dl>
      <p className="pack-card-foot">
        <span>{t.views(pack.views)}</span>
        {pack.alerts > 0 && <Mark tone="warn">{t.alertCount(count(pack.alerts))}</Mark>}
        {failed.length > 0 && <Mark tone="bad">{t.failed(failed.length)}</Mark>}
      </p>
    </li>
  );
}

/** Every installed pack: what it is for, whom it serves, and how it stands. */
export default function ScenariosPage() {
  const t = useLanguage().text.scenarios;
  const packs = useQuery({ queryKey: ["packs"], queryFn: getPacks });
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      {packs.isPending ? (
        <Waiting />
      ) : packs.error ? (
        <ProblemView problem={shownProblem(packs.error)} onRetry={() => packs.refetch()} />
      ) : packs.data.length === 0 ? (
        <MessageBox icon={<AppstoreOutlined />} title={t.none}>
          <p>{t.noneHint}</p>
        </MessageBox>
      ) : (
        <ul className="pack-gallery" aria-label={t.title}>
          {packs.data.map((pack) => (
            <Card key={pack.id} pack={pack} />
          ))}
        </ul>
      )}
    </>
  );
}
