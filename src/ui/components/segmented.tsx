import { ToggleGroup } from 'radix-ui';
import './segmented.css';

interface Props<V extends string> {
  /** Name of the choice, or the id of the element that names it. */
  readonly label?: string;
  readonly labelledBy?: string;
  readonly describedBy?: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
  readonly disabled?: boolean;
}

/** One of a few, all in sight. */
export function Segmented<V extends string>(props: Props<V>) {
  const { label, labelledBy, describedBy, value, options, onChange, disabled = false } = props;
  return (
    <ToggleGroup.Root
      type="single"
      className="segmented"
      aria-label={label}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      disabled={disabled}
      value={value}
      onValueChange={(next) => {
        // Pressing what is already chosen gives '': the choice stays.
        if (next !== '') onChange(next as V);
      }}
    >
      {options.map((option) => (
        <ToggleGroup.Item key={option.value} className="segment" value={option.value}>
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
