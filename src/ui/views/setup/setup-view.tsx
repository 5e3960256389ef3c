import { galleryEntry } from '../../../engine/gallery';
import type { SettingGroup } from '../../../engine/experiment/schema';
import { applies } from '../../../engine/experiment/settings';
import { useMessages } from '../../i18n/use-messages';
import { ask, useSession } from '../../stores/session-store';
import { AboutExperiment } from './about-experiment';
import { DataFacts } from './data-facts';
import { EditList } from './edit-list';
import { ExampleChooser } from './example-chooser';
import { OwnData } from './own-data';
import { SeedField } from './seed-field';
import { SetupSection } from './setup-section';
import { SettingControl } from './setting-control';
import { useSettings } from './use-settings';
import './setup.css';

/** Everything that can be chosen about the loaded experiment. */
export function SetupView() {
  const { setup } = useMessages();
  const model = useSession((state) => state.model);
  const { values, change } = useSettings();
  if (!model) return null;
  const { own } = galleryEntry(model.experiment.id);
  const chooseOwn = (use: boolean): void => {
    const spec = model.settings.find(({ key }) => key === own?.setting);
    if (spec) change(spec.key, use ? 'own' : spec.default);
  };
  const controls = (group: SettingGroup) =>
    model.settings
      .filter((spec) => spec.group === group && applies(spec, values))
      .map((spec) => (
        <SettingControl
          key={spec.key}
          experiment={model.experiment.id}
          spec={spec}
          value={values[spec.key]}
          onChange={(value) => change(spec.key, value)}
        />
      ));
  return (
    <>
      <AboutExperiment id={model.experiment.id} />
      {model.data && (
        <>
          <SetupSection title={setup.example}>
            <ExampleChooser key={model.experiment.id} data={model.data} info={model.example} />
          </SetupSection>
          <SetupSection title={setup.data}>
            <DataFacts id={model.experiment.id} data={model.data} />
            {own && (
              <OwnData
                key={model.experiment.id}
                kind={own.kind}
                inUse={values[own.setting] === 'own'}
                onChange={chooseOwn}
              />
            )}
            {controls('data')}
            <SeedField
              seed={model.experiment.seed}
              onChange={(seed) => void ask((session) => session.reseed(seed))}
            />
          </SetupSection>
        </>
      )}
      <SetupSection title={setup.model}>
        {model.parameters > 0 && <p className="setup-fact">{setup.parameters(model.parameters)}</p>}
        {controls('model')}
      </SetupSection>
      {model.data && <SetupSection title={setup.training}>{controls('training')}</SetupSection>}
      <SetupSection title={setup.edits}>
        <EditList />
      </SetupSection>
    </>
  );
}
