import { ablate, ablateAll } from './ablate';
import { attribution } from './attribution';
import { influences } from './influences';
import { logitAttribution } from './logit-attribution';
import { otherAttention } from './other-attention';
import type { Question } from './question';

/** Every question by its name: one file each. `session.ask(name, request)` gives the answer. */
export const QUESTIONS = {
  influences,
  ablate,
  ablateAll,
  attribution,
  logitAttribution,
  otherAttention,
};

export type Questions = typeof QUESTIONS;
export type QuestionName = keyof Questions;
export type RequestOf<K extends QuestionName> =
  Questions[K] extends Question<infer Request, infer _> ? Request : never;
export type AnswerOf<K extends QuestionName> =
  Questions[K] extends Question<infer _, infer Answer> ? Answer : never;
