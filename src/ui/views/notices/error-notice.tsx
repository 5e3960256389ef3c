import { X } from 'lucide-react';
import { IconButton } from '../../components/icon-button';
import { useMessages } from '../../i18n/use-messages';
import { sessionStore, useSession } from '../../stores/session-store';

/** What went wrong, in a sentence and in the engine's words. It lies over the page and moves nothing. */
export function ErrorNotice() {
  const { error: words } = useMessages();
  const error = useSession((state) => state.error);
  const dismiss = (): void => sessionStore.setState({ error: null });
  return (
    <div className="notice-place" role="alert">
      {error && (
        <div className="notice notice-error">
          <div>
            <p className="notice-title">{words.code[error.code]}</p>
            <p className="notice-detail">{error.message}</p>
          </div>
          <IconButton icon={X} label={words.dismiss} className="button-quiet" onClick={dismiss} />
        </div>
      )}
    </div>
  );
}
