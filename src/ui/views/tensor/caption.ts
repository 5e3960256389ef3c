import type { Messages } from '../../i18n/en';
import { withoutGradient } from '../../stores/view-store';

/** What a tensor is, in a few words: by the longest end of its name that the catalogue knows. */
export function captionOf(name: string, messages: Messages): string {
  const path = withoutGradient(name).split('.');
  const known = messages.tensor.caption as Readonly<Record<string, string | undefined>>;
  for (let start = Math.max(0, path.length - 2); start < path.length; start++) {
    const caption = known[path.slice(start).join('.')];
    if (caption !== undefined) return caption;
  }
  return '';
}
