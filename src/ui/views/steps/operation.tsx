import { ArrowRight } from 'lucide-react';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { evaluate, type ModelInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { select, useView, withoutGradient } from '../../stores/view-store';
import { captionOf } from '../tensor/caption';
import { Formula } from '../tensor/formula';
import { axesText, cellName, sizesText } from '../tensor/labels';
import { texNumber, texOf } from '../inspector/expression';
import { InspectorHeatmap } from '../inspector/inspector-heatmap';
import { useExplanation } from '../inspector/use-explanation';
import { useTensorInfo } from '../inspector/use-tensor-info';
import { Filling, type FillingHandle } from './filling';
import { exampleCell, type Step } from './steps-of';
import { UpdateNumbers } from './update-numbers';
import { useFill } from './use-fill';
import { useUpdate } from './use-update';
import { words as catalogue } from './words';

export interface OperationHandle {
  readonly fill: (slow: boolean, done: () => void) => void;
  readonly stop: () => void;
}

interface Props {
  readonly ref: Ref<OperationHandle>;
  readonly model: ModelInfo;
  readonly step: Step;
  /** 0: what from what; 1: one cell; 2: all of it. */
  readonly part: number;
  readonly head: number;
}

/** Terms that are written out in the formula. */
const WRITTEN = 5;
/** Tensors that are shown as sources. */
const MOST_SOURCES = 3;

/** One operation: a sentence, the formula, the numbers of one cell, and the tensors. */
export function Operation({ ref, model, step, part, head }: Props) {
  const words = useWords(catalogue);
  const messages = useMessages();
  const filling = useRef<FillingHandle>(null);
  const fill = useFill();
  const { tensor, phase } = step;
  const info = useTensorInfo(model, tensor);
  const chosen = useView((view) => view.selected);
  const own = chosen?.tensor === tensor ? chosen.cell : null;
  const cell = own ?? (info ? exampleCell(info, head) : []);
  const { explanation } = useExplanation(tensor, cell.join(','));
  const update = useUpdate(phase === 'update' ? tensor : null, cell);

  useImperativeHandle(ref, () => ({
    fill: (slow, done) => fill.start(slow, (share) => filling.current?.show(share), done),
    stop: fill.stop,
  }));
  // With the first cell the inspector follows, and the cells it comes from are lit.
  useEffect(() => {
    select(tensor, part === 0 || !info ? null : cell);
    // A click on another cell changes what is chosen by itself.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [tensor, part, info]);

  if (!info || !explanation) return null;
  const sources =
    phase === 'update'
      ? [`grad:${tensor}`]
      : [
          ...new Set(
            explanation.terms.flatMap(({ name, weightName }) => [name, weightName ?? name]),
          ),
        ];
  const caption = captionOf(tensor, messages);
  const sentence =
    phase === 'update'
      ? words.update(tensor, update?.optimizer ?? '…')
      : sources.length === 0
        ? words.given(tensor)
        : phase === 'backward'
          ? words.gradient(withoutGradient(tensor), sources)
          : words.from(tensor, caption, sources);
  const equation = phase === 'update' ? update?.equation : explanation.equation;
  const result = evaluate(explanation.expr, explanation.terms);
  return (
    <section className="operation" aria-label={tensor}>
      <h3 className="operation-name">
        {tensor}
        <span className="operation-shape">
          {axesText(info)} {sizesText(info)}
        </span>
      </h3>
      <p className="operation-text" aria-live="polite">
        {sentence}
      </p>
      <p className="operation-equation">
        {equation !== undefined && <Formula tex={`\\displaystyle ${equation}`} />}
      </p>
      <div className="operation-numbers" aria-live="polite">
        {part > 0 && phase === 'update' && update && (
          <UpdateNumbers place={cellName(model, info, cell)} update={update} />
        )}
        {part > 0 && phase !== 'update' && sources.length > 0 && (
          <>
            <p>{words.cell(cellName(model, info, cell))}</p>
            <p className="operation-formula">
              <Formula
                tex={`\\displaystyle ${texOf(explanation.expr, explanation.terms, WRITTEN)} = ${texNumber(result)}`}
              />
            </p>
          </>
        )}
      </div>
      <div className="operation-tensors">
        {sources.length > 0 && (
          <div className="operation-sources" role="group" aria-label={words.sources}>
            {sources.slice(0, MOST_SOURCES).map((name) => (
              <Source key={name} model={model} name={name} />
            ))}
          </div>
        )}
        {sources.length > 0 && (
          <ArrowRight className="operation-arrow" aria-hidden="true" size="1.25em" />
        )}
        <div className="operation-result" role="group" aria-label={words.result}>
          <p className="operation-source-name">{tensor}</p>
          <Filling
            ref={filling}
            model={model}
            info={info}
            cell={cell}
            lit={part > 0}
            whole={part === 2 || phase === 'update'}
          />
        </div>
      </div>
    </section>
  );
}

function Source({ model, name }: { readonly model: ModelInfo; readonly name: string }) {
  const info = useTensorInfo(model, name);
  if (!info) return null;
  return (
    <div className="operation-source">
      <p className="operation-source-name">{name}</p>
      <InspectorHeatmap model={model} info={info} cell={null} />
    </div>
  );
}
