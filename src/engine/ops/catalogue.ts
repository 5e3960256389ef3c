import { type AnyOp, OP_FAMILIES } from '../graph/op';

/** Every file of this folder that defines operations: adding one needs no list. */
const files = import.meta.glob<Readonly<Record<string, unknown>>>(
  ['./*.ts', '!./*.test.ts', '!./index.ts', '!./catalogue.ts'],
  { eager: true },
);

/** Every operation of the engine, gradient helpers included, by family and name. */
export const OPS: readonly AnyOp[] = Object.values(files)
  .flatMap((exports) => Object.values(exports))
  .filter(isOp)
  .sort(
    (a, b) =>
      OP_FAMILIES.indexOf(a.doc.family) - OP_FAMILIES.indexOf(b.doc.family) ||
      a.name.localeCompare(b.name, 'en'),
  );

function isOp(value: unknown): value is AnyOp {
  return typeof value === 'object' && value !== null && 'infer' in value && 'doc' in value;
}
