import { ChevronLeft, ChevronRight, Shuffle } from 'lucide-react';
import type { Example } from '../../../engine/experiment/schema';
import type { DataInfo, ExampleInfo } from '../../../engine/session/client';
import { IconButton } from '../../components/icon-button';
import { NumberField } from '../../components/number-field';
import { Segmented } from '../../components/segmented';
import { useMessages } from '../../i18n/use-messages';
import { ask } from '../../stores/session-store';
import { nextAnywhere } from './next-anywhere';
import { OwnPicture } from './own-picture';
import { OwnSound } from './own-sound';
import { OwnText } from './own-text';

interface Props {
  readonly data: DataInfo;
  readonly info: ExampleInfo;
}

/** Which example the computation shows: one of the data, or the visitor's own words, picture or sound. */
export function ExampleChooser({ data, info }: Props) {
  const { setup } = useMessages();
  const { example } = info;
  const split = example.kind === 'data' ? example.split : 'validation';
  const index = example.kind === 'data' ? example.index : 0;
  const total = data[split];
  const show = (next: Example): void => void ask((session) => session.show(next));
  const showNumber = (next: number): void =>
    show({ kind: 'data', split, index: (next + total) % total });
  return (
    <>
      <Segmented
        label={setup.split}
        value={example.kind === 'data' ? split : ''}
        options={[
          { value: 'train', label: setup.train },
          { value: 'validation', label: setup.validation },
        ]}
        onChange={(next) =>
          next !== '' && show({ kind: 'data', split: next, index: Math.min(index, data[next] - 1) })
        }
      />
      <div className="example-number">
        <IconButton
          icon={ChevronLeft}
          label={setup.previous}
          onClick={() => showNumber(index - 1)}
        />
        <NumberField
          label={setup.index}
          value={index + 1}
          min={1}
          max={total}
          integer
          step={1}
          problem={setup.integerOutOfRange('1', String(total))}
          onCommit={(next) => showNumber(next - 1)}
        />
        <IconButton icon={ChevronRight} label={setup.next} onClick={() => showNumber(index + 1)} />
        <IconButton
          icon={Shuffle}
          label={setup.another}
          onClick={() => showNumber(nextAnywhere(index, total))}
        />
        <span className="setup-fact">{setup.ofTotal(total)}</span>
      </div>
      {data.takesText && <OwnText info={info} />}
      {data.picture?.own && <OwnPicture drawable={data.picture.drawable} />}
      {data.takesSound && <OwnSound />}
    </>
  );
}
