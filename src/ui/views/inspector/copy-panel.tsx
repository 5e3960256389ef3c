import { Clipboard, Download } from 'lucide-react';
import { useState } from 'react';
import type { TensorInfo } from '../../../engine/session/client';
import { useWords } from '../../i18n/use-words';
import { ask } from '../../stores/session-store';
import { asCsv, asNpy, asPython } from './formats';
import { words as catalogue } from './words';

type Form = 'python' | 'csv' | 'npy';

/** The whole tensor for other programs, as it is at the moment of the click. */
export function CopyPanel({ info }: { readonly info: TensorInfo }) {
  const words = useWords(catalogue);
  const [said, setSaid] = useState('');
  const take = async (form: Form): Promise<void> => {
    const values = await ask((session) => session.read(info.name));
    if (!values) return;
    const { shape, data } = values;
    if (form === 'npy') {
      save(`${info.name}.npy`, asNpy(shape, data));
      setSaid('');
      return;
    }
    const text = form === 'python' ? asPython(shape, data) : asCsv(shape, info.axes, data);
    try {
      await navigator.clipboard.writeText(text);
      setSaid(words.copied);
    } catch {
      setSaid(words.notCopied);
    }
  };
  const forms = [
    ['python', words.copyPython, Clipboard],
    ['csv', words.copyCsv, Clipboard],
    ['npy', words.saveNpy, Download],
  ] as const;
  return (
    <section className="inspector-section" aria-label={words.copy}>
      <div className="copy-buttons">
        {forms.map(([form, label, Icon]) => (
          <button
            key={form}
            type="button"
            className="button button-quiet copy-button"
            onClick={() => void take(form)}
          >
            <Icon aria-hidden="true" size="1.05em" strokeWidth={1.75} />
            {label}
          </button>
        ))}
      </div>
      <p className="inspector-small copy-said" role="status">
        {said}
      </p>
    </section>
  );
}

/** Hands a file to the browser's own way of saving. */
function save(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replaceAll(':', '-');
  link.click();
  URL.revokeObjectURL(url);
}
