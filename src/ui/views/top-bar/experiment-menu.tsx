import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { EXPERIMENT_IDS, type ExperimentId } from '../../../engine/experiment/schema';
import { useMessages } from '../../i18n/use-messages';
import '../../components/menu.css';

interface Props {
  readonly current: ExperimentId;
}

/** The title of the experiment, which opens the way to the others. */
export function ExperimentMenu({ current }: Props) {
  const { bar, experiment } = useMessages();
  return (
    <DropdownMenu.Root modal={false}>
      <h1 className="bar-title">
        <DropdownMenu.Trigger className="button button-quiet bar-title-button">
          {experiment[current].title}
          <ChevronDown aria-hidden="true" size="1em" />
          <span className="visually-hidden">, {bar.experiments}</span>
        </DropdownMenu.Trigger>
      </h1>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
          {EXPERIMENT_IDS.map((id) => (
            <DropdownMenu.Item key={id} asChild>
              <a
                className="menu-item"
                href={`#v1.${id}`}
                aria-current={id === current ? 'page' : undefined}
              >
                {experiment[id].title}
              </a>
            </DropdownMenu.Item>
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
