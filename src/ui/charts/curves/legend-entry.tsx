interface Props {
  readonly series: 'batch' | 'mean' | 'validation' | 'reference';
  readonly label: string;
  /** Fixed value; those of mean and validation are written as the curves are drawn. */
  readonly value?: string;
}

/** A sample of a curve's line, its name and its value. */
export function LegendEntry({ series, label, value }: Props) {
  return (
    <span className="legend-entry">
      <svg className="legend-line" viewBox="0 0 20 8" aria-hidden="true">
        <path className={`curve curve-${series}`} d="M1,4H19" />
        {series === 'validation' && <path className="curve curve-dots" d="M10,4h0" />}
      </svg>
      {label}{' '}
      {series !== 'batch' && (
        <span className="legend-value" data-series={series === 'reference' ? undefined : series}>
          {value}
        </span>
      )}
    </span>
  );
}
