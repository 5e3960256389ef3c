import type { LucideIcon } from 'lucide-react';
import { Tooltip } from 'radix-ui';
import type { ComponentProps } from 'react';
import './button.css';

interface Props extends Omit<ComponentProps<'button'>, 'children'> {
  readonly icon: LucideIcon;
  /** What it does; with `shown`, also written beside the icon. */
  readonly label: string;
  readonly shown?: boolean;
  /** Keys that do the same. */
  readonly keys?: string;
}

/** A button with an icon, whose name appears beside the pointer or the focus. */
export function IconButton({ icon: Icon, label, shown = false, keys, ...rest }: Props) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <button
          type="button"
          {...rest}
          className={`button ${shown ? '' : 'button-icon'} ${rest.className ?? ''}`}
          aria-label={shown ? undefined : label}
        >
          <Icon aria-hidden="true" size="1.15em" strokeWidth={1.75} />
          {shown && <span>{label}</span>}
        </button>
      </Tooltip.Trigger>
      {(!shown || keys !== undefined) && (
        <Tooltip.Portal>
          <Tooltip.Content className="tooltip" sideOffset={6} collisionPadding={8}>
            {label}
            {keys !== undefined && <kbd className="tooltip-keys">{keys}</kbd>}
          </Tooltip.Content>
        </Tooltip.Portal>
      )}
    </Tooltip.Root>
  );
}
