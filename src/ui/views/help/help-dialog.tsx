import { COMMANDS } from '../../commands/commands';
import { useKeyNames } from '../../commands/use-key-names';
import { Modal } from '../../components/modal';
import { useMessages } from '../../i18n/use-messages';
import { shellStore } from '../../stores/shell-store';
import './help.css';

/** What can be done by key. */
export function HelpDialog() {
  const { help, command } = useMessages();
  const keys = useKeyNames();
  return (
    <Modal title={help.title} onClose={() => shellStore.setState({ dialog: null })}>
      <p>{help.intro}</p>
      <KeyTable
        caption={help.anywhere}
        rows={COMMANDS.map((entry) => [keys(entry), command[entry.id]])}
      />
      <KeyTable caption={help.matrixTitle} rows={help.matrix} />
      <p className="help-note-text">{help.scripting}</p>
    </Modal>
  );
}

interface TableProps {
  readonly caption: string;
  readonly rows: readonly (readonly string[])[];
}

function KeyTable({ caption, rows }: TableProps) {
  const { help } = useMessages();
  return (
    <table className="key-table">
      <caption>{caption}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{help.keys}</th>
          <th scope="col">{help.does}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([key, does]) => (
          <tr key={key}>
            <td>
              <kbd className="key">{key}</kbd>
            </td>
            <td>{does}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
