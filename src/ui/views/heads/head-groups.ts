import type { ModelInfo, Stage, TensorInfo } from '../../../engine/session/client';
import { isPattern, tensorInfo } from '../computation/shown';

/** One attention of the model: its weights, where they belong, and how many heads have them. */
export interface HeadGroup {
  readonly pattern: string;
  readonly stage: Stage;
  /** What is shown of it: the weights, or a table that puts them together for the whole sequence. */
  readonly shown: TensorInfo;
  readonly heads: number;
}

const WHOLE = '.whole.pattern';

/** The attentions of a model in the order of the computation. */
export function headGroups(model: ModelInfo): HeadGroup[] {
  return model.stages.flatMap((stage) =>
    stage.rows.flat().flatMap(({ tensor }) => {
      const info = tensorInfo(model, tensor);
      if (!info || !isPattern(tensor) || tensor.endsWith(WHOLE)) return [];
      const whole = tensorInfo(model, tensor.replace(/\.pattern$/, WHOLE));
      const heads = info.shape[info.axes.indexOf('H')] ?? 1;
      return [{ pattern: tensor, stage, shown: whole ?? info, heads }];
    }),
  );
}
