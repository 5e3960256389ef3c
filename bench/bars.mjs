/** @typedef {import('./run.mjs').WorkloadResult} WorkloadResult */
/** @typedef {import('./run.mjs').SubjectResult} SubjectResult */

/**
 * A goal that Heed has set itself, as a ratio to the peers of the same run or as a number.
 * @typedef {{ name: string, bar: string, got: string, met: boolean | null }} Judged
 */

/**
 * Times of Heed are at most this share of the best peer's: of those on WebGPU, and of all on the CPU.
 * @type {Record<string, { webgpu: number, cpu?: number, dispatches?: number, speed?: number }>}
 */
const BARS = {
  W1: { webgpu: 1 / 3, dispatches: 20, cpu: 2 / 3 },
  W2: { webgpu: 1 / 2, dispatches: 80, cpu: 1 },
  W3: { webgpu: 1 / 5, dispatches: 30, cpu: 1 / 2 },
  W4: { webgpu: 1 / 2, dispatches: 30, cpu: 1 / 2 },
  W5: { webgpu: 1, speed: 20 },
  W6: { webgpu: 1 / 2, cpu: 1 },
};

/** The first step, compilation included: a share of the best WebGPU peer's, and ms on the CPU. */
const FIRST_STEP = { webgpu: 1 / 3, cpu: 200 };

/** @type {Record<string, string>} */
export const NAMES = {
  'heed-webgpu': 'Heed, WebGPU',
  'heed-cpu': 'Heed, CPU',
  'tfjs-webgpu': 'TensorFlow.js, WebGPU',
  'tfjs-wasm': 'TensorFlow.js, WASM',
  'jax-webgpu': 'jax-js, WebGPU',
  'jax-wasm': 'jax-js, WASM',
};

/**
 * Which bars a workload meets; null where what it takes was not measured.
 * @param {WorkloadResult} result
 * @returns {Judged[]}
 */
export function judge({ id, kind, operations, subjects }) {
  const bars = BARS[id];
  const webgpu = subjects['heed-webgpu'];
  const cpu = subjects['heed-cpu'];
  const judged = [share(`${id} WebGPU, time`, subjects, 'webgpu', timeRatio, bars.webgpu)];
  if (bars.dispatches !== undefined) {
    const count = webgpu?.counts?.dispatches;
    judged.push(number(`${id} WebGPU, dispatches`, count, bars.dispatches, String));
  }
  if (bars.cpu !== undefined) {
    judged.push(share(`${id} CPU, time`, subjects, 'wasm', timeRatio, bars.cpu));
  }
  if (bars.speed !== undefined) {
    const speed = cpu?.ms === undefined ? undefined : operations / cpu.ms / 1e6;
    judged.push({
      name: `${id} CPU, speed`,
      bar: `≥ ${bars.speed} GFLOP/s`,
      got: speed === undefined ? '—' : `${speed.toFixed(1)} GFLOP/s`,
      met: speed === undefined ? null : speed >= bars.speed,
    });
  }
  if (kind === 'training') {
    const name = `${id} WebGPU, first step`;
    judged.push(share(name, subjects, 'webgpu', firstRatio, FIRST_STEP.webgpu));
    judged.push(number(`${id} CPU, first step`, cpu?.first, FIRST_STEP.cpu, ms));
  }
  return judged;
}

/**
 * How the times of two compare: the median over the rounds, each of which had both of them under
 * the same load.
 * @param {SubjectResult | undefined} own
 * @param {SubjectResult | undefined} other
 * @returns {number | undefined}
 */
export function timeRatio(own, other) {
  if (!own || !other) return undefined;
  const ratios = own.rounds.flatMap((time, i) => (other.rounds[i] ? time / other.rounds[i] : []));
  return ratios.toSorted((a, b) => a - b).at(Math.floor(ratios.length / 2));
}

/**
 * @param {SubjectResult | undefined} own
 * @param {SubjectResult | undefined} other
 */
function firstRatio(own, other) {
  return own?.first && other?.first ? own.first / other.first : undefined;
}

/**
 * Heed against the peer that does best.
 * @param {string} name
 * @param {Record<string, SubjectResult>} subjects
 * @param {'webgpu' | 'wasm'} backend of the peers
 * @param {typeof timeRatio} compare
 * @param {number} most
 * @returns {Judged}
 */
function share(name, subjects, backend, compare, most) {
  const own = subjects[backend === 'webgpu' ? 'heed-webgpu' : 'heed-cpu'];
  const ratios = Object.entries(subjects).flatMap(([peer, result]) => {
    if (peer.startsWith('heed') || !peer.endsWith(backend)) return [];
    const ratio = compare(own, result);
    return ratio === undefined ? [] : [{ peer, ratio }];
  });
  const best = ratios.toSorted((a, b) => b.ratio - a.ratio).at(0);
  const bar = `≤ ${most.toFixed(2)} × best peer`;
  if (!best) return { name, bar, got: '—', met: null };
  const { peer, ratio } = best;
  return { name, bar, got: `${ratio.toFixed(2)} × ${NAMES[peer]}`, met: ratio <= most };
}

/**
 * @param {string} name
 * @param {number | undefined} own
 * @param {number} most
 * @param {(value: number) => string} show
 * @returns {Judged}
 */
function number(name, own, most, show) {
  const bar = `≤ ${show(most)}`;
  if (own === undefined) return { name, bar, got: '—', met: null };
  return { name, bar, got: show(own), met: own <= most };
}

/** @param {number} value */
export function ms(value) {
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  if (value >= 100) return `${value.toFixed(0)} ms`;
  return `${value.toPrecision(3)} ms`;
}
