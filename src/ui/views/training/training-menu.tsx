import { EllipsisVertical, ListOrdered } from 'lucide-react';
import { DropdownMenu, Tooltip } from 'radix-ui';
import { useRef } from 'react';
import { plan } from '../../commands/page';
import { useKeyNames } from '../../commands/use-key-names';
import { useMessages } from '../../i18n/use-messages';
import { preferencesStore, usePreferences, type WhenHidden } from '../../stores/preferences-store';
import '../../components/menu.css';

const CHOICES = ['train', 'rest'] as const;

/** What is seldom needed: the plan of a step, and what training does while the tab is hidden. */
export function TrainingMenu() {
  const { training, plan: planWords } = useMessages();
  const keys = useKeyNames();
  const whenHidden = usePreferences((preferences) => preferences.whenHidden);
  const trigger = useRef<HTMLButtonElement>(null);
  const wantsPlan = useRef(false);
  return (
    <DropdownMenu.Root modal={false}>
      <Tooltip.Root>
        <Tooltip.Trigger asChild>
          <DropdownMenu.Trigger
            ref={trigger}
            className="button button-icon button-quiet"
            aria-label={training.more}
          >
            <EllipsisVertical aria-hidden="true" size="1.15em" strokeWidth={1.75} />
          </DropdownMenu.Trigger>
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content className="tooltip" sideOffset={6} collisionPadding={8}>
            {training.more}
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
      {/* In place, so that it belongs to the training for those who listen. */}
      <DropdownMenu.Content
        className="menu"
        align="start"
        sideOffset={4}
        collisionPadding={8}
        onCloseAutoFocus={(event) => {
          if (!wantsPlan.current) return;
          // The focus is where the dialog is to give it back to, before it opens.
          wantsPlan.current = false;
          event.preventDefault();
          trigger.current?.focus();
          plan.run();
        }}
      >
        <DropdownMenu.Item
          className="menu-item"
          onSelect={() => {
            wantsPlan.current = true;
          }}
        >
          <ListOrdered aria-hidden="true" size="1.15em" strokeWidth={1.75} />
          {planWords.ofStep}
          <kbd className="menu-keys">{keys(plan)}</kbd>
        </DropdownMenu.Item>
        <DropdownMenu.Separator className="menu-separator" />
        <DropdownMenu.Label className="menu-label" id="when-hidden">
          {training.whenHidden}
        </DropdownMenu.Label>
        <DropdownMenu.RadioGroup
          aria-labelledby="when-hidden"
          value={whenHidden}
          onValueChange={(next) => preferencesStore.setState({ whenHidden: next as WhenHidden })}
        >
          {CHOICES.map((choice) => (
            <DropdownMenu.RadioItem key={choice} value={choice} className="menu-item">
              <span className="menu-mark" aria-hidden="true">
                <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
              </span>
              {training.hidden[choice]}
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
