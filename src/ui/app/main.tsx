import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../styles/tokens.css';
import '../styles/base.css';
import { listenForKeys } from '../commands/keyboard';
import { keepAddress } from './address';
import { App } from './app';
import { followPreferences } from './appearance';
import { session } from './connection';
import { ErrorBoundary } from './error-boundary';
import { followAddress } from './navigation';
import { offerScripting } from './scripting';
import { followVisibility } from './visibility';

followPreferences();
offerScripting();
listenForKeys();
keepAddress();
followVisibility();

// A failure to start is shown by the page itself.
session().catch(() => {});
followAddress();
addEventListener('hashchange', followAddress);

const root = document.querySelector('#root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <App />
      </ErrorBoundary>
    </StrictMode>,
  );
}
