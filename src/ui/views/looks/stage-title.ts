import type { Stage } from '../../../engine/session/client';
import type { Messages } from '../../i18n/en';

/** What a stage is called, with the number of its layer where it has one. */
export function stageTitle(stage: Stage, { computation }: Messages): string {
  const name = computation.stage[stage.kind];
  return stage.layer === undefined
    ? name
    : computation.inLayer(computation.layerName(stage.layer + 1), name);
}
