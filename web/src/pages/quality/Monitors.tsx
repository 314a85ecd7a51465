import { useQuery } from "@tanstack/react-query";
import { Tag } from "antd";
import { Link } from "react-router";
import { getQualityMonitors } from "../../api/api";
import { count } from "../../format/number";
import { useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";

/** Changes that no rule forbids. */
export function Monitors() {
  const text = useText();
  const t = text.quality;
  const monitors = useQuery({ queryKey: ["quality", "monitors"], queryFn: getQualityMonitors });
  if (monitors.isPending) return <Waiting lines={5} />;
  if (monitors.error)
    return <ProblemView problem={shownProblem(monitors.error)} onRetry={() => monitors.refetch()} />;
  const { drift, volume } = monitors.data;
  return (
    <div className="stack">
      <section aria-labelledby="drift">
        <h2 id="drift">{t.drift}</h2>
        {drift.length === 0 && <p className="soft">{t.noDrift}</p>}
        {drift.length > 0 && (
          <div className="wide">
            <table className="records quality-checks">
              <thead>
                <tr>
                  <th scope="col">{t.source}</th>
                  <th scope="col">{t.test}</th>
                  <th scope="col">{t.kind}</th>
                  <th scope="col">{t.month}</th>
                  <th scope="col" className="right">
                    {t.before} → {t.now}
                  </th>
                  <th scope="col" className="right">
                    PSI
                  </th>
                  <th scope="col" className="right">
                    KS
                  </th>
                </tr>
              </thead>
              <tbody>
                {drift.slice(0, 100).map((each) => (
                  <tr key={`${each.source}/${each.code}/${each.unit}/${each.kind}`}>
                    <td>{each.source}</td>
                    <td>
                      {each.name || each.code} <span className="soft">{each.unit}</span>
                    </td>
                    <td>
                      <Tag color={each.isAlert ? "red" : "gold"}>{t.kinds[each.kind] ?? each.kind}</Tag>
                    </td>
                    <td className="number">{each.month.slice(0, 7)}</td>
                    <td className="number right nowrap">
                      {count(each.referenceRows)} → {count(each.rows)}
                    </td>
                    <td className="number right">{each.stabilityIndex.toFixed(2)}</td>
                    <td className="number right">{each.distance?.toFixed(2) ?? "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      <section aria-labelledby="volume">
        <h2 id="volume">{t.volume}</h2>
        {volume.length === 0 && <p className="soft">{t.noVolume}</p>}
        <ul className="by-source">
          {volume.slice(0, 60).map((each) => (
            <li key={`${each.source}/${each.day}`}>
              <span className="number">{each.day}</span> {each.source}
              <span className="number">
                {t.visits} {count(each.visits)}
                <span className="soft">
                  {" "}
                  / {t.expected} {count(Math.round(each.expected))}
                </span>
              </span>
            </li>
          ))}
        </ul>
        <p className="soft">
          {t.feeds} <Link to="/collection">{text.menu.collection}</Link>
        </p>
      </section>
    </div>
  );
}
