import { useEffect, useRef } from 'react';
import { useMessages } from '../i18n/use-messages';
import { usePreferences } from '../stores/preferences-store';
import { useSession } from '../stores/session-store';
import { useShell } from '../stores/shell-store';
import { ComputationView } from '../views/looks/computation-view';
import { InspectorView } from '../views/inspector/inspector-view';
import { SetupView } from '../views/setup/setup-view';
import { AsOfMark } from '../views/timeline/as-of';
import { TrainingView } from '../views/training/training-view';
import { Panel } from './panel';
import { PanelTabs } from './panel-tabs';
import './workbench.css';

/** One experiment: setup, computation, inspector, and the training strip below them. */
export function Workbench() {
  const { status } = useMessages();
  const shown = useShell((state) => state.panel);
  const folded = usePreferences((preferences) => preferences.folded);
  const model = useSession((state) => state.model);
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    // Whoever comes from the gallery by keyboard goes on here.
    main.current?.focus();
  }, []);
  return (
    <>
      <main
        ref={main}
        tabIndex={-1}
        className="workbench"
        data-shown={shown}
        data-folded={folded.join(' ')}
        data-trains={model?.data ? '' : undefined}
      >
        {model ? (
          <>
            <Panel name="setup" foldable>
              <SetupView />
            </Panel>
            <Panel name="computation">
              <ComputationView />
            </Panel>
            <Panel name="inspector" foldable mark={<AsOfMark />}>
              <InspectorView />
            </Panel>
            <Panel name="training" foldable={model.data !== null}>
              <TrainingView />
            </Panel>
          </>
        ) : (
          <p className="page-status">{status.loading}</p>
        )}
      </main>
      <PanelTabs />
    </>
  );
}
