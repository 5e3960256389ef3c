import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useMessages } from '../i18n/use-messages';
import './button.css';
import './modal.css';

interface Props {
  readonly title: string;
  /** For tables. */
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A dialog over the page: the browser's own, which keeps the focus, closes on Escape and gives the
 * focus back. (Libraries lock the scrolling with a <style> element, which the page's policy forbids.)
 */
export function Modal({ title, wide = false, onClose, children }: Props) {
  const { help } = useMessages();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={wide ? 'modal modal-wide' : 'modal'}
      aria-labelledby={heading}
      onClose={onClose}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <div className="modal-inner">
        <header className="modal-header">
          <h2 id={heading}>{title}</h2>
          {/* No tooltip here: it would take the first Escape for itself. */}
          <button
            type="button"
            className="button button-icon button-quiet"
            aria-label={help.close}
            onClick={() => dialog.current?.close()}
          >
            <X aria-hidden="true" size="1.15em" strokeWidth={1.75} />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
