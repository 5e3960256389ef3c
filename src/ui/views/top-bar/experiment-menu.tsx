import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ExperimentId } from '../../../engine/experiment/schema';
import { EXPERIMENT_IDS, useExperimentWords } from '../../i18n/experiment-words';
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
          {title}
          <ChevronDown aria-hidden="true" size="1em" />
          <span className="visually-hidden">, {bar.experiments}</span>
        </DropdownMenu.Trigger>
      </h1>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
          {EXPERIMENT_IDS.map((id) => (
            <ExperimentItem key={id} id={id} current={id === current} />
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
