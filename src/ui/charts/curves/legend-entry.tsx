interface Props {
  readonly series: 'batch' | 'mean' | 'validation';
  /** Position of a model among those trained side by side; its own line and value then. */
  readonly run?: number;
  readonly label: string;
  /** Whether there is room for how fast it is trained, too. */
  readonly speed?: boolean;
}

/** A sample of a curve's line, its name, and room for its value, which is written as the curves are drawn. */
export function LegendEntry({ series, label, run, speed = false }: Props) {
  const line = run === undefined ? `curve-${series}` : `curve-run curve-run-${run}`;
  return (
    <span className="legend-entry">
      <svg className="legend-line" viewBox="0 0 20 8" aria-hidden="true">
        <path className={`curve ${line}`} d="M1,4H19" />
        {series === 'validation' && run === undefined && (
          <path className="curve curve-dots" d="M10,4h0" />
        )}
      </svg>
      {label}
      {series !== 'batch' && <span className="legend-value" data-series={run ?? series} />}
      {speed && <span className="legend-speed" data-speed={run} />}
    </span>
  );
}
