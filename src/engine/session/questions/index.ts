import { attentionEntropy } from './attention-entropy';
import { attentionStatistics } from './attention-statistics';
import { attentionWeight } from './attention-weight';
import { confusion } from './confusion';
import { cost } from './cost';
import { deadUnits } from './dead-units';
import { distribution } from './distribution';
import { flow } from './flow';
import { influences } from './influences';
import { pictures } from './pictures';
import type { Question } from './question';
import { attentionFlow, attentionRollout } from './rollout';
import { speeds } from './speeds';
import { update } from './update';
import { updates } from './updates';

/** Every question by its name: one file each. `session.ask(name, request)` gives the answer. */
export const QUESTIONS = {
  attentionEntropy,
  attentionFlow,
  attentionRollout,
  attentionStatistics,
  attentionWeight,
  confusion,
  cost,
  deadUnits,
  distribution,
  flow,
  influences,
  pictures,
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
