import type { ModelInfo } from '../../../engine/session/client';
import { formatValue } from '../../charts/heatmap/numbers';
import { signedEntry } from '../../charts/heatmap/colours';
import { usePalette } from '../../charts/heatmap/palette';
import { HelpNote } from '../../components/help-note';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { select, setHead, setLayer } from '../../stores/view-store';
import { DeltaLegend } from '../heads/delta-legend';
import { stageTitle } from '../looks/stage-title';
import { SignedBar } from './signed-bar';
import type { LogitAttribution } from './use-decision';
import { words } from './words';

type Component = LogitAttribution['components'][number];

/** What each part of the model adds to the score: layers and heads in a grid, the rest as bars. */
export function ModelParts({
  model,
  parts,
}: {
  readonly model: ModelInfo;
  readonly parts: LogitAttribution;
}) {
  const say = useWords(words);
  const heads = parts.components.filter(({ kind }) => kind === 'head');
  const rest = restOf(parts.components);
  const max = Math.max(0, ...[...heads, ...rest].map(({ contribution }) => Math.abs(contribution)));
  const patterns = [...new Set(heads.flatMap(({ pattern }) => pattern ?? []))];
  return (
    <section className="decision-part" aria-label={say.parts}>
      <h3>
        {say.parts} <HelpNote about={say.parts} text={say.partsHelp} />
        <DeltaLegend max={max} label={say.score} />
      </h3>
      {!parts.residual && <p className="decision-note">{say.noStream}</p>}
      {patterns.map((pattern) => (
        <HeadRow
          key={pattern}
          model={model}
          pattern={pattern}
          heads={heads.filter((one) => one.pattern === pattern)}
          max={max}
        />
      ))}
      <table className="decision-table decision-rest">
        <tbody>
          {rest.map(({ kind, tensor, contribution }) => (
            <tr key={`${kind} ${tensor}`}>
              <th scope="row">
                {say.kinds[kind === 'head' ? 'layer' : kind]}{' '}
                {tensor !== '' && <code>{tensor}</code>}
              </th>
              <td>
                <SignedBar value={contribution} max={max} />
                <span className="decision-number">
                  {formatValue(Number(contribution.toPrecision(3)))}
                </span>
              </td>
            </tr>
          ))}
          <tr className="decision-sum">
            <th scope="row">{say.total}</th>
            <td>
              <span className="decision-number">{formatValue(parts.total)}</span>
            </td>
          </tr>
          <tr>
            <th scope="row">{say.score}</th>
            <td>
              <span className="decision-number">{formatValue(parts.logit)}</span>
            </td>
          </tr>
        </tbody>
      </table>
      {parts.frozen.length > 0 && (
        <p className="decision-note">{say.frozen(parts.frozen.join(', '))}</p>
      )}
      {parts.weights.length > 0 && (
        <p className="decision-note">{say.heldWeights(parts.weights.join(', '))}</p>
      )}
    </section>
  );
}

/** All but heads, biases together. */
function restOf(components: readonly Component[]): Component[] {
  const biases = components.filter(({ kind }) => kind === 'bias');
  const others = components.filter(({ kind }) => kind !== 'head' && kind !== 'bias');
  if (biases.length === 0) return others;
  const contribution = biases.reduce((sum, one) => sum + one.contribution, 0);
  return [...others, { kind: 'bias', tensor: '', contribution }];
}

interface HeadRowProps {
  readonly model: ModelInfo;
  readonly pattern: string;
  readonly heads: readonly Component[];
  readonly max: number;
}

/** The heads of one attention; one click chooses a head, here and in the other views. */
function HeadRow({ model, pattern, heads, max }: HeadRowProps) {
  const say = useWords(words);
  const messages = useMessages();
  const palette = usePalette();
  const stage = model.stages.find(({ rows }) =>
    rows.flat().some(({ tensor }) => tensor === pattern),
  );
  const title = stage ? stageTitle(stage, messages) : pattern;
  return (
    <div className="decision-heads" role="group" aria-label={title}>
      <span className="decision-heads-title">
        {title} {stage && <code>{stage.id}</code>}
      </span>
      {heads.map(({ head = 0, contribution }) => {
        const entry = signedEntry(contribution, max);
        return (
          <button
            key={head}
            type="button"
            style={{
              background: palette.signed.css[entry],
              color: palette.signed.bright[entry] ? palette.darkInk : palette.lightInk,
            }}
            onClick={() => {
              if (stage?.layer !== undefined) setLayer(stage.layer);
              setHead(head);
              select(pattern);
            }}
          >
            <small>{say.head(head + 1)}</small>
            {formatValue(Number(contribution.toPrecision(3)))}
          </button>
        );
      })}
    </div>
  );
}
