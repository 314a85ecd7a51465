import type { Point } from "./timeline";

const width = 84;
const height = 24;
const inset = 3;

/** At most so many points are drawn: more than pixels say nothing more. */
const pointLimit = 60;

/** Results of one test as a line, the reference range behind it, the row's own result as a dot. */
export function Sparkline(props: {
  points: readonly Point[];
  bounds: { low: number | null; high: number | null };
  current: string;
}) {
  const { points, bounds, current } = props;
  const step = Math.max(1, Math.ceil(points.length / pointLimit));
  const drawn = points.filter((point, index) => index % step === 0 || point.key === current);
  const values = drawn.map((point) => point.value);
  const least = Math.min(...values, bounds.low ?? Number.POSITIVE_INFINITY);
  const most = Math.max(...values, bounds.high ?? Number.NEGATIVE_INFINITY);
  const first = drawn[0]!.at;
  const span = drawn.at(-1)!.at - first || 1;
  const x = (at: number) => inset + ((at - first) / span) * (width - 2 * inset);
  const y = (value: number) =>
    height - inset - ((value - least) / (most - least || 1)) * (height - 2 * inset);
  const own = drawn.find((point) => point.key === current);
  const bandTop = bounds.high === null ? 0 : y(bounds.high);
  const bandBottom = bounds.low === null ? height : y(bounds.low);
  const hasBand = bounds.low !== null || bounds.high !== null;
  return (
    <svg width={width} height={height} aria-hidden="true" focusable="false">
      {hasBand && (
        <rect x={0} y={bandTop} width={width} height={Math.max(1, bandBottom - bandTop)} fill="#e8f3f1" />
      )}
      <polyline
        points={drawn.map((point) => `${x(point.at).toFixed(1)},${y(point.value).toFixed(1)}`).join(" ")}
        fill="none"
        stroke="#7f9fc4"
        strokeWidth="1.4"
      />
      {own && <circle cx={x(own.at)} cy={y(own.value)} r="2.6" fill="#2b5c9e" />}
    </svg>
  );
}
