import type { ModelInfo } from '../../../engine/session/client';
import { formatValue } from '../../charts/heatmap/numbers';
import { HelpNote } from '../../components/help-note';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { DeltaLegend } from '../heads/delta-legend';
import { Agreement } from './agreement';
import { ElementTable } from './element-table';
import { Maps } from './maps';
import { largestOf, methodsOf, reach } from './methods';
import type { Attribution, LogitAttribution } from './use-decision';
import { words } from './words';

interface Props {
  readonly model: ModelInfo;
  readonly attribution: Attribution;
  readonly parts: LogitAttribution;
}

/** More positions than these are drawn as a strip instead of a row each. */
const MOST_ROWS = 72;

/** What each element of the input contributes, by several methods, and how far these agree. */
export function InputPart({ model, attribution, parts }: Props) {
  const say = useWords(words);
  const { count } = useMessages();
  const { features, total, logit, baseline, error, steps } = attribution;
  const all = features.map((feature) => {
    const methods = methodsOf(feature, parts);
    // What lies beyond is masked.
    const counted = feature.kind === 'words' ? reach(methods) : methods[0].values.length;
    return methods.map(({ method, values }) => ({ method, values: values.subarray(0, counted) }));
  });
  const leftOut = (f: number): number =>
    features[f].kind === 'words' ? features[f].shape[0] - all[f][0].values.length : 0;
  const max = largestOf(all);
  return (
    <section className="decision-part" aria-label={say.inputs}>
      <h3>
        {say.inputs} <HelpNote about={say.inputs} text={say.inputsHelp} />
        <DeltaLegend max={max} label={say.score} />
      </h3>
      {features.map((feature, f) => (
        <div key={feature.tensor} className="decision-feature">
          {features.length > 1 && <h4>{feature.field}</h4>}
          {feature.kind === 'words' && feature.shape[0] <= MOST_ROWS ? (
            <ElementTable model={model} field={feature.field} methods={all[f]} max={max} />
          ) : (
            <Maps shape={feature.shape} input={feature.input} methods={all[f]} max={max} />
          )}
          <p className="decision-note">
            {say.replacement[feature.replacement]}{' '}
            {feature.attention &&
              say.attentionOf(feature.attention.pattern, feature.attention.queries)}{' '}
            {leftOut(f) > 0 && say.later(count(leftOut(f)))}
          </p>
          {all[f][0].values.length > 2 && <Agreement methods={all[f]} />}
        </div>
      ))}
      <h4>{say.complete}</h4>
      <dl className="decision-facts">
        <div>
          <dt>{say.completeSum}</dt>
          <dd>{formatValue(total)}</dd>
        </div>
        <div>
          <dt>{say.completeChange}</dt>
          <dd>
            {formatValue(logit)} −{' '}
            {baseline < 0 ? `(${formatValue(baseline)})` : formatValue(baseline)} ={' '}
            {formatValue(logit - baseline)}
          </dd>
        </div>
        <div>
          <dt>{say.completeError(count(steps))}</dt>
          <dd>{formatValue(error)}</dd>
        </div>
      </dl>
    </section>
  );
}
