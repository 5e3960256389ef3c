import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useId } from 'react';
import { GALLERY } from '../../../engine/gallery';
import { type Group, GROUPS } from '../../../engine/gallery/entry';
import type { ExperimentId } from '../../../engine/experiment/schema';
import { useExperimentWords } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';
import '../../components/menu.css';

interface Props {
  readonly current: ExperimentId;
}

/** The title of the experiment, which opens the way to the others. */
export function ExperimentMenu({ current }: Props) {
  const { bar } = useMessages();
  const { title } = useExperimentWords(current);
  return (
    <DropdownMenu.Root modal={false}>
      <h1 className="bar-title">
        <DropdownMenu.Trigger className="button button-quiet bar-title-button">
          <span className="bar-title-text">{title}</span>
          <ChevronDown aria-hidden="true" size="1em" />
          <span className="visually-hidden">, {bar.experiments}</span>
        </DropdownMenu.Trigger>
      </h1>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu menu-tall"
          align="start"
          sideOffset={4}
          collisionPadding={8}
        >
          {GROUPS.map((group) => (
            <ExperimentGroup key={group} group={group} current={current} />
          ))}
          <DropdownMenu.Separator className="menu-separator" />
          <DropdownMenu.Item asChild>
            <a className="menu-item" href="#gallery">
              {bar.allExperiments}
            </a>
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface GroupProps extends Props {
  readonly group: Group;
}

function ExperimentGroup({ group, current }: GroupProps) {
  const { gallery } = useMessages();
  const label = useId();
  const entries = GALLERY.filter((entry) => entry.group === group);
  if (entries.length === 0) return null;
  return (
    <DropdownMenu.Group aria-labelledby={label}>
      <DropdownMenu.Label id={label} className="menu-label">
        {gallery.group[group]}
      </DropdownMenu.Label>
      {entries.map(({ id }) => (
        <ExperimentItem key={id} id={id} current={id === current} />
      ))}
    </DropdownMenu.Group>
  );
}

function ExperimentItem({ id, current }: { readonly id: ExperimentId; readonly current: boolean }) {
  const { title } = useExperimentWords(id);
  return (
    <DropdownMenu.Item asChild>
      <a className="menu-item" href={`#v1.${id}`} aria-current={current ? 'page' : undefined}>
        {title}
      </a>
    </DropdownMenu.Item>
  );
}
