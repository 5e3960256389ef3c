import { ablate, ablateAll } from './ablate';
import { attribution } from './attribution';
import { cost } from './cost';
import { flow } from './flow';
import { influences } from './influences';
import { logitAttribution } from './logit-attribution';
import { otherAttention } from './other-attention';
import { pictures } from './pictures';
import type { Question } from './question';
import { speeds } from './speeds';
import { update } from './update';

/** Every question by its name: one file each. `session.ask(name, request)` gives the answer. */
export const QUESTIONS = {
  ablate,
  ablateAll,
  attribution,
  cost,
  flow,
  influences,
  logitAttribution,
  otherAttention,
  pictures,
  speeds,
  update,
};

export type Questions = typeof QUESTIONS;
export type QuestionName = keyof Questions;
export type RequestOf<K extends QuestionName> =
  Questions[K] extends Question<infer Request, infer _> ? Request : never;
export type AnswerOf<K extends QuestionName> =
  Questions[K] extends Question<infer _, infer Answer> ? Answer : never;
