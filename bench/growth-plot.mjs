import { format, line, scaleLog } from 'd3';

/** @typedef {import('./growth.mjs').Panel} Panel */

const PANEL = { width: 300, height: 260 };
const MARGIN = { top: 34, right: 16, bottom: 44, left: 54 };
const LEGEND = 28;
const COLUMNS = 2;

/** @type {Record<string, { title: string, axis: string }>} */
const TEXTS = {
  length: { title: 'Length of the sequence', axis: 'T (positions)' },
  width: { title: 'Width of the model', axis: 'C (numbers for each position)' },
  batch: { title: 'Batch', axis: 'B (examples)' },
  layers: { title: 'Depth', axis: 'layers' },
};
const BACKENDS = /** @type {const} */ ({ cpu: 'CPU', webgpu: 'WebGPU' });
/** Lines to compare with: time that grows as the size, and as its square. */
const GUIDES = [
  { power: 1, name: '∝ size' },
  { power: 2, name: '∝ size²' },
];

/** Legible on light and dark pages alike, as an image, which cannot know the page's own colours. */
const STYLE = `
  svg { --ground: #fff; --ink: #333; --faint: #ddd; --guide: #888; --cpu: #0b62b0; --webgpu: #b3470f; }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #14171c; --ink: #d6d9de; --faint: #343a43; --guide: #8a919c; --cpu: #6cb4f5; --webgpu: #f2a16b; }
  }
  .ground { fill: var(--ground); }
  text { fill: var(--ink); font: 11px system-ui, sans-serif; }
  .title { font-size: 13px; font-weight: 600; }
  .grid { stroke: var(--faint); }
  .guide { stroke: var(--guide); stroke-dasharray: 2 4; fill: none; }
  .guide-name { fill: var(--guide); font-size: 10px; }
  .cpu { stroke: var(--cpu); }
  .webgpu { stroke: var(--webgpu); }
  .line { fill: none; stroke-width: 2; }
  .line.webgpu { stroke-dasharray: 7 3; }
  .mark { fill: var(--ground); stroke-width: 2; }
`;

/**
 * Small panels beside each other, both axes logarithmic: a power of the size is a straight line.
 * @param {readonly Panel[]} panels
 * @returns {string} an SVG file
 */
export function drawGrowth(panels) {
  const width = COLUMNS * PANEL.width;
  const height = LEGEND + Math.ceil(panels.length / COLUMNS) * PANEL.height;
  const parts = panels.map((panel, i) => {
    const [x, y] = [i % COLUMNS, Math.floor(i / COLUMNS)];
    return `<g transform="translate(${x * PANEL.width},${LEGEND + y * PANEL.height})">${draw(panel)}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Time of a training step by the length of the sequence, the width, the batch and the number of layers">
<style>${STYLE}</style>
<rect class="ground" width="${width}" height="${height}"/>
${legend()}
${parts.join('\n')}
</svg>
`;
}

function legend() {
  const entries = Object.entries(BACKENDS).map(([key, name], i) => {
    const x = MARGIN.left + i * 90;
    return `<path class="line ${key}" d="M${x},16h26"/>${mark(key, x + 13, 16)}<text x="${x + 32}" y="20">${name}</text>`;
  });
  return `<g>${entries.join('')}</g>`;
}

/** @param {string} key @param {number} x @param {number} y */
function mark(key, x, y) {
  return key === 'cpu'
    ? `<circle class="mark cpu" cx="${x}" cy="${y}" r="3.5"/>`
    : `<rect class="mark webgpu" x="${x - 3.2}" y="${y - 3.2}" width="6.4" height="6.4"/>`;
}

/** @param {Panel} panel */
function draw({ varied, sizes, lines }) {
  const [first, last] = [sizes[0], sizes[sizes.length - 1]];
  const highest = Math.max(...Object.values(lines).flatMap((points) => points.map((p) => p.ratio)));
  const x = scaleLog([first, last], [MARGIN.left, PANEL.width - MARGIN.right]).base(2);
  const y = scaleLog([1, highest * 1.3], [PANEL.height - MARGIN.bottom, MARGIN.top]);
  const [left, right] = x.range();
  const [bottom, top] = y.range();
  const { title, axis } = TEXTS[varied];

  const grid = ticksOf(highest).map(
    (tick) =>
      `<path class="grid" d="M${left},${px(y(tick))}H${right}"/><text x="${left - 6}" y="${px(y(tick) + 4)}" text-anchor="end">${format('~g')(tick)} ×</text>`,
  );
  const names = sizes.map(
    (size) =>
      `<path class="grid" d="M${px(x(size))},${bottom}v4"/><text x="${px(x(size))}" y="${bottom + 16}" text-anchor="middle">${size}</text>`,
  );
  const guides = GUIDES.map(({ power, name }) => {
    // Up to the edge of the panel that it reaches first.
    const end = Math.min(last, first * (highest * 1.3) ** (1 / power));
    const at = [px(x(end)), px(y((end / first) ** power))];
    const early = end < last;
    return `<path class="guide" d="M${left},${bottom}L${at.join(',')}"/><text class="guide-name" x="${early ? at[0] + 4 : right}" y="${early ? top + 4 : at[1] + 14}" text-anchor="${early ? 'start' : 'end'}">${name}</text>`;
  });
  const curves = Object.entries(lines).map(([key, points]) => {
    const path = line()(points.map(({ size, ratio }) => [px(x(size)), px(y(ratio))]));
    const marks = points.map(({ size, ratio }) => mark(key, px(x(size)), px(y(ratio))));
    return `<path class="line ${key}" d="${path}"/>${marks.join('')}`;
  });
  return [
    `<text class="title" x="${left}" y="18">${title}</text>`,
    ...grid,
    ...names,
    ...guides,
    ...curves,
    `<text x="${(left + right) / 2}" y="${PANEL.height - 10}" text-anchor="middle">${axis}</text>`,
    `<text transform="translate(12,${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">time of a step (× that at ${first})</text>`,
  ].join('\n');
}

/**
 * 1, 2, 5, 10, …, or only powers of ten where there would be many.
 * @param {number} highest
 */
function ticksOf(highest) {
  const ticks = [];
  for (let power = 1; power <= highest * 1.3; power *= 10) {
    for (const digit of highest > 200 ? [1] : highest > 60 ? [1, 3] : [1, 2, 5]) {
      if (power * digit <= highest * 1.3) ticks.push(power * digit);
    }
  }
  return ticks;
}

/** @param {number} value */
function px(value) {
  return Math.round(value * 10) / 10;
}
