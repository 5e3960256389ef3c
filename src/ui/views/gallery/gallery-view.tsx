import { GALLERY } from '../../../engine/gallery';
import { GROUPS } from '../../../engine/gallery/entry';
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
      {GROUPS.map((group) => {
        const entries = GALLERY.filter((entry) => entry.group === group);
        if (entries.length === 0) return null;
        return (
          <section key={group} aria-labelledby={`group-${group}`}>
            <h2 id={`group-${group}`} className="gallery-group">
              {gallery.group[group]}
            </h2>
            <ul className="cards">
              {entries.map(({ id }) => (
                <ExperimentCard key={id} id={id} />
              ))}
            </ul>
          </section>
        );
      })}
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
