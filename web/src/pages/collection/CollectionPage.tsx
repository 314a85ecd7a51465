import { CheckCircleFilled, InboxOutlined, WarningFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { type CollectionAlert, type CollectionState, type FeedState, getCollection } from "../../api/api";
import { useSession } from "../../app/session";
import { byteSize, count, percent } from "../../format/number";
import { instant } from "../../format/time";
import { useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { Bars } from "./Bars";
import { duration, rate } from "./duration";
import "./collection.css";

/** How often the monitor asks; a page in the background does not ask. */
const refreshMilliseconds = 2_000;

type Span = "hour" | "day";

function Alert({ alert, now }: { alert: CollectionAlert; now: number }) {
  const text = useText();
  const t = text.collection;
  const who = alert.source
    ? `${alert.displayName ?? alert.source} · ${text.bytes.channels[alert.channel ?? ""] ?? alert.channel}`
    : t.platform;
  const seconds = (value: number) => duration(value, t.units);
  const what: Record<string, () => string> = {
    silent: () => t.alerts.silent(seconds(alert.value), seconds(alert.threshold)),
    lag: () => t.alerts.lag(seconds(alert.value), seconds(alert.threshold)),
    quarantine: () => t.alerts.quarantine(percent(alert.value, 1), percent(alert.threshold, 1)),
    disk: () => t.alerts.disk(byteSize(alert.value), byteSize(alert.threshold)),
    loading: () => t.alerts.loading,
  };
  return (
    <li className="alert-line">
      <WarningFilled aria-hidden />
      <span className="alert-text">
        <strong>{who}</strong> {what[alert.kind]?.() ?? alert.kind}
      </span>
      <span className="soft number alert-since" title={instant(alert.since)}>
        {t.since(seconds((now - Date.parse(alert.since)) / 1000))}
      </span>
    </li>
  );
}

function Alerts({ state, now }: { state: CollectionState; now: number }) {
  const t = useText().collection;
  return (
    <section
      className={`panel alerts${state.alerts.length > 0 ? " alerts-on" : ""}`}
      aria-labelledby="collection-alerts"
    >
      <h2 id="collection-alerts">{t.alertsTitle(state.alerts.length)}</h2>
      {state.alerts.length === 0 ? (
        <p className="all-well">
          <CheckCircleFilled style={{ color: "#2f8f83" }} aria-hidden /> {t.allWell}
        </p>
      ) : (
        <ul aria-live="polite">
          {state.alerts.map((alert) => (
            <Alert key={`${alert.kind}/${alert.source}/${alert.channel}`} alert={alert} now={now} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Tiles({ state }: { state: CollectionState }) {
  const t = useText().collection;
  const { loading, disk, feeds } = state;
  const receiving = feeds.reduce((sum, feed) => sum + feed.perSecond, 0);
  const today = feeds.reduce((sum, feed) => sum + feed.entriesLastDay, 0);
  return (
    <dl className="tiles">
      <div className="tile">
        <dt>{t.receiving}</dt>
        <dd className="number">
          {rate(receiving)} <small>{t.perSecond}</small>
        </dd>
        <dd className="tile-note soft small number">{t.loadedRate(rate(loading.loadedPerSecond))}</dd>
      </div>
      <div className="tile">
        <dt>{t.lag}</dt>
        <dd className="number">{loading.lagSeconds < 1 ? t.none : duration(loading.lagSeconds, t.units)}</dd>
        <dd className="tile-note soft small number">
          {loading.waitingEntries === 0
            ? t.nothingWaits
            : `${t.waiting(loading.waitingEntries)} · ${t.trends[loading.trend] ?? loading.trend}`}
        </dd>
      </div>
      <div className="tile">
        <dt>{t.today}</dt>
        <dd className="number">{count(today)}</dd>
        <dd className="tile-note soft small number mono">
          {loading.loadedThrough} / {loading.end}
        </dd>
      </div>
      <div className="tile">
        <dt>{t.disk}</dt>
        <dd className="number">{byteSize(disk.freeBytes)}</dd>
        <dd className="tile-note soft small number">{t.diskOf(byteSize(disk.totalBytes))}</dd>
      </div>
    </dl>
  );
}

function StateTag({ feed, now }: { feed: FeedState; now: number }) {
  const t = useText().collection;
  const quiet = duration((now - Date.parse(feed.lastReceived)) / 1000, t.units);
  return (
    <>
      <span className={`feed-state feed-${feed.state}`}>{t.states[feed.state] ?? feed.state}</span>
      <span className="soft small number feed-last" title={instant(feed.lastReceived)}>
        {t.ago(quiet)}
      </span>
    </>
  );
}

function Expected({ feed }: { feed: FeedState }) {
  const t = useText().collection;
  if (feed.expectedWithinSeconds === null) return <span className="soft">{t.expectedUnknown}</span>;
  return (
    <>
      <span className="number">{duration(feed.expectedWithinSeconds, t.units)}</span>
      <div className="soft small">
        {feed.expectedFrom === "configured" ? t.expectedConfigured : t.expectedLearned}
      </div>
    </>
  );
}

function FeedRow({ feed, span, now }: { feed: FeedState; span: Span; now: number }) {
  const text = useText();
  const t = text.collection;
  const session = useSession();
  const mayOpen = session.permissions.includes("quarantine.read");
  const channel = text.bytes.channels[feed.channel] ?? feed.channel;
  const set = `${count(feed.quarantinedLastDay)}`;
  return (
    <tr>
      <th scope="row">
        <span className="source-name">{feed.displayName}</span>
        <div className="soft small">
          {channel}
          {feed.kind && ` · ${t.kinds[feed.kind] ?? feed.kind}`}
          {feed.isSynthetic && ` · ${text.app.synthetic}`}
        </div>
      </th>
      <td data-label={t.state}>
        <StateTag feed={feed} now={now} />
      </td>
      <td data-label={span === "hour" ? t.lastHour : t.lastDay} className="feed-bars">
        <Bars
          counts={span === "hour" ? feed.lastHour : feed.lastDay}
          label={(span === "hour" ? t.hourAlt : t.dayAlt)(
            feed.displayName,
            (span === "hour" ? feed.lastHour : feed.lastDay).reduce((sum, n) => sum + n, 0),
          )}
        />
      </td>
      <td data-label={t.rate} className="right number nowrap">
        {rate(feed.perSecond)} <span className="soft small">{t.perSecond}</span>
      </td>
      <td data-label={t.today} className="right number">
        {count(feed.entriesLastDay)}
        <div className="soft small">{t.records(feed.recordsLastDay)}</div>
      </td>
      <td data-label={t.waitingShort} className="right number">
        {feed.waiting === 0 ? (
          <span className="zero">0</span>
        ) : (
          <>
            {count(feed.waiting)}
            {feed.lagSeconds !== null && (
              <div className="soft small">{duration(feed.lagSeconds, t.units)}</div>
            )}
          </>
        )}
      </td>
      <td data-label={t.quarantined} className="right number">
        {feed.quarantinedLastDay === 0 ? (
          <span className="zero">0</span>
        ) : (
          <>
            {mayOpen ? (
              <Link className="set-aside" to={`/quarantine?source=${encodeURIComponent(feed.source)}`}>
                {set}
              </Link>
            ) : (
              set
            )}
            <div className="soft small">{percent(feed.quarantinedLastDay, feed.recordsLastDay)}</div>
          </>
        )}
      </td>
      <td data-label={t.expected} className="right">
        <Expected feed={feed} />
      </td>
    </tr>
  );
}

function Feeds({ state, now }: { state: CollectionState; now: number }) {
  const t = useText().collection;
  const [span, setSpan] = useState<Span>("day");
  return (
    <section className="panel" aria-labelledby="collection-feeds">
      <div className="panel-head">
        <h2 id="collection-feeds">{t.feeds(state.feeds.length)}</h2>
        <Segmented
          size="small"
          aria-label={t.span}
          value={span}
          onChange={setSpan}
          options={[
            { value: "hour", label: t.lastHour },
            { value: "day", label: t.lastDay },
          ]}
        />
      </div>
      <table className="sources feeds">
        <thead>
          <tr>
            <th scope="col">{t.feed}</th>
            <th scope="col">{t.state}</th>
            <th scope="col">{span === "hour" ? t.perMinute : t.perQuarter}</th>
            <th scope="col" className="right">
              {t.rate}
            </th>
            <th scope="col" className="right">
              {t.today}
            </th>
            <th scope="col" className="right">
              {t.waitingShort}
            </th>
            <th scope="col" className="right">
              {t.quarantined}
            </th>
            <th scope="col" className="right">
              {t.expected}
            </th>
          </tr>
        </thead>
        <tbody>
          {state.feeds.map((feed) => (
            <FeedRow key={`${feed.source}/${feed.channel}`} feed={feed} span={span} now={now} />
          ))}
        </tbody>
      </table>
      <p className="soft small region-note">{t.expectedNote}</p>
    </section>
  );
}

/** What comes in at this moment, per source and door, and what somebody should look at. */
export default function CollectionPage() {
  const text = useText();
  const t = text.collection;
  const collection = useQuery({
    queryKey: ["collection"],
    queryFn: getCollection,
    refetchInterval: refreshMilliseconds,
  });
  const state = collection.data;
  // Ages are told by the server's clock, which stamped the entries.
  const now = state ? Date.parse(state.asOf) : 0;
  return (
    <>
      <PageHead title={t.title} lead={t.lead}>
        {state && (
          <span className="soft number live">
            <span className={`live-dot${collection.error ? " live-off" : ""}`} aria-hidden />
            {text.app.updated(instant(state.asOf).slice(11))}
          </span>
        )}
      </PageHead>
      {collection.error && (
        <div style={{ marginBottom: 16 }}>
          <ProblemView problem={shownProblem(collection.error)} onRetry={() => collection.refetch()} />
        </div>
      )}
      {collection.isPending && <Waiting lines={8} />}
      {state && (
        <div className="stack">
          <Tiles state={state} />
          <Alerts state={state} now={now} />
          {state.feeds.length > 0 ? (
            <Feeds state={state} now={now} />
          ) : (
            <div className="panel">
              <MessageBox icon={<InboxOutlined />} title={t.emptyTitle}>
                <p>{t.emptyText}</p>
              </MessageBox>
            </div>
          )}
        </div>
      )}
    </>
  );
}
