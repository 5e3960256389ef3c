import { attribute, type Attribution, type AttributionRequest } from '../importance/attribution';
import type { Question } from './question';

/** The score of a class put down to the elements of the input: in several ways, which may disagree. */
export const attribution: Question<AttributionRequest, Attribution> = ({ bench }, request) =>
  attribute(bench.subject(), request);
