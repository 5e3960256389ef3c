import { useEffect, useRef } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';

const LOSS = 'loss';

interface Props {
  readonly model: ModelInfo;
}

/** For experiments in which nothing is trained: the loss of what is on screen, where it has one. */
export function LossReadout({ model }: Props) {
  const { training } = useMessages();
  const value = useRef<HTMLElement>(null);
  const hasLoss = model.tensors.some(({ name }) => name === LOSS);
  useEffect(() => {
    if (!hasLoss) return undefined;
    const write = (): void => {
      const loss = tensorValue(LOSS)?.[0];
      if (value.current) value.current.textContent = loss === undefined ? '' : loss.toFixed(4);
    };
    write();
    return subscribeTensor(LOSS, write);
  }, [hasLoss, model]);
  return (
    <p className="loss-readout">
      {hasLoss ? (
        <>
          {training.lossIs}: <strong ref={value} className="loss-value" />
        </>
      ) : (
        training.noTarget
      )}{' '}
      <span className="loss-note">{training.untrainable}</span>
    </p>
  );
}
