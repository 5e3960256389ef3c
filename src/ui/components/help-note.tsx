import { CircleHelp } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useMessages } from '../i18n/use-messages';
import './help-note.css';

interface Props {
  /** What is explained. */
  readonly about: string;
  readonly text: string;
}

/** A question mark that explains the control beside it. */
export function HelpNote({ about, text }: Props) {
  const { setup } = useMessages();
  return (
    <Popover.Root>
      <Popover.Trigger className="help-note" aria-label={setup.about(about)}>
        <CircleHelp aria-hidden="true" size="1em" strokeWidth={1.75} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" sideOffset={4} collisionPadding={8} aria-label={about}>
          {text}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
