import type { OwnData as Own } from '../../../engine/gallery/entry';
import type { HeedClient } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { sessionStore } from '../../stores/session-store';
import { OwnFile } from './own-file';
import { OwnPictures } from './own-pictures';

interface Props {
  readonly kind: Own['kind'];
  /** Whether the visitor's own data is what the experiment is about. */
  readonly inUse: boolean;
  /** Called with whether it is to be from now on. */
  readonly onChange: (use: boolean) => void;
}

/** Where a visitor brings data to train on. */
export function OwnData({ kind, inUse, onChange }: Props) {
  const { own } = useMessages();
  switch (kind) {
    case 'texts':
      return (
        <OwnFile
          inUse={inUse}
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          words={own.texts}
          keep={async (bytes) => {
            const found = await session()?.keepTexts(bytes);
            return bytes && found ? own.texts.read(found.rows, found.labels.length) : '';
          }}
          onChange={onChange}
        />
      );
    case 'text':
      return (
        <OwnFile
          inUse={inUse}
          accept=".txt,.md,text/plain"
          words={own.text}
          keep={async (bytes) => {
            const found = await session()?.keepText(bytes);
            if (!bytes || !found) return '';
            return own.text.read(found.characters, found.distinct, found.replaced);
          }}
          onChange={onChange}
        />
      );
    case 'pictures':
      return <OwnPictures inUse={inUse} onChange={onChange} />;
  }
}

function session(): HeedClient['session'] | undefined {
  return sessionStore.getState().client?.session;
}
