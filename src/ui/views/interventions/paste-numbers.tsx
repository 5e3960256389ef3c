import { useId, useState } from 'react';
import type { TensorInfo } from '../../../engine/session/client';
import { useWords } from '../../i18n/use-words';
import { pasteNumbers, type Told } from './paste';
import { WORDS } from './words';

interface Props {
  readonly info: TensorInfo;
  readonly cell: readonly number[] | null;
}

/** Numbers from elsewhere, written into the tensor from the chosen cell on. */
export function PasteNumbers({ info, cell }: Props) {
  const words = useWords(WORDS);
  const id = useId();
  const [text, setText] = useState('');
  const [told, setTold] = useState<Told | null>(null);
  const put = async (): Promise<void> => {
    setTold(await pasteNumbers(info, cell ?? info.shape.map(() => 0), text, words));
  };
  return (
    <details className="inspector-details">
      <summary>{words.paste}</summary>
      <div className="intervene-paste">
        <p id={`${id}-help`} className="inspector-small">
          {words.pasteHelp}
        </p>
        <textarea
          className="field"
          rows={4}
          spellCheck={false}
          aria-label={words.pasteLabel}
          aria-describedby={`${id}-help`}
          aria-invalid={told?.problem ?? false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setTold(null);
          }}
        />
        <button type="button" className="button" onClick={() => void put()}>
          {words.pasteApply}
        </button>
        <p className={told?.problem ? 'problem' : 'inspector-small'} role="status">
          {told?.text}
        </p>
      </div>
    </details>
  );
}
