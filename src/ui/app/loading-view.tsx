import { useMessages } from '../i18n/use-messages';
import { useSession } from '../stores/session-store';
import './workbench.css';

/** While the first experiment is on its way. */
export function LoadingView() {
  const { status } = useMessages();
  const starting = useSession((state) => state.status === 'starting');
  return (
    <main className="page-status">
      <h1 className="visually-hidden">Heed</h1>
      <p role="status">{starting ? status.starting : status.loading}</p>
    </main>
  );
}
