interface Props {
  readonly value: number;
  /** End of the scale, on both sides. */
  readonly max: number;
  /** From 0 at the left, for what has no sign. */
  readonly unsigned?: boolean;
}

/** A bar from 0 in the middle to the right, or to the left where the number is negative. */
export function SignedBar({ value, max, unsigned = false }: Props) {
  const share = max > 0 ? Math.min(1, Math.abs(value) / max) : 0;
  const width = unsigned ? share : share / 2;
  const left = unsigned ? 0 : value < 0 ? 0.5 - width : 0.5;
  return (
    <span className="decision-bar" data-unsigned={unsigned} aria-hidden="true">
      <i data-negative={value < 0} style={{ left: `${100 * left}%`, width: `${100 * width}%` }} />
    </span>
  );
}
