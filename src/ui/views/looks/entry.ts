import type { ComponentType } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import type { Words } from '../../i18n/use-words';

/** One way to look at the computation, in the middle of the page. */
export interface Look {
  /** As in links: lower case letters and hyphens. */
  readonly id: string;
  /** Place among the others. */
  readonly order: number;
  /** Its name, and in one sentence what it shows. */
  readonly words: Words<{ readonly title: string; readonly help: string }>;
  /** Whether it has something to show of a model. */
  readonly fits: (model: ModelInfo) => boolean;
  /** Loaded when it is first shown: made with `lazy`. */
  readonly View: ComponentType<{ readonly model: ModelInfo }>;
}
