import { ChevronDown, ChevronsLeft, ChevronsRight, ChevronUp, type LucideIcon } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { IconButton } from '../components/icon-button';
import { useMessages } from '../i18n/use-messages';
import {
  type FoldablePanel,
  type Panel as Name,
  togglePanel,
  usePreferences,
} from '../stores/preferences-store';

interface Props {
  readonly name: Name;
  readonly foldable?: boolean;
  /** What stands beside its name. */
  readonly mark?: ReactNode;
  readonly children: ReactNode;
}

/** Which way a panel goes when it is folded away, and when it is opened. */
const ICONS: Record<FoldablePanel, readonly [fold: LucideIcon, unfold: LucideIcon]> = {
  setup: [ChevronsLeft, ChevronsRight],
  inspector: [ChevronsRight, ChevronsLeft],
  training: [ChevronDown, ChevronUp],
};

/** One part of the workbench. A folded panel leaves a narrow strip with its name. */
export function Panel({ name, foldable = false, mark, children }: Props) {
  const { panel } = useMessages();
  const heading = useId();
  const folded = usePreferences(
    (preferences) => foldable && preferences.folded.some((entry) => entry === name),
  );
  return (
    <section
      className={`panel panel-${name} ${folded ? 'panel-folded' : ''}`}
      aria-labelledby={heading}
    >
      <header className="panel-header">
        <h2 id={heading} className="panel-title">
          {panel[name]}
        </h2>
        {mark}
        {foldable && name !== 'computation' && (
          <IconButton
            icon={ICONS[name][folded ? 1 : 0]}
            label={(folded ? panel.unfold : panel.fold)(panel[name])}
            aria-expanded={!folded}
            className="button-quiet panel-fold"
            onClick={() => togglePanel(name)}
          />
        )}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  );
}
