import { useEffect, useState } from 'react';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { Segmented } from '../../components/segmented';
import { useWords } from '../../i18n/use-words';
import { ask } from '../../stores/session-store';
import { AnswersSection } from './answers-section';
import { AttentionSection } from './attention-section';
import { LayersSection } from './layers-section';
import { UnitsSection } from './units-section';
import { ValuesSection } from './values-section';
import { type Topic, WORDS } from './words';
import './development.css';

const SECTIONS = {
  answers: AnswersSection,
  layers: LayersSection,
  values: ValuesSection,
  attention: AttentionSection,
  units: UnitsSection,
};

/** How the model that is shown came about, measured on its snapshots, and what it still gets wrong. */
export function DevelopmentView({ model }: { readonly model: ModelInfo }) {
  const words = useWords(WORDS);
  const topics = topicsOf(model);
  const [chosen, setChosen] = useState<Topic>(topics[0]);
  const topic = topics.includes(chosen) ? chosen : topics[0];
  const Section = SECTIONS[topic];
  // Nobody waits any more for what is being measured.
  useEffect(() => () => void ask((session) => session.cancel()), []);
  return (
    <div className="development">
      <div className="development-topics">
        <Segmented
          label={words.topics}
          value={topic}
          options={topics.map((value) => ({ value, label: words.topic[value] }))}
          onChange={setChosen}
        />
      </div>
      <Section model={model} />
    </div>
  );
}

/** What there is to measure of a model. */
function topicsOf({ measures, tensors, stages }: ModelInfo): readonly Topic[] {
  const any = (test: (info: TensorInfo) => boolean): boolean =>
    tensors.some((info) => info.kind === 'activation' && test(info));
  // A generator is judged by what it makes: it answers nothing to held-out examples.
  const generates = stages.some(({ kind }) => kind === 'discriminator');
  const classifies =
    !generates && measures.includes('accuracy') && any(({ name }) => name === 'probabilities');
  const attends = any(({ axes, values }) => axes.includes('Tk') && values === 'probability');
  const rectifies = any(({ op }) => op === 'relu');
  return [
    ...(classifies ? (['answers'] as const) : []),
    'layers',
    'values',
    ...(attends ? (['attention'] as const) : []),
    ...(rectifies ? (['units'] as const) : []),
  ];
}
