import { type ReactNode, useId } from 'react';
import { HelpNote } from '../../components/help-note';

/** Ids by which a control is named and explained. */
interface Names {
  readonly labelId: string;
  readonly helpId: string;
}

export function useNames(): Names {
  return { labelId: useId(), helpId: useId() };
}

interface Props {
  readonly names: Names;
  readonly label: string;
  readonly help: string;
  /** Control beside the label. */
  readonly beside?: ReactNode;
  /** Control below it, in full width. */
  readonly children?: ReactNode;
}

/** One line of the setup: label, explanation, control. */
export function SettingRow({ names, label, help, beside, children }: Props) {
  return (
    <div className="setting-row">
      <div className="setting-line">
        <span className="setting-label">
          <span id={names.labelId}>{label}</span>
          <HelpNote about={label} text={help} />
          <span id={names.helpId} className="visually-hidden">
            {help}
          </span>
        </span>
        {beside}
      </div>
      {children}
    </div>
  );
}
