import { Grid3x3, type LucideIcon, Search, SlidersHorizontal, TrendingDown } from 'lucide-react';
import { useMessages } from '../i18n/use-messages';
import { type Panel, PANELS } from '../stores/preferences-store';
import { shellStore, useShell } from '../stores/shell-store';

const ICONS: Record<Panel, LucideIcon> = {
  setup: SlidersHorizontal,
  computation: Grid3x3,
  inspector: Search,
  training: TrendingDown,
};

/** On a phone: which one of the panels is in sight. */
export function PanelTabs() {
  const { panel, bar } = useMessages();
  const shown = useShell((state) => state.panel);
  return (
    <nav className="panel-tabs" aria-label={bar.panels}>
      {PANELS.map((name) => {
        const Icon = ICONS[name];
        return (
          <button
            key={name}
            type="button"
            className="panel-tab"
            aria-current={shown === name ? 'true' : undefined}
            onClick={() => shellStore.setState({ panel: name })}
          >
            <Icon aria-hidden="true" size="1.25em" strokeWidth={1.75} />
            {panel[name]}
          </button>
        );
      })}
    </nav>
  );
}
