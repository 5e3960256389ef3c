import { useEffect, useRef } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { flatOf } from '../../../engine/tensor/shape';
import { formatValue } from '../../charts/heatmap/numbers';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { useMessages } from '../../i18n/use-messages';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import { useView } from '../../stores/view-store';
import { cellName, namesOfIndices } from './labels';
import { useCompared } from './use-compared';
import './readout.css';

/** One line, always in the same place: the cell that is pointed at, else the chosen one, and its value. */
export function Readout({ model }: { readonly model: ModelInfo }) {
  const { computation } = useMessages();
  const target = useView((view) => view.hovered ?? view.selected);
  const info = model.tensors.find(({ name }) => name === target?.tensor);
  const painted = useCompared(info?.name ?? '', info?.values ?? 'signed');
  const cell = target?.cell?.length === info?.shape.length ? target?.cell : null;
  return (
    <p className="readout">
      {info && cell ? (
        <>
          <span className="readout-place">
            {painted.compared && 'Δ '}
            {cellName(model, info, cell)}
          </span>
          <span className="readout-equals">=</span>
          <LiveValue
            name={painted.name}
            flat={flatOf(info.shape, cell)}
            names={painted.compared ? undefined : namesOfIndices(model, info)}
          />
        </>
      ) : (
        <span className="readout-help">{computation.readoutHelp}</span>
      )}
    </p>
  );
}

interface LiveValueProps {
  readonly name: string;
  readonly flat: number;
  readonly names?: readonly string[] | undefined;
}

/** A number that follows its cell, past React. */
export function LiveValue({ name, flat, names }: LiveValueProps) {
  const host = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = (): void => {
      const x = tensorValue(name)?.[flat];
      if (host.current)
        host.current.textContent = x === undefined ? '' : (names?.[x] ?? formatValue(x));
    };
    const unsubscribe = subscribeTensor(name, () => repaint(write));
    write();
    return () => {
      unsubscribe();
      cancelRepaint(write);
    };
  }, [name, flat, names]);
  return <span ref={host} className="live-value" />;
}
