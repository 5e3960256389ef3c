import type { ModelInfo, Stage, TensorInfo } from '../../../engine/session/client';
import { useView } from '../../stores/view-store';

/** Layer that is shown: the last one until another is chosen, and never one the model has not. */
export function useShownLayer(model: ModelInfo): number {
  const last = Math.max(0, model.attention.layers - 1);
  const chosen = useView((view) => view.layer);
  return Math.min(chosen ?? last, last);
}

/** Head that is shown, never one the model has not. */
export function useShownHead(model: ModelInfo): number {
  const last = Math.max(0, model.attention.heads - 1);
  return Math.min(
    useView((view) => view.head),
    last,
  );
}

/** What the model says about a tensor. */
export function tensorInfo(model: ModelInfo, name: string): TensorInfo | undefined {
  return model.tensors.find((info) => info.name === name);
}

/** The attention weights among the tensors of a stage, if it has any. */
export function patternOf(stage: Stage): string | undefined {
  return stage.rows.flat().find(({ tensor }) => isPattern(tensor))?.tensor;
}

/** Whether a tensor holds attention weights. */
export function isPattern(name: string): boolean {
  return name === 'pattern' || name.endsWith('.pattern');
}

/** Whether the forward tensors have gradients: there must be a loss. */
export function hasGradients(model: ModelInfo): boolean {
  return model.tensors.some(({ kind }) => kind === 'gradient');
}
