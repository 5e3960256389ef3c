import { ablate, ablateAll } from './ablate';
import { attentionEntropy } from './attention-entropy';
import { attentionStatistics } from './attention-statistics';
import { attentionWeight } from './attention-weight';
import { attribution } from './attribution';
import { classActivation } from './class-activation';
import { confusion } from './confusion';
import { convolutions } from './convolutions';
import { cost } from './cost';
import { deadUnits } from './dead-units';
import { distribution } from './distribution';
import { flow } from './flow';
import { gradientThroughTime } from './gradient-through-time';
import { influences } from './influences';
import { logitAttribution } from './logit-attribution';
import { otherAttention } from './other-attention';
import { pictures } from './pictures';
import type { Question } from './question';
import { receptiveField } from './receptive-field';
import { recurrences } from './recurrences';
import { attentionFlow, attentionRollout } from './rollout';
import { speeds } from './speeds';
import { update } from './update';
import { updates } from './updates';

/** Every question by its name: one file each. `session.ask(name, request)` gives the answer. */
export const QUESTIONS = {
  ablate,
  ablateAll,
  attentionEntropy,
  attentionFlow,
  attentionRollout,
  attentionStatistics,
  attentionWeight,
  attribution,
  classActivation,
  confusion,
  convolutions,
  cost,
  deadUnits,
  distribution,
  flow,
  gradientThroughTime,
  influences,
  logitAttribution,
  otherAttention,
  pictures,
  receptiveField,
  recurrences,
  speeds,
  update,
  updates,
};

export type Questions = typeof QUESTIONS;
export type QuestionName = keyof Questions;
export type RequestOf<K extends QuestionName> =
  Questions[K] extends Question<infer Request, infer _> ? Request : never;
export type AnswerOf<K extends QuestionName> =
  Questions[K] extends Question<infer _, infer Answer> ? Answer : never;
