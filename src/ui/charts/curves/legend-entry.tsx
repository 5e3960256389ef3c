interface Props {
  readonly series: 'batch' | 'mean' | 'validation';
  /** Position of a model among those trained side by side; its own line and value then. */
  readonly run?: number;
  readonly label: string;
}

/**
 * A sample of a curve’s line, its name, and room for its value, which is written as the curves are drawn;
 * a model’s speed goes into the tooltip, so that the legend stays short.
 */
export function LegendEntry({ series, label, run }: Props) {
  const line = run === undefined ? `curve-${series}` : `curve-run curve-run-${run}`;
  return (
    <span className="legend-entry" data-run={run}>
      <svg className="legend-line" viewBox="0 0 20 8" aria-hidden="true">
        <path className={`curve ${line}`} d="M1,4H19" />
        {series === 'validation' && run === undefined && (
          <path className="curve curve-dots" d="M10,4h0" />
        )}
      </svg>
      {label}
      {series !== 'batch' && <span className="legend-value" data-series={run ?? series} />}
    </span>
  );
}
