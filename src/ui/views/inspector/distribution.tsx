import { scaleLinear } from 'd3';
import type { TensorData } from '../../../engine/tensor/types';
import { formatTick } from '../../charts/heatmap/numbers';
import { useWords } from '../../i18n/use-words';
import { histogramOf } from './histogram';
import { useLatestValues } from './use-latest-values';
import { words as catalogue } from './words';
import './distribution.css';

const BINS = 32;
const [WIDTH, HEIGHT] = [320, 48];

const binned = (data: TensorData) => histogramOf(data, BINS);

/** How the numbers of the tensor are spread over their range. */
export function Distribution({ name }: { readonly name: string }) {
  const words = useWords(catalogue);
  const found = useLatestValues(name, binned, 250);
  if (!found) return <div className="distribution" />;
  const { min, max, counts } = found;
  const most = Math.max(...counts);
  const up = scaleLinear([0, most], [0, HEIGHT]);
  const [first, last] = [formatTick(min), formatTick(max)];
  const zero = min < 0 && max > 0 ? scaleLinear([min, max], [0, WIDTH])(0) : null;
  return (
    <figure className="distribution">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.distribution(BINS, first, last, most)}
      >
        {counts.map((count, i) => (
          <rect
            // Parts of a range have no other name than their place.
            key={i}
            x={(i * WIDTH) / BINS + 0.5}
            width={WIDTH / BINS - 1}
            y={HEIGHT - up(count)}
            height={up(count)}
          />
        ))}
        {zero !== null && <line x1={zero} x2={zero} y1={0} y2={HEIGHT} />}
      </svg>
      <figcaption aria-hidden="true">
        <span>{first}</span>
        <span>{last}</span>
      </figcaption>
    </figure>
  );
}
