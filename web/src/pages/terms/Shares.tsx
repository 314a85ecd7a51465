import { useQuery } from "@tanstack/react-query";
import { getMappedShares } from "../../api/api";
import { count } from "../../format/number";
import { useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";

/** The share of rows with a standard concept, by source and table. */
export function Shares() {
  const t = useText().terms;
  const shares = useQuery({ queryKey: ["mapped-shares"], queryFn: getMappedShares });
  if (shares.isPending) return <Waiting />;
  if (shares.isError)
    return <ProblemView problem={shownProblem(shares.error)} onRetry={() => void shares.refetch()} />;
  return (
    <div className="terms-scroll">
      <table className="records">
        <thead>
          <tr>
            <th scope="col">{t.table}</th>
            <th scope="col">{t.source}</th>
            <th scope="col">{t.rows}</th>
            <th scope="col">{t.mapped}</th>
            <th scope="col">{t.share}</th>
          </tr>
        </thead>
        <tbody>
          {shares.data.map((share) => {
            const percent = share.rows === 0 ? 0 : (100 * share.mapped) / share.rows;
            return (
              <tr key={`${share.table}/${share.source}`}>
                <td className="mono">{share.table}</td>
                <td>{share.source}</td>
                <td className="number">{count(share.rows)}</td>
                <td className="number">{count(share.mapped)}</td>
                <td>
                  <span className="share-bar" aria-hidden>
                    <span style={{ width: `${percent}%` }} />
                  </span>
                  <span className="number small">{percent.toFixed(1)} %</span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
