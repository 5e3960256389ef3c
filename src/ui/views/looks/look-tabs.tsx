import { Tabs } from 'radix-ui';
import { Suspense } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { useWords, type Words } from '../../i18n/use-words';
import { setLook } from '../../stores/view-store';
import { looksOf, useLook } from './looks';
import './look-tabs.css';

/** The ways to look at the computation, and the one that is chosen. */
export function LookTabs({ model }: { readonly model: ModelInfo }) {
  const { panel, status } = useMessages();
  const looks = looksOf(model);
  const shown = useLook(model);
  return (
    <Tabs.Root
      className="looks"
      value={shown.id}
      // Arrow keys only move the focus: a view may take a moment to appear.
      activationMode="manual"
      onValueChange={(id) => setLook(id === looks[0].id ? null : id)}
    >
      <Tabs.List className="looks-tabs" aria-label={panel.computation}>
        {looks.map(({ id, words }) => (
          <Tabs.Trigger key={id} value={id} className="looks-tab">
            <Title words={words} />
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {looks.map(({ id, View }) => (
        <Tabs.Content key={id} value={id} className="looks-content" tabIndex={-1}>
          <Suspense fallback={<p className="page-status">{status.loading}</p>}>
            <View model={model} />
          </Suspense>
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

function Title({ words }: { readonly words: Words<{ title: string; help: string }> }) {
  const { title, help } = useWords(words);
  return <span title={help}>{title}</span>;
}
