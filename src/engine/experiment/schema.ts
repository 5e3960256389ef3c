/** Name of an experiment of the gallery; see ../gallery. */
export type ExperimentId = string;

/** Languages of the page. */
export type Language = 'en' | 'zh';

export type SettingValue = number | string | boolean;

/**
 * One control of the setup panel, and the validation of its value. The page makes the control from
 * it; labels come from the experiment's own words, or the message catalogue's `setting.KEY` and `option.VALUE`.
 */
export type SettingSpec = (
  | {
      readonly kind: 'choice';
      readonly key: SettingKey;
      readonly group: SettingGroup;
      readonly options: readonly OptionKey[];
      readonly default: OptionKey;
    }
  | {
      readonly kind: 'number';
      readonly key: SettingKey;
      readonly group: SettingGroup;
      readonly min: number;
      readonly max: number;
      /** Smallest change a control makes; values between are allowed unless `integer`. */
      readonly step: number;
      readonly integer: boolean;
      /** `log` controls move by factors. */
      readonly scale: 'linear' | 'log';
      readonly default: number;
    }
  | {
      readonly kind: 'toggle';
      readonly key: SettingKey;
      readonly group: SettingGroup;
      readonly default: boolean;
    }
) & {
  /** What other settings must be for this one to matter; where they are not, it is not shown. */
  readonly when?: Readonly<Partial<Record<SettingKey, readonly OptionKey[]>>>;
};

export type SettingGroup = 'data' | 'model' | 'training';

/** Name of a setting: the page's catalogue has words for common ones, an experiment for its own. */
export type SettingKey = string;
/** Name of an option, worded like settings. */
export type OptionKey = string;

/** Which example the computation shows. */
export type Example =
  | { readonly kind: 'data'; readonly split: 'train' | 'validation'; readonly index: number }
  /** The visitor's own words. */
  | { readonly kind: 'text'; readonly text: string }
  /** The visitor's own picture. */
  | {
      readonly kind: 'picture';
      /** In pixels, at most `MOST_PIXELS` each. */
      readonly width: number;
      readonly height: number;
      /** 1 for grey, 3 for red, green and blue. */
      readonly channels: 1 | 3;
      /** Bytes in base64, 0 black to 255 white: row by row, the channels of a pixel side by side. */
      readonly pixels: string;
    }
  /** The visitor's own sound: log-mel frames of 24 bytes each in base64, at most `MOST_FRAMES`. */
  | { readonly kind: 'sound'; readonly frames: string };

/** Longest side of a visitor's own picture, in pixels. */
export const MOST_PIXELS = 64;

/** Longest sound of a visitor's own, in frames of 20 ms. */
export const MOST_FRAMES = 500;

/**
 * Numbers a person set by hand. Inputs and activations are replaced for as long as the edit stands;
 * a parameter is written once, after `step` training steps, and training goes on from there.
 */
export interface Edit {
  readonly tensor: string;
  readonly step?: number;
  /** Row-major position and new value. */
  readonly cells: readonly (readonly [number, number])[];
}

/** How an intervention changes the cells it is about. */
export const INTERVENTION_KINDS = [
  'set',
  'zero',
  'scale',
  'uniform',
  'mean',
  'shuffle',
  'freeze',
  'patch',
] as const;

export type InterventionKind = (typeof INTERVENTION_KINDS)[number];

/** The example of the data that a patch takes its values from. */
export interface PatchSource {
  readonly split: 'train' | 'validation';
  readonly index: number;
}

/**
 * A lasting change of some cells of a tensor: everything downstream is computed from what it makes
 * of them, at every example, for as long as it is on. Unlike an edit it is a rule, not a number.
 */
export interface Intervention {
  /** Of the first model by its name, of another one as `NAME@NUMBER`; a gradient is `grad:NAME`. */
  readonly tensor: string;
  /** For each axis but the batch the indices that are meant, ascending; null for all that there are. */
  readonly where: readonly (readonly number[] | null)[];
  readonly kind: InterventionKind;
  /** `set`: what the cells become; `scale`: what they are multiplied by. */
  readonly value?: number;
  /** `freeze` and `patch`: what the cells become, in row-major order. */
  readonly values?: readonly number[];
  /** `patch`: where `values` come from. */
  readonly from?: PatchSource;
  /** `shuffle`: which of the permutations. */
  readonly seed?: number;
  readonly on: boolean;
  /** Whether training and its evaluation have it too, while it is on. */
  readonly training: boolean;
  /** From which step to before which training had it; null: until now. Kept for the sake of replays. */
  readonly trained?: readonly (readonly [number, number | null])[];
  /** Taken back, and kept because training had it for a while. */
  readonly removed?: true;
}

/** What the page shows; part of the link, ignored by the engine. */
export interface View {
  readonly mode?: 'forward' | 'gradient' | 'difference';
  readonly tensor?: string;
  readonly cell?: readonly number[];
  readonly head?: number;
  readonly layer?: number;
  /** Which view of the computation; the tensors unless given. */
  readonly look?: string;
}

/** Everything that a link restores. Plain data. */
export interface Experiment {
  readonly version: 1;
  readonly id: ExperimentId;
  readonly seed: number;
  /** One value for every setting of the experiment. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly example: Example;
  /** Training steps done. */
  readonly step: number;
  readonly edits: readonly Edit[];
  /** None unless given. */
  readonly interventions?: readonly Intervention[];
  /** Which of several models is shown, as a position among them; 0 unless given. */
  readonly run?: number;
  /** Parameters and optimiser moments as base64 of little-endian f32; without it a link is replayed from the seed. */
  readonly weights?: string;
  readonly view?: View;
}
