import { CircleHelp, Redo2, Share2, Undo2 } from 'lucide-react';
import { copyLink, help } from '../../commands/page';
import { redo, undo } from '../../commands/editing';
import { useKeyNames } from '../../commands/use-key-names';
import { IconButton } from '../../components/icon-button';
import { Segmented } from '../../components/segmented';
import { useMessages } from '../../i18n/use-messages';
import { useSession } from '../../stores/session-store';
import { shellStore, useShell } from '../../stores/shell-store';
import { setMode, useView } from '../../stores/view-store';
import { BackendBadge } from './backend-badge';
import { ExperimentMenu } from './experiment-menu';
import { LanguageButton } from './language-button';
import { PhoneTraining } from './phone-training';
import { ThemeMenu } from './theme-menu';
import './top-bar.css';

/** The bar above everything: where one is, and what concerns the page as a whole. */
export function TopBar() {
  const { bar } = useMessages();
  const keys = useKeyNames();
  const onWorkbench = useShell((state) => state.route === 'workbench');
  const experiment = useSession((state) => state.model?.experiment.id);
  const mode = useView((state) => state.mode);
  const { canUndo, canRedo } = useSession((state) => state.edits);
  return (
    <header className="top-bar">
      <a href="#gallery" className="brand" aria-label={bar.home}>
        <img src="favicon.svg" alt="" className="brand-mark" />
        <span className="brand-name">Heed</span>
      </a>
      {onWorkbench && experiment && (
        <>
          <ExperimentMenu current={experiment} />
          <div className="bar-middle">
            <Segmented
              label={bar.mode}
              value={mode}
              options={[
                { value: 'forward', label: bar.forward },
                { value: 'gradient', label: bar.gradient },
                { value: 'difference', label: bar.difference },
              ]}
              onChange={setMode}
            />
            <IconButton
              icon={Undo2}
              label={bar.undo}
              keys={keys(undo)}
              className="button-quiet"
              disabled={!canUndo}
              onClick={undo.run}
            />
            <IconButton
              icon={Redo2}
              label={bar.redo}
              keys={keys(redo)}
              className="button-quiet"
              disabled={!canRedo}
              onClick={redo.run}
            />
            <PhoneTraining />
          </div>
        </>
      )}
      <div className="bar-end">
        <BackendBadge />
        {onWorkbench && experiment && (
          <IconButton
            icon={Share2}
            label={bar.share}
            shown
            keys={keys(copyLink)}
            className="bar-share"
            onClick={() => shellStore.setState({ dialog: 'share' })}
          />
        )}
        <LanguageButton />
        <ThemeMenu />
        <IconButton
          icon={CircleHelp}
          label={bar.help}
          keys={keys(help)}
          className="button-quiet"
          onClick={help.run}
        />
      </div>
    </header>
  );
}
