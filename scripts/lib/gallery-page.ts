import { galleryEntry } from '../../src/engine/gallery';
import type { JudgeInfo } from '../../src/engine/session/api';

/** What came of training one experiment. */
export interface GalleryResult {
  readonly id: string;
  readonly seed: number;
  readonly steps: number;
  readonly seconds: number;
  readonly value: number | undefined;
  readonly bar: number | undefined;
  readonly reached: boolean;
  readonly models: readonly {
    readonly id: string;
    readonly parameters: number;
    readonly held:
      | {
          readonly loss: number;
          readonly accuracy: number;
          readonly exact?: number;
          readonly frechet?: number;
        }
      | undefined;
  }[];
  /** What the judge makes of real examples, where there is one. */
  readonly judge?: JudgeInfo;
}

/** docs/gallery.md: what every experiment reached, and how. */
export function galleryPage(results: readonly GalleryResult[], commit: string): string {
  const minutes = results.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
  const goals = results.map((result) => {
    const { goal, words } = galleryEntry(result.id);
    const sign = goal?.measure === 'loss' ? '≤' : '≥';
    const against =
      typeof goal?.bar === 'object'
        ? ` (${goal.bar.run})`
        : goal?.bar === 'baseline'
          ? ' (baseline)'
          : '';
    return `| ${words.en.title} | ${goal?.measure} ${sign} ${number(result.bar)}${against} | ${number(result.value)} | ${result.reached ? 'yes' : 'no'} | ${result.steps} | ${Math.round(result.seconds)} | ${result.seed} |`;
  });
  const models = results.flatMap(({ id, models }) =>
    models.map(
      ({ id: model, parameters, held }) =>
        `| ${galleryEntry(id).words.en.title} | ${galleryEntry(id).words.en.runs?.[model] ?? model} | ${parameters.toLocaleString('en')} | ${number(held?.loss)} | ${number(held?.accuracy)} | ${number(held?.exact)} |`,
    ),
  );
  const judged = results.flatMap(({ id, models, judge }) => {
    if (!judge) return [];
    const { title, runs } = galleryEntry(id).words.en;
    const real = `| ${title} | real training examples | – | ${number(judge.floor)} |`;
    const held = `| ${title} | real held-out examples | ${number(judge.accuracy)} | 0 |`;
    const made = models.map(
      ({ id: model, held: last }) =>
        `| ${title} | ${runs?.[model] ?? model} | ${number(last?.accuracy)} | ${number(last?.frechet)} |`,
    );
    return [...made, real, held];
  });
  return `# What the gallery reaches

Written by \`npm run gallery\` at commit ${commit}: every experiment with a goal, trained at its default settings and seed on the CPU backend, one after another, until its goal is reached on held-out examples (where it is to be better than another model, for all of the experiment's steps); ${minutes.toFixed(1)} minutes in all. A run can be repeated bit for bit from its seed. Losses are in nats per answer, or squared errors where numbers are forecast.

| experiment | goal | reached | met | steps | seconds | seed |
| --- | --- | --- | --- | --- | --- | --- |
${goals.join('\n')}

## The models side by side

At the last step, on the same held-out examples.

| experiment | model | parameters | loss | accuracy | without a mistake |
| --- | --- | --- | --- | --- | --- |
${models.join('\n')}

## What is made, by its judge

The judge is a trained model of another experiment. Accuracy: which share of what is made it reads as what was asked for. The Fréchet distance is that of its features from those of the real held-out examples, as many of the one as of the other.

| experiment | what is read | accuracy | Fréchet distance |
| --- | --- | --- | --- |
${judged.join('\n')}
`;
}

function number(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '–' : value.toFixed(4);
}
