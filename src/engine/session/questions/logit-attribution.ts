import { attributeLogit, type LogitAttribution } from '../importance/logit-attribution';
import type { PredictionRequest } from '../importance/prediction';
import type { Question } from './question';

/** The score of a class as a sum of what each part of the model adds to it. */
export const logitAttribution: Question<PredictionRequest, LogitAttribution> = (
  { bench },
  request,
) => attributeLogit(bench.subject(), request);
