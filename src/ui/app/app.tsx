import { Tooltip } from 'radix-ui';
import { useEffect } from 'react';
import { experimentWords } from '../i18n/experiment-words';
import { useMessages } from '../i18n/use-messages';
import { useSession } from '../stores/session-store';
import { useShell } from '../stores/shell-store';
import { BenchView } from '../views/bench/bench-view';
import { GalleryView } from '../views/gallery/gallery-view';
import { HelpDialog } from '../views/help/help-dialog';
import { ErrorNotice } from '../views/notices/error-notice';
import { ProgressNotice } from '../views/notices/progress-notice';
import { RemarkNotice } from '../views/notices/remark-notice';
import { PlanDialog } from '../views/plan/plan-dialog';
import { ShareDialog } from '../views/share/share-dialog';
import { TopBar } from '../views/top-bar/top-bar';
import { LoadingView } from './loading-view';
import { Workbench } from './workbench';
import '../views/notices/notices.css';
import './app.css';

/** Milliseconds until a name appears beside the pointer. */
const TOOLTIP_DELAY = 400;

export function App() {
  const route = useShell((state) => state.route);
  const loading = useShell((state) => state.loading);
  const dialog = useShell((state) => state.dialog);
  useTitle();
  return (
    <Tooltip.Provider delayDuration={TOOLTIP_DELAY}>
      <div className="app" data-route={route} aria-busy={loading}>
        <TopBar />
        <ErrorNotice />
        {route === 'workbench' ? (
          <Workbench />
        ) : loading ? (
          <LoadingView />
        ) : route === 'bench' ? (
          <BenchView />
        ) : (
          <GalleryView />
        )}
      </div>
      <ProgressNotice />
      <RemarkNotice />
      {dialog === 'help' && <HelpDialog />}
      {dialog === 'plan' && <PlanDialog />}
      {dialog === 'share' && <ShareDialog />}
    </Tooltip.Provider>
  );
}

/** Names the browser's tab, its history and printed pages after the experiment. */
function useTitle(): void {
  const { gallery, bench } = useMessages();
  const route = useShell((state) => state.route);
  const id = useSession((state) => state.model?.experiment.id);
  const title =
    route === 'workbench' && id
      ? `${experimentWords(id).title} · Heed`
      : route === 'bench'
        ? `${bench.title} · Heed`
        : `Heed: ${gallery.title}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
