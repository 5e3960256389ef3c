import type { Recurrence } from '../../../engine/session/client';
import { formatValue } from '../../charts/heatmap/numbers';
import type { CellValues } from './cell-values';

/** A number as a factor or term: negative ones in brackets. */
const within = (x: number): string => (x < 0 ? `(${formatValue(x)})` : formatValue(x));

/** How a gate or state of a cell follows from the numbers before it, with these numbers. */
export function equationOf(
  { kind, activation }: Pick<Recurrence, 'kind' | 'activation'>,
  part: string,
  v: CellValues,
): string {
  const of = (key: string): string => within(v[key]);
  const gate = (name: string, second = 'u'): string => {
    const key = second === 'u' ? `u.${part}` : second;
    return `${name}(${formatValue(v[`x.${part}`])} + ${of(key)}) = ${name}(${formatValue(v[`pre.${part}`])}) = ${formatValue(v[part])}`;
  };
  switch (`${kind} ${part}`) {
    case 'lstm g':
      return gate('tanh');
    case 'lstm c':
      return `${of('f')} · ${of('before.c')} + ${of('i')} · ${of('g')} = ${formatValue(v.fc)} + ${of('ig')} = ${formatValue(v.c)}`;
    case 'lstm h':
      return `${of('o')} · tanh(${formatValue(v.c)}) = ${of('o')} · ${of('tanhc')} = ${formatValue(v.h)}`;
    case 'gru n':
      return gate('tanh', 'rm');
    case 'gru h':
      return `(1 − ${of('z')}) · ${of('n')} + ${of('z')} · ${of('before.h')} = ${formatValue(v.zn)} + ${of('zh')} = ${formatValue(v.h)}`;
    case 'rnn h':
      return gate(activation === 'relu' ? 'ReLU' : 'tanh');
    default:
      return gate('σ');
  }
}
