import type { Recurrence } from '../../../engine/session/client';

/** A number on a wire: which of the cell's values, where, and what it is called. */
export interface Chip {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly label: string;
  /** Where its name stands: left of it on wires that go up. */
  readonly side: 'above' | 'left';
  /** The gate or state that it is, at this position or (`before.`) at the one before; '' where no tensor holds it. */
  readonly part: string;
}

/** A function or operation that wires lead to. */
export interface Knot {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Gates and functions are boxes, operations of two numbers are circles. */
  readonly round: boolean;
}

export interface Diagram {
  readonly width: number;
  readonly height: number;
  /** Paths of SVG; each ends where an arrow points. */
  readonly wires: readonly string[];
  readonly knots: readonly Knot[];
  readonly chips: readonly Chip[];
}

const box = (x: number, y: number, text: string): Knot => ({ x, y, text, round: false });
const circle = (x: number, y: number, text: string): Knot => ({ x, y, text, round: true });
const chip = (key: string, x: number, y: number, label: string, part = ''): Chip => ({
  key,
  x,
  y,
  label,
  part,
  side: 'above',
});
const upright = (key: string, x: number, y: number, label: string, part = ''): Chip => ({
  ...chip(key, x, y, label, part),
  side: 'left',
});

/** What a gate weighs before its σ or tanh, on its way up from the bus. */
const sumOf = (gate: string, x: number): Chip => upright(`pre.${gate}`, x, 262, 'Σ');

const LSTM: Diagram = {
  width: 720,
  height: 330,
  wires: [
    'M12,50H158',
    'M182,50H318',
    'M342,50H706',
    'M12,304H480V230',
    'M170,304V230',
    'M280,304V230',
    'M380,304V230',
    'M170,200V62',
    'M280,200V122H318',
    'M380,200V122H342',
    'M330,110V62',
    'M480,200V176H546',
    'M570,50V76',
    'M570,104V164',
    'M582,176H706',
  ],
  knots: [
    circle(170, 50, '×'),
    circle(330, 50, '+'),
    circle(330, 122, '×'),
    box(570, 90, 'tanh'),
    circle(570, 176, '×'),
    box(170, 215, 'σ'),
    box(280, 215, 'σ'),
    box(380, 215, 'tanh'),
    box(480, 215, 'σ'),
  ],
  chips: [
    chip('before.c', 80, 50, 'c before', 'before.c'),
    chip('fc', 250, 50, 'f·c before'),
    chip('c', 455, 50, 'c', 'c'),
    upright('f', 170, 130, 'f', 'f'),
    upright('i', 280, 166, 'i', 'i'),
    upright('g', 380, 166, 'g', 'g'),
    upright('ig', 330, 88, 'i·g'),
    chip('o', 500, 176, 'o', 'o'),
    upright('tanhc', 570, 130, 'tanh c'),
    chip('h', 650, 176, 'h', 'h'),
    sumOf('f', 170),
    sumOf('i', 280),
    sumOf('g', 380),
    sumOf('o', 480),
    chip('before.h', 80, 304, 'h before', 'before.h'),
  ],
};

const GRU: Diagram = {
  width: 720,
  height: 330,
  wires: [
    'M12,50H328',
    'M352,50H498',
    'M522,50H706',
    'M12,304H510V230',
    'M130,304V230',
    'M340,304V230',
    'M130,200V170H218',
    'M230,304V182',
    'M242,170H440V215H480',
    'M340,200V62',
    'M340,112H404',
    'M436,112H498',
    'M510,200V124',
    'M510,100V62',
  ],
  knots: [
    circle(340, 50, '×'),
    circle(510, 50, '+'),
    circle(510, 112, '×'),
    circle(230, 170, '×'),
    box(420, 112, '1 −'),
    box(130, 215, 'σ'),
    box(340, 215, 'σ'),
    box(510, 215, 'tanh'),
  ],
  chips: [
    chip('before.h', 80, 50, 'h before', 'before.h'),
    chip('zh', 425, 50, 'z·h before'),
    chip('h', 620, 50, 'h', 'h'),
    upright('r', 130, 170, 'r', 'r'),
    upright('m', 230, 232, 'm'),
    chip('rm', 290, 170, 'r·m'),
    upright('z', 340, 136, 'z', 'z'),
    upright('n', 510, 164, 'n', 'n'),
    upright('zn', 510, 81, '(1 − z)·n'),
    sumOf('r', 130),
    sumOf('z', 340),
    sumOf('n', 510),
  ],
};

const RNN: Diagram = {
  width: 720,
  height: 190,
  wires: ['M12,50H290V80', 'M12,146H290V104', 'M302,92H446', 'M494,92H706'],
  knots: [circle(290, 92, '+'), box(470, 92, 'tanh')],
  chips: [
    chip('before.h', 80, 50, 'h before', 'before.h'),
    chip('u.h', 210, 50, 'h·U'),
    chip('x.h', 210, 146, 'x·W + b'),
    chip('pre.h', 375, 92, 'Σ'),
    chip('h', 600, 92, 'h', 'h'),
  ],
};

const DIAGRAMS = { lstm: LSTM, gru: GRU, rnn: RNN } as const;

/** How the cell of a kind of recurrence is drawn. */
export function diagramOf({ kind, activation }: Recurrence): Diagram {
  const diagram = DIAGRAMS[kind];
  if (activation !== 'relu') return diagram;
  const knots = diagram.knots.map((knot) => (knot.round ? knot : { ...knot, text: 'ReLU' }));
  return { ...diagram, knots };
}
