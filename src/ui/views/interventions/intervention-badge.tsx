import { SlidersHorizontal } from 'lucide-react';
import { useWords } from '../../i18n/use-words';
import { useSession } from '../../stores/session-store';
import { onTensor } from './describe';
import { WORDS } from './words';
import './interventions.css';

/** Tells that interventions act on a tensor. Nothing where none is on. */
export function InterventionBadge({ name }: { readonly name: string }) {
  const words = useWords(WORDS);
  const run = useSession((state) => state.model?.run ?? 0);
  const list = useSession((state) => state.edits.interventions);
  const acting = onTensor(list, name, run).filter(({ one }) => one.on);
  if (acting.length === 0) return null;
  const text = words.stands(acting.length);
  return (
    <span className="intervention-badge" role="img" aria-label={text} title={text}>
      <SlidersHorizontal aria-hidden="true" size="0.95em" strokeWidth={2} />
    </span>
  );
}
