import { Monitor, Moon, Sun } from 'lucide-react';
import { DropdownMenu, Tooltip } from 'radix-ui';
import { useMessages } from '../../i18n/use-messages';
import { preferencesStore, type Theme, usePreferences } from '../../stores/preferences-store';
import '../../components/menu.css';

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const;

export function ThemeMenu() {
  const { bar } = useMessages();
  const theme = usePreferences((preferences) => preferences.theme);
  const Icon = ICONS[theme];
  const label = `${bar.theme}: ${bar.themes[theme]}`;
  return (
    <DropdownMenu.Root modal={false}>
      <Tooltip.Root>
        <Tooltip.Trigger asChild>
          <DropdownMenu.Trigger className="button button-icon button-quiet" aria-label={label}>
            <Icon aria-hidden="true" size="1.15em" strokeWidth={1.75} />
          </DropdownMenu.Trigger>
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content className="tooltip" sideOffset={6} collisionPadding={8}>
            {label}
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.RadioGroup
            value={theme}
            onValueChange={(next) => preferencesStore.setState({ theme: next as Theme })}
          >
            {(['system', 'light', 'dark'] as const).map((option) => {
              const OptionIcon = ICONS[option];
              return (
                <DropdownMenu.RadioItem key={option} value={option} className="menu-item">
                  <OptionIcon aria-hidden="true" size="1.15em" strokeWidth={1.75} />
                  {bar.themes[option]}
                </DropdownMenu.RadioItem>
              );
            })}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
