import type { Intervention } from '../../../engine/experiment/schema';
import { parameterKey } from '../../../engine/session/client';
import { ask, sessionStore } from '../../stores/session-store';

type Rule = Omit<Intervention, 'tensor' | 'on' | 'training'>;

/** Adds an intervention on a tensor of the shown model, switched on for what is shown. */
export function addIntervention(tensor: string, rule: Rule): Promise<unknown> {
  const { edits, model } = sessionStore.getState();
  const key = parameterKey(tensor, model?.run ?? 0);
  const one: Intervention = { ...rule, tensor: key, on: true, training: false };
  return ask((session) => session.intervene([...edits.interventions, one]));
}

/** Switches one of the interventions that stand. */
export function changeIntervention(
  at: number,
  change: Partial<Pick<Intervention, 'on' | 'training'>>,
): Promise<unknown> {
  const { interventions } = sessionStore.getState().edits;
  const list = interventions.map((one, i) => (i === at ? { ...one, ...change } : one));
  return ask((session) => session.intervene(list));
}

/** Takes one back. */
export function removeIntervention(at: number): Promise<unknown> {
  const { interventions } = sessionStore.getState().edits;
  return ask((session) => session.intervene(interventions.filter((_, i) => i !== at)));
}
