import { HelpNote } from '../../components/help-note';
import type { Measure } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';

interface Props {
  readonly measure: Measure;
  readonly options: readonly Measure[];
  readonly onChange: (measure: Measure) => void;
  /** What the chosen measure means, where its name does not say it. */
  readonly help: string | undefined;
}

/** Which measure a chart shows, in the place of its title. */
export function MeasureChoice({ measure, options, onChange, help }: Props) {
  const { training } = useMessages();
  return (
    <span className="measure-choice">
      <select
        className="measure-list"
        aria-label={training.chooseMeasure}
        value={measure}
        onChange={(event) => onChange(event.target.value as Measure)}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {training[`${option}Axis`]}
          </option>
        ))}
      </select>
      {help !== undefined && <HelpNote about={training[measure]} text={help} />}
    </span>
  );
}
