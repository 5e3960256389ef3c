import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ModelInfo } from '../../../engine/session/client';
import type { AnswerOf } from '../../../engine/session/questions';
import { ask, useSession } from '../../stores/session-store';

export type AblationKind = 'zero' | 'uniform' | 'mean';
export type Single = AnswerOf<'ablate'>;
export type All = NonNullable<AnswerOf<'ablateAll'>>;

/** An answer, and which state of which model it is about. */
interface Found<T> {
  readonly model: string;
  readonly weights: string;
  readonly answer: T;
}

interface State {
  readonly kind: AblationKind;
  readonly busy: 'one' | 'all' | null;
  /** Of all heads, by what stands in their place. */
  readonly all: Readonly<Partial<Record<AblationKind, Found<All>>>>;
  /** Of single heads, by what was asked. */
  readonly single: Readonly<Record<string, Found<Single>>>;
}

/** Kept while other views are looked at. */
const store = createStore<State>()(() => ({ kind: 'zero', busy: null, all: {}, single: {} }));

export const setKind = (kind: AblationKind): void => store.setState({ kind });

const keyOf = (kind: AblationKind, pattern: string, head: number, example: string): string =>
  `${kind} ${pattern} ${head} ${example}`;

/** What is known about the heads of a model, and ways to ask for more. */
export function useAblation(model: ModelInfo) {
  const { kind, busy, all, single } = useStore(store);
  const { id, settings, seed, run, example } = model.experiment;
  const about = JSON.stringify([id, settings, seed, run]);
  const shown = JSON.stringify(example);
  const step = useSession((state) => state.step);
  const writes = useSession(
    (state) => state.edits.list.filter((edit) => edit.step !== undefined).length,
  );
  const weights = `${step} ${writes}`;
  const own = <T>(found: Found<T> | undefined) => (found?.model === about ? found : undefined);
  const result = <T>(found: Found<T> | undefined) =>
    found && { ...found.answer, stale: found.weights !== weights };

  const ablateOne = async (pattern: string, head: number): Promise<void> => {
    store.setState({ busy: 'one' });
    const request = { layer: pattern, head, kind } as const;
    const heldOut = await ask((session) => session.ask('ablate', { ...request, on: 'held-out' }));
    // Where no answer is known there is no loss of a single example.
    const known = answered(model);
    const one =
      heldOut &&
      known &&
      (await ask((session) => session.ask('ablate', { ...request, on: 'example' })));
    const found: Record<string, Found<Single>> = {};
    if (heldOut) {
      found[keyOf(kind, pattern, head, '')] = { model: about, weights, answer: heldOut };
    }
    if (one) found[keyOf(kind, pattern, head, shown)] = { model: about, weights, answer: one };
    store.setState((state) => ({ busy: null, single: { ...state.single, ...found } }));
  };

  const ablateAll = async (): Promise<void> => {
    store.setState({ busy: 'all' });
    const answer = await ask((session) => session.ask('ablateAll', { kind }));
    store.setState((state) => ({
      busy: null,
      all: answer ? { ...state.all, [kind]: { model: about, weights, answer } } : state.all,
    }));
  };

  return {
    kind,
    busy,
    all: result(own(all[kind])),
    heldOut: (pattern: string, head: number) => result(own(single[keyOf(kind, pattern, head, '')])),
    inExample: (pattern: string, head: number) =>
      result(own(single[keyOf(kind, pattern, head, shown)])),
    ablateOne,
    ablateAll,
  };
}

/** Whether the right answer to the shown example is known. */
function answered({ example: { example, target, targets } }: ModelInfo): boolean {
  if (targets) return example.kind === 'data' && targets.length > 0;
  return target !== null || example.kind === 'data';
}
