import { galleryEntry } from '../../../engine/gallery';
import type { ExperimentId } from '../../../engine/experiment/schema';
import { useExperimentWords } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';

/** What an experiment is about, what to look at first, what to try, and where to read on. */
export function AboutExperiment({ id }: { readonly id: ExperimentId }) {
  const { setup } = useMessages();
  const { intro, look, tries } = useExperimentWords(id);
  const { sources } = galleryEntry(id);
  return (
    <details className="about">
      <summary className="about-title">{setup.aboutExperiment}</summary>
      <p>{intro}</p>
      <h4>{setup.lookFirst}</h4>
      <p>{look}</p>
      <h4>{setup.toTry}</h4>
      <ol>
        {tries.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ol>
      <h4>{setup.readOn}</h4>
      <ul>
        {sources.map(({ title, url }) => (
          <li key={url}>
            <a href={url} target="_blank" rel="noreferrer">
              {title}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
