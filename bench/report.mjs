import { judge, ms, NAMES, timeRatio } from './bars.mjs';

/** @typedef {import('./run.mjs').WorkloadResult} WorkloadResult */
/** @typedef {import('./run.mjs').SubjectResult} SubjectResult */
/** @typedef {import('./floor').Floor} Floor */
/** @typedef {import('./peers/peer').KernelTime} KernelTime */

/**
 * A whole run as a section of a Markdown page.
 * @param {{
 *   machine: { cores: number, chromium: string, adapter?: string },
 *   settings: { rounds: number },
 *   floor?: Floor,
 *   results: readonly WorkloadResult[],
 * }} run
 */
export function runAsMarkdown({ machine, settings, floor, results }) {
  const { cores, chromium, adapter = 'no WebGPU' } = machine;
  const where = `${cores} cores, Chromium ${chromium}, WebGPU on ${adapter}, ${settings.rounds} rounds.`;
  const parts = [where, barTable(results), ...results.map(workloadTable)];
  return [...parts, ...(floor ? [floorTable(floor)] : [])].join('\n\n');
}

/**
 * What a workload took, a line for each library, as a Markdown table.
 * @param {WorkloadResult} result
 */
export function workloadTable({ id, title, kind, operations, subjects }) {
  const own = subjects['heed-webgpu'] ?? subjects['heed-cpu'];
  const head = [
    '',
    'ms a step',
    'rounds from … to',
    kind === 'training' ? '10 queued' : 'GFLOP/s',
    'to Heed',
    'first step',
    'dispatches',
    'submits',
    'new buffers',
    'bytes read',
    'same result',
  ];
  const rows = Object.entries(subjects).map(([name, subject]) => {
    const { ms: time, reason } = subject;
    if (time === undefined)
      return [NAMES[name], `— (${reason ?? 'not measured'})`, ...head.slice(2).map(() => '')];
    const { counts, together } = subject;
    const ratio = timeRatio(subject, own);
    const queued = together === undefined ? '' : digits(together);
    return [
      NAMES[name],
      digits(time),
      `${digits(Math.min(...subject.rounds))} … ${digits(Math.max(...subject.rounds))}`,
      kind === 'training' ? queued : (operations / time / 1e6).toFixed(2),
      ratio === undefined ? '' : `${ratio.toFixed(2)} ×`,
      subject.first === undefined ? '' : ms(subject.first),
      counts ? String(counts.dispatches) : '',
      counts ? String(counts.submits) : '',
      counts ? `${counts.buffers} (${bytes(counts.bytesCreated)})` : '',
      counts ? bytes(counts.bytesRead) : '',
      subject.agrees === undefined ? '' : subject.agrees ? 'yes' : `NO (${subject.difference})`,
    ];
  });
  return `**${id}**: ${title}\n\n${table([head, ...rows])}`;
}

/**
 * The bars, and whether they are met.
 * @param {readonly WorkloadResult[]} results
 */
export function barTable(results) {
  const rows = results.flatMap((result) =>
    judge(result).map(({ name, bar, got, met }) => [
      name,
      bar,
      got,
      met === null ? '—' : met ? 'yes' : 'no',
    ]),
  );
  return table([['', 'bar', 'got', 'met'], ...rows]);
}

/** @param {Floor} floor */
export function floorTable({ dispatches, readBack, products }) {
  const rows = [
    ...dispatches.map(({ count, ms: time }) => [`a submit of ${count} empty dispatches`, ms(time)]),
    ['a read-back of 4 bytes', ms(readBack)],
    ...products.map(({ size, webgpu, cpu }) => [
      `Heed's matrix product ${size}³`,
      `WebGPU ${webgpu.toFixed(2)}, CPU ${cpu.toFixed(2)} GFLOP/s`,
    ]),
  ];
  return table([['floor', ''], ...rows]);
}

/**
 * Kernels by the time that they take, dispatches of one kind together.
 * @param {readonly KernelTime[]} times
 */
export function profileTable(times) {
  const total = profileTotal(times);
  /** @type {Map<string, { ms: number, labels: string[] }>} */
  const kernels = new Map();
  for (const { label, kernel, ms: time } of times) {
    const entry = kernels.get(kernel) ?? { ms: 0, labels: [] };
    entry.ms += time;
    entry.labels.push(`${label} ${time.toPrecision(2)}`);
    kernels.set(kernel, entry);
  }
  const rows = [...kernels]
    .toSorted(([, a], [, b]) => b.ms - a.ms)
    .map(([kernel, { ms: time, labels }]) => [
      kernel,
      String(labels.length),
      time.toFixed(3),
      `${((100 * time) / total).toFixed(0)} %`,
      labels.slice(0, 6).join(', ') + (labels.length > 6 ? ', …' : ''),
    ]);
  const sum = ['all', String(times.length), total.toFixed(3), '100 %', ''];
  return table([['kernel', 'times', 'ms', 'share', 'for (ms)'], ...rows, sum]);
}

/** @param {readonly KernelTime[]} times */
export function profileTotal(times) {
  return times.reduce((sum, { ms: time }) => sum + time, 0);
}

/**
 * A Markdown table, its columns aligned.
 * @param {readonly (readonly string[])[]} rows the first one is the head
 */
export function table(rows) {
  const widths = rows[0].map((_, k) => Math.max(...rows.map((row) => row[k].length), 1));
  const lines = rows.map(
    (row) => `| ${row.map((cell, k) => cell.padEnd(widths[k])).join(' | ')} |`,
  );
  lines.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  return lines.join('\n');
}

/** @param {number} value */
function digits(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** @param {number} count */
function bytes(count) {
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} MB`;
  if (count >= 1e3) return `${(count / 1e3).toFixed(1)} kB`;
  return `${count} B`;
}
