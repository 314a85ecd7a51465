import { useQuery } from "@tanstack/react-query";
import { getRegion } from "../../../api/api";
import { instant } from "../../../format/time";
import { useText } from "../../../i18n/language";
import { ProblemView, shownProblem } from "../../../ui/ProblemView";
import { Waiting } from "../../../ui/Waiting";
import CountyMap from "./CountyMap";
import Diseases from "./Diseases";
import Pyramid from "./Pyramid";
import VisitsOverTime from "./VisitsOverTime";
import "./region.css";

/** How often the picture is asked for again; the server makes it anew only when something was loaded. */
const refreshMilliseconds = 5_000;

/** The region in four pictures. */
export default function Region() {
  const text = useText();
  const region = useQuery({
    queryKey: ["region"],
    queryFn: getRegion,
    refetchInterval: refreshMilliseconds,
    structuralSharing: true,
  });
  if (region.isPending) return <Waiting lines={8} />;
  if (region.error && !region.data)
    return <ProblemView problem={shownProblem(region.error)} onRetry={() => region.refetch()} />;
  const { data } = region;
  if (!data) return null;
  return (
    <>
      <div className="region-pair">
        <CountyMap region={data} />
        <Pyramid region={data} />
      </div>
      <div className="region-pair">
        <VisitsOverTime region={data} />
        <Diseases region={data} />
      </div>
      <p className="soft small region-asof">{text.region.asOf(instant(data.asOf))}</p>
    </>
  );
}
