import { Component, type ReactNode } from 'react';
import { messages } from '../i18n/use-messages';

interface Props {
  readonly children: ReactNode;
}

/** Instead of a blank page: what can be done when drawing the page has failed. */
export class ErrorBoundary extends Component<Props, { message: string | null }> {
  override state = { message: null };

  static getDerivedStateFromError(error: unknown): { message: string } {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    const { status } = messages();
    return (
      <main className="page-status">
        <h1>Heed</h1>
        <p>{status.crashed}</p>
        <p>
          <code>{message}</code>
        </p>
        <p>
          <button type="button" className="button" onClick={() => location.reload()}>
            {status.reload}
          </button>
        </p>
      </main>
    );
  }
}
