import { Search } from 'lucide-react';
import { useId, useState } from 'react';
import { useWords } from '../../i18n/use-words';
import { words as catalogue } from './words';

interface Props {
  readonly names: readonly string[];
  readonly onFind: (name: string) => void;
}

/** A field that knows all names: the first that has what is typed is found. */
export function FindTensor({ names, onFind }: Props) {
  const words = useWords(catalogue);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const [list, alert] = [useId(), useId()];
  const submit = (): void => {
    const typed = text.trim().toLowerCase();
    if (typed === '') return;
    const found =
      names.find((name) => name.toLowerCase() === typed) ??
      names.find((name) => name.toLowerCase().includes(typed));
    setProblem(found === undefined ? words.notFound(text.trim()) : '');
    if (found !== undefined) onFind(found);
  };
  return (
    <form
      className="map-find"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Search aria-hidden="true" size="1em" className="map-find-icon" />
      <input
        className="field map-find-field"
        list={list}
        value={text}
        placeholder={words.find}
        aria-label={words.find}
        title={words.findHelp}
        aria-describedby={alert}
        aria-invalid={problem !== ''}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value);
          setProblem('');
          // Chosen from the list, it is found at once.
          if (names.includes(event.target.value)) onFind(event.target.value);
        }}
      />
      <datalist id={list}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <span id={alert} className="problem map-find-problem" role="alert">
        {problem}
      </span>
    </form>
  );
}
