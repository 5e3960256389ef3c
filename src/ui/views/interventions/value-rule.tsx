import { useState } from 'react';
import type { PatchSource } from '../../../engine/experiment/schema';
import type { DataInfo } from '../../../engine/session/client';
import { NumberField } from '../../components/number-field';
import { Segmented } from '../../components/segmented';
import { useWords } from '../../i18n/use-words';
import { WORDS } from './words';

const LARGEST = 1_000_000;

interface ValueProps {
  readonly kind: 'set' | 'scale';
  readonly label: string;
  readonly initial: number;
  readonly onApply: (rule: { readonly kind: 'set' | 'scale'; readonly value: number }) => void;
}

/** A number, and what is done with it. */
export function ValueRule({ kind, label, initial, onApply }: ValueProps) {
  const words = useWords(WORDS);
  const [value, setValue] = useState(initial);
  return (
    <div className="intervene-rule">
      <button
        type="button"
        className="button"
        title={words.kindHelp[kind]}
        onClick={() => onApply({ kind, value })}
      >
        {words.kind[kind]}
      </button>
      <NumberField
        label={label}
        value={value}
        min={-LARGEST}
        max={LARGEST}
        integer={false}
        step={0.1}
        problem={words.notANumber}
        onCommit={setValue}
      />
    </div>
  );
}

interface ExampleProps {
  readonly data: DataInfo;
  readonly onApply: (rule: { readonly kind: 'patch'; readonly from: PatchSource }) => void;
}

/** The example that a patch is taken from. */
export function ExampleRule({ data, onApply }: ExampleProps) {
  const words = useWords(WORDS);
  const [split, setSplit] = useState<PatchSource['split']>('validation');
  const [index, setIndex] = useState(0);
  const last = data[split] - 1;
  const at = Math.min(index, last);
  return (
    <div className="intervene-rule">
      <button
        type="button"
        className="button"
        title={words.kindHelp.patch}
        onClick={() => onApply({ kind: 'patch', from: { split, index: at } })}
      >
        {words.kind.patch}
      </button>
      <NumberField
        label={words.example}
        value={at}
        min={0}
        max={last}
        integer
        step={1}
        problem={words.exampleRange(last)}
        onCommit={setIndex}
      />
      <Segmented
        label={words.split}
        value={split}
        options={[
          { value: 'train', label: words.splits.train },
          { value: 'validation', label: words.splits.validation },
        ]}
        onChange={setSplit}
      />
    </div>
  );
}
