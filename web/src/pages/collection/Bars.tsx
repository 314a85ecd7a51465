/** Counts over time as small bars, drawn without a library: a page holds dozens of them and they change every two seconds. */
export function Bars({
  counts,
  label,
  height = 34,
}: {
  counts: readonly number[];
  label: string;
  height?: number;
}) {
  const largest = Math.max(1, ...counts);
  const width = counts.length * 3;
  return (
    <svg
      className="bars"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      style={{ height }}
      role="img"
      aria-label={label}
    >
      <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} className="bars-base" />
      {counts.map((value, i) =>
        value > 0 ? (
          <rect
            key={i}
            x={i * 3}
            width={2.4}
            // A single entry beside thousands must still be seen.
            y={height - Math.max(2, ((height - 2) * value) / largest)}
            height={Math.max(2, ((height - 2) * value) / largest)}
          />
        ) : null,
      )}
    </svg>
  );
}
