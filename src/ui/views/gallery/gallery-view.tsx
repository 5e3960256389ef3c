import { EXPERIMENT_IDS } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';
import { ExperimentCard } from './experiment-card';
import './gallery.css';

/** The first page: what Heed is, and its experiments. */
export function GalleryView() {
  const { gallery, bench } = useMessages();
  return (
    <main className="gallery">
      <div className="gallery-head">
        <h1>{gallery.title}</h1>
        <p>{gallery.intro}</p>
      </div>
      <h2 className="visually-hidden">{gallery.experiments}</h2>
      <ul className="cards">
        {EXPERIMENT_IDS.map((id) => (
          <ExperimentCard key={id} id={id} />
        ))}
      </ul>
      <p className="gallery-foot">
        {gallery.footer}{' '}
        <a href="data/LICENSES.md" target="_blank" rel="noreferrer">
          {gallery.licences}
        </a>
        <br />
        <a href="#bench">{bench.link}</a>
      </p>
    </main>
  );
}
