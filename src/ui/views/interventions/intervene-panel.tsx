import { useState } from 'react';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import type { Intervention, InterventionKind } from '../../../engine/experiment/schema';
import { useWords } from '../../i18n/use-words';
import { useSession } from '../../stores/session-store';
import { useShownHead } from '../computation/shown';
import { addIntervention } from './actions';
import { axisName, onTensor } from './describe';
import { InterventionList } from './intervention-list';
import { PasteNumbers } from './paste-numbers';
import { choicesOf, countOf, plainKinds, whereOf } from './scope';
import { ExampleRule, ValueRule } from './value-rule';
import { WORDS } from './words';
import './interventions.css';

interface Props {
  readonly model: ModelInfo;
  readonly info: TensorInfo;
  readonly cell: readonly number[] | null;
}

/** What can be done to the chosen tensor: which of its cells, and what becomes of them. */
export function IntervenePanel({ model, info, cell }: Props) {
  const words = useWords(WORDS);
  const head = useShownHead(model);
  const list = useSession((state) => state.edits.interventions);
  const [held, setHeld] = useState<ReadonlySet<number>>(
    () => new Set(info.axes.flatMap((axis, place) => (axis === 'H' ? [place] : []))),
  );
  const kinds = plainKinds(info);
  if (kinds.length === 0) return null;
  const choices = choicesOf(info, cell, head);
  const where = whereOf(info, choices, held);
  const apply = (rule: Omit<Intervention, 'tensor' | 'where' | 'on' | 'training'>): void => {
    void addIntervention(info.name, { ...rule, where });
  };
  const toggle = (place: number): void => {
    const next = new Set(held);
    if (!next.delete(place)) next.add(place);
    setHeld(next);
  };
  return (
    <section className="inspector-section intervene">
      <h4>{words.title}</h4>
      <p className="inspector-small">{words.help}</p>
      {choices.length > 0 && (
        <div className="intervene-scope" role="group" aria-label={words.only}>
          <span title={words.onlyHelp}>{words.only}</span>
          {choices.map(({ place, axis, at }) => (
            <button
              key={place}
              type="button"
              className="intervene-axis"
              aria-pressed={at !== null && held.has(place)}
              disabled={at === null}
              title={at === null ? words.chooseCell : words.onlyHelp}
              onClick={() => toggle(place)}
            >
              {at === null ? words.axis[axis] : axisName(model, info, place, at, words)}
            </button>
          ))}
          <span className="intervene-count">{words.cells(countOf(info, where))}</span>
        </div>
      )}
      <div className="intervene-kinds">
        {kinds.map((kind) => (
          <button
            key={kind}
            type="button"
            className="button"
            title={words.kindHelp[kind]}
            onClick={() => apply({ kind, ...(kind === 'shuffle' ? { seed: nextSeed(list) } : {}) })}
          >
            {words.kind[kind]}
          </button>
        ))}
      </div>
      <ValueRule kind="set" label={words.value} initial={1} onApply={apply} />
      {info.values !== 'mask' && (
        <ValueRule kind="scale" label={words.factor} initial={0.5} onApply={apply} />
      )}
      {model.data && <ExampleRule data={model.data} onApply={apply} />}
      <InterventionList model={model} items={onTensor(list, info.name, model.run)} named={false} />
      {info.kind !== 'gradient' && <PasteNumbers info={info} cell={cell} />}
    </section>
  );
}

/** Another permutation each time: as many as there are. */
function nextSeed(list: readonly { readonly kind: InterventionKind }[]): number {
  return list.filter(({ kind }) => kind === 'shuffle').length + 1;
}
