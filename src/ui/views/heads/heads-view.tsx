import type { ModelInfo } from '../../../engine/session/client';
import { formatValue } from '../../charts/heatmap/numbers';
import { Segmented } from '../../components/segmented';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { select, setHead, setLayer, useView, withoutGradient } from '../../stores/view-store';
import { stageTitle } from '../looks/stage-title';
import { ChosenHead } from './chosen-head';
import { DeltaLegend } from './delta-legend';
import { HeadCell } from './head-cell';
import { type HeadGroup, headGroups } from './head-groups';
import { HeadRanking } from './head-ranking';
import { type AblationKind, setKind, useAblation } from './use-ablation';
import { words } from './words';
import './heads.css';

const KINDS: readonly AblationKind[] = ['zero', 'uniform', 'mean'];

/** Every attention head of the model, and what is lost without it. */
export function HeadsView({ model }: { readonly model: ModelInfo }) {
  const say = useWords(words);
  const messages = useMessages();
  const groups = headGroups(model);
  const ablation = useAblation(model);
  const { kind, busy, all } = ablation;
  const chosen = useChosen(groups);
  const titles = groups.map(({ stage }) => stageTitle(stage, messages));
  /** With the part of the model where two parts have a layer of that name. */
  const place = (group: HeadGroup): string => {
    const title = stageTitle(group.stage, messages);
    const shared = titles.filter((other) => other === title).length > 1;
    return shared ? `${title} (${group.stage.id.split('.')[0]})` : title;
  };
  const choose = (group: HeadGroup, head: number): void => {
    if (group.stage.layer !== undefined) setLayer(group.stage.layer);
    setHead(head);
    select(group.shown.name);
  };
  const deltaOf = (pattern: string, head: number): number | undefined =>
    all?.heads.find((one) => one.pattern === pattern && one.head === head)?.deltaLoss ??
    ablation.heldOut(pattern, head)?.deltaLoss;
  const known = groups.flatMap(({ pattern, heads }) =>
    Array.from({ length: heads }, (_, head) => deltaOf(pattern, head) ?? 0),
  );
  const max = Math.max(0, ...known.map(Math.abs));

  return (
    <div className="heads">
      <p className="heads-intro">{say.intro}</p>
      <div className="heads-controls">
        <span className="heads-label" id="heads-kind">
          {say.kind}
        </span>
        <Segmented
          labelledBy="heads-kind"
          value={kind}
          options={KINDS.map((value) => ({ value, label: say.kinds[value] }))}
          onChange={setKind}
        />
        <button
          type="button"
          className="button button-primary"
          disabled={busy !== null}
          onClick={() => void ablation.ablateAll()}
        >
          {busy === 'all' ? say.working : say.all}
        </button>
        <DeltaLegend max={max} label={say.legend} />
      </div>
      <p className="heads-note">{say.kindHelp[kind]}</p>
      {all && (
        <p className={all.stale ? 'heads-stale' : 'heads-note'} role="status">
          {all.stale
            ? say.stale(messages.count(all.step))
            : say.asOf(messages.count(all.step), formatValue(all.whole.loss))}
        </p>
      )}
      <div className="heads-body">
        <div className="heads-grid">
          {groups.map((group) => (
            <section key={group.pattern} className="heads-group">
              <h3 className="heads-place">
                {place(group)} <code>{group.stage.id}</code>
              </h3>
              <div className="heads-row" role="group" aria-label={place(group)}>
                {Array.from({ length: group.heads }, (_, head) => (
                  <HeadCell
                    key={head}
                    group={group}
                    head={head}
                    label={say.pick(place(group), head + 1)}
                    title={say.head(head + 1)}
                    delta={deltaOf(group.pattern, head)}
                    deltaName={say.delta}
                    max={max}
                    chosen={group === chosen.group && head === chosen.head}
                    onChoose={() => choose(group, head)}
                  />
                ))}
              </div>
            </section>
          ))}
        </div>
        <div className="heads-side">
          <ChosenHead
            title={say.pick(place(chosen.group), chosen.head + 1)}
            group={chosen.group}
            head={chosen.head}
            ablation={ablation}
          />
          <HeadRanking
            all={all}
            nameOf={(pattern, head) => {
              const group = groups.find((one) => one.pattern === pattern);
              return group ? say.pick(place(group), head + 1) : pattern;
            }}
            onChoose={(pattern, head) => {
              const group = groups.find((one) => one.pattern === pattern);
              if (group) choose(group, head);
            }}
          />
        </div>
      </div>
    </div>
  );
}

/** The head that is chosen, here as in the other views: of the tensor that is selected, else of the last attention. */
function useChosen(groups: readonly HeadGroup[]) {
  const selected = useView((view) => view.selected?.tensor);
  const layer = useView((view) => view.layer);
  const head = useView((view) => view.head);
  const bySelection = groups.find(
    ({ shown, pattern }) =>
      selected !== undefined && [shown.name, pattern].includes(withoutGradient(selected)),
  );
  const byLayer = layer === null ? undefined : groups.find(({ stage }) => stage.layer === layer);
  const group = bySelection ?? byLayer ?? groups[groups.length - 1];
  return { group, head: Math.min(head, group.heads - 1) };
}
