import { useEffect, useState } from 'react';
import type { Cost } from '../../../engine/session/client';
import { formatTick } from '../../charts/heatmap/numbers';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { ask } from '../../stores/session-store';
import { words as catalogue } from './words';

/** Bytes, dispatch and time of the tensor, measured when it is opened. */
export function CostPanel({ name }: { readonly name: string }) {
  const words = useWords(catalogue);
  const { count } = useMessages();
  const [open, setOpen] = useState(false);
  const cost = useCost(open ? name : null);
  const rows: readonly (readonly [string, string])[] = cost
    ? [
        [words.size, count(cost.bytes)],
        ...(cost.dispatch
          ? ([
              [words.dispatch, words.dispatchOf(cost.dispatch.number, cost.dispatch.of)],
              [words.kernel, `${cost.shader}: ${cost.entryPoint}`],
              [words.groups, cost.workgroups?.join(' × ') ?? ''],
              [words.time, words.timeOf(timeText(cost.milliseconds ?? 0), cost.runs ?? 0)],
            ] as const)
          : []),
      ]
    : [];
  return (
    <details className="inspector-details" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.cost}</summary>
      {cost && (
        <>
          <dl className="cost">
            {rows.map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {!cost.dispatch && <p className="inspector-small">{words.given}</p>}
        </>
      )}
    </details>
  );
}

const timeText = (milliseconds: number): string =>
  milliseconds < 1 ? `${formatTick(milliseconds * 1000)} µs` : `${formatTick(milliseconds)} ms`;

function useCost(name: string | null): Cost | null {
  const [cost, setCost] = useState<Cost | null>(null);
  useEffect(() => {
    setCost(null);
    if (name === null) return undefined;
    let wanted = true;
    void ask((session) => session.ask('cost', { name })).then((answer) => {
      if (wanted && answer) setCost(answer);
    });
    return () => {
      wanted = false;
    };
  }, [name]);
  return cost;
}
