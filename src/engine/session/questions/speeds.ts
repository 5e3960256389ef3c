import type { Question } from './question';

/** Steps per second of each of several models by itself, by its id; nothing before they are measured. */
export const speeds: Question<object, Readonly<Record<string, number>>> = async ({ bench }) => {
  const measured = bench.runs?.stepsPerSecond ?? [];
  return Object.fromEntries(measured.map((speed, i) => [bench.runIds[i], speed] as const));
};
