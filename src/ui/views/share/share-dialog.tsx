import { Copy } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { galleryEntry } from '../../../engine/gallery';
import type { ModelInfo } from '../../../engine/session/client';
import { IconButton } from '../../components/icon-button';
import { Modal } from '../../components/modal';
import { useMessages } from '../../i18n/use-messages';
import { useSession } from '../../stores/session-store';
import { shellStore } from '../../stores/shell-store';
import { useLink } from './use-link';
import './share.css';

/** The link to the experiment as it stands, to copy. */
export function ShareDialog() {
  const { share, error, own } = useMessages();
  const trained = useSession((state) => (state.model?.parameters ?? 0) > 0 && state.present > 0);
  const present = useSession((state) => state.present);
  const past = useSession((state) => state.step !== state.present);
  const ownData = useSession((state) => isAboutOwnData(state.model));
  const [weights, setWeights] = useState(false);
  const { link, problem } = useLink(weights);
  const [said, setSaid] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const [help, label] = [useId(), useId()];

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link);
      setSaid(share.copied);
    } catch {
      field.current?.select();
      setSaid(share.notCopied);
    }
  };

  return (
    <Modal title={share.title} onClose={() => shellStore.setState({ dialog: null })}>
      <p>{share.intro}</p>
      {past && <p className="share-note">{share.ofPresent(present)}</p>}
      {ownData && <p>{own.notInLink}</p>}
      {trained && (
        <div className="share-weights">
          <label>
            <input
              type="checkbox"
              checked={weights}
              aria-describedby={help}
              onChange={(event) => {
                setSaid('');
                setWeights(event.target.checked);
              }}
            />
            {share.withWeights}
          </label>
          <p id={help} className="share-note">
            {share.withWeightsHelp}
          </p>
        </div>
      )}
      <div className="share-link">
        <div className="share-line">
          <label id={label} htmlFor={`${label}-field`}>
            {share.link}
          </label>
          <span className="share-note">{link === '' ? '' : share.size(link.length)}</span>
        </div>
        <textarea
          id={`${label}-field`}
          ref={field}
          className="field share-field"
          rows={4}
          readOnly
          spellCheck={false}
          value={link}
          placeholder={problem ? '' : share.preparing}
          onFocus={(event) => event.target.select()}
        />
      </div>
      {problem && (
        <div role="alert" className="problem">
          <p>{problem.code === 'share-link' ? share.tooLong : error.code[problem.code]}</p>
          <p className="share-note">{problem.message}</p>
        </div>
      )}
      <div className="share-line">
        <IconButton
          icon={Copy}
          label={share.copy}
          shown
          className="button-primary"
          disabled={link === ''}
          onClick={() => void copy()}
        />
        <p role="status" className="share-said">
          {said}
        </p>
      </div>
    </Modal>
  );
}

/** Whether what is loaded is about data that the visitor brought, which no link holds. */
function isAboutOwnData(model: ModelInfo | null): boolean {
  if (!model) return false;
  const { id, settings } = model.experiment;
  const { own } = galleryEntry(id);
  return own !== undefined && settings[own.setting] === 'own';
}
