import { lookup } from '../../models/lookup';
import { linearPlaces, type TruthSpec } from '../truth-specs';

/** One query looks up a value by its key: the gallery's own model. */
export const attentionLookup: TruthSpec = {
  name: 'attention_lookup',
  spec: lookup({ keys: 8, values: 5, width: 8, limit: 1 }),
  inputs: ({ y, ...batch }) => ({ ...batch, target: y }),
  places: {
    'queryEmbed.table': { of: 'query_emb.weight' },
    'keyEmbed.table': { of: 'key_emb.weight' },
    'valueEmbed.table': { of: 'val_emb.weight' },
    'attention.Wq': { of: 'Wq.weight', turned: true },
    'attention.Wk': { of: 'Wk.weight', turned: true },
    'attention.Wv': { of: 'Wv.weight', turned: true },
    ...linearPlaces('head', 'out'),
  },
};
