import { formatValue } from '../../charts/heatmap/numbers';
import { useMessages } from '../../i18n/use-messages';
import { Distribution } from './distribution';
import { statisticsOf } from './statistics';
import { useLatestValues } from './use-latest-values';

/** The numbers of the tensor in six numbers. */
export function StatisticsPanel({ name }: { readonly name: string }) {
  const { inspector, count } = useMessages();
  const found = useLatestValues(name, statisticsOf, 250);
  const rows = [
    [inspector.min, found?.min],
    [inspector.max, found?.max],
    [inspector.mean, found?.mean],
    [inspector.deviation, found?.deviation],
    [inspector.norm, found?.norm],
  ] as const;
  return (
    <section className="inspector-section">
      <h4>{inspector.statistics}</h4>
      <Distribution name={name} />
      <dl className="statistics">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value === undefined ? '' : formatValue(value)}</dd>
          </div>
        ))}
        <div>
          <dt>{inspector.count}</dt>
          <dd>{found ? count(found.count) : ''}</dd>
        </div>
      </dl>
      {found !== null && found.infinite > 0 && (
        <p className="inspector-small">{inspector.infinite(found.infinite)}</p>
      )}
    </section>
  );
}
