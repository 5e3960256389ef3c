import type { Workbench } from '../workbench';

/** What a question may use besides its request. */
export interface Asking {
  readonly bench: Workbench;
  /** Tells how far a long answer is. */
  readonly progress: (done: number, total: number) => void;
  /** Whether the answer is not wanted any more. A question that takes long looks now and then, and gives null. */
  readonly cancelled: () => boolean;
}

/**
 * Something that can be asked about what is loaded, and changes nothing. Carried out like every call:
 * after those before it, while training waits.
 */
export type Question<Request, Answer> = (asking: Asking, request: Request) => Promise<Answer>;
