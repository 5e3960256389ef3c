interface Props {
  readonly series: 'batch' | 'mean' | 'validation';
  readonly label: string;
}

/** A sample of a curve's line, its name, and room for its value, which is written as the curves are drawn. */
export function LegendEntry({ series, label }: Props) {
  return (
    <span className="legend-entry">
      <svg className="legend-line" viewBox="0 0 20 8" aria-hidden="true">
        <path className={`curve curve-${series}`} d="M1,4H19" />
        {series === 'validation' && <path className="curve curve-dots" d="M10,4h0" />}
      </svg>
      {label}
      {series !== 'batch' && <span className="legend-value" data-series={series} />}
    </span>
  );
}
